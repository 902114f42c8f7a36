package server

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"
)

const (
	// shelfGap is the least time between two writes of copies.
	shelfGap = time.Second
	// shelfAgain is how long after a write that failed the next one is tried.
	shelfAgain = 10 * time.Second
)

// shelf writes copies of accepted files into the state folder, beside everything
// else: neither a reload nor a verdict waits for the disk. Make it with newShelf; it
// must not be copied. keep may be called from any goroutine, run from one.
type shelf struct {
	log   *slog.Logger
	where func() string // the state folder; "": nothing survives a restart
	wake  chan struct{} // capacity 1
	turn  chan struct{} // capacity 1: held for a write

	mu    sync.Mutex
	next  *keptList         // to be written; nil: all is
	last  *keptList         // the newest, written or not
	texts map[string][]byte // by sum: what is not written yet

	// The rest belongs to the goroutine of run.
	dir  string          // the folder that was written to last, or read at the start
	have map[string]bool // names of the copies in dir
	deaf string          // what was wrong with the last write, as it was logged
}

func newShelf(log *slog.Logger, where func() string) *shelf {
	return &shelf{log: log, where: where, wake: make(chan struct{}, 1), turn: make(chan struct{}, 1), texts: map[string][]byte{}, have: map[string]bool{}}
}

// keep has a list written soon. It blocks for nothing.
func (s *shelf) keep(l *keptList) {
	s.mu.Lock()
	s.next, s.last = l, l
	texts := make(map[string][]byte, len(l.Files))
	for i := range l.Files {
		f := &l.Files[i]
		if f.text == nil {
			f.text = s.texts[f.Sum]
		}
		if f.text != nil {
			texts[f.Sum], f.text = f.text, nil
		}
	}
	s.texts = texts
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// later has a list that was read from a folder written again once run begins.
func (s *shelf) later(l *keptList) {
	s.mu.Lock()
	s.next = l
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// run writes until ctx is done, and then what is left.
func (s *shelf) run(ctx context.Context) {
	again := time.NewTicker(shelfAgain)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			s.write()
			return
		case <-s.wake:
		case <-again.C:
		}
		s.write()
		pause(ctx, shelfGap)
	}
}

// rest keeps the shelf from writing until wake is called.
func (s *shelf) rest(ctx context.Context) (wake func(), err error) {
	select {
	case s.turn <- struct{}{}:
		return func() { <-s.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// write writes the newest list, if there is one, and logs once what keeps it from
// that.
func (s *shelf) write() {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	dir := s.where()
	s.mu.Lock()
	l, texts := s.next, s.texts
	if dir != s.dir {
		l = s.last // the state moved
	}
	if dir == "" {
		s.texts = map[string][]byte{} // nobody holds that much for a folder that may come
	}
	s.mu.Unlock()
	if l == nil || dir == "" {
		return
	}
	octets, err := s.writeTo(dir, l, texts)
	switch {
	case err != nil && err.Error() != s.deaf:
		s.deaf = err.Error()
		s.log.Error("copies of the files cannot be kept: a restart needs good ones", "folder", filepath.Join(dir, keptFolder), "error", err)
	case err == nil && s.deaf != "":
		s.deaf = ""
		s.log.Info("copies of the files are kept again", "folder", filepath.Join(dir, keptFolder))
	}
	if err != nil {
		return
	}
	s.mu.Lock()
	if s.last == l {
		s.next, s.texts = nil, map[string][]byte{}
	}
	s.mu.Unlock()
	if octets >= heavy {
		texts = nil
		debug.FreeOSMemory()
	}
}

// writeTo writes the copies that a folder lacks, and the list.
func (s *shelf) writeTo(dir string, l *keptList, texts map[string][]byte) (octets int, err error) {
	before := s.dir
	if dir != before {
		s.dir, s.have = dir, map[string]bool{}
	}
	if err := os.MkdirAll(filepath.Join(dir, keptFolder), 0o700); err != nil {
		return 0, err
	}
	list := &keptList{At: l.At, Files: append([]kept(nil), l.Files...)}
	if left := list.bound(maxKept); len(left) > 0 {
		s.log.Warn("files that are too large are not kept", "files", len(left), "first", left[0].Path)
	}
	files := list.Files[:0]
	for _, f := range list.Files {
		if s.have[f.Sum] {
			files = append(files, f)
			continue
		}
		text, err := s.find(before, &f, texts)
		if err != nil {
			continue // it changed since: what it is now comes with the next list
		}
		if err := putUnsynced(filepath.Join(dir, keptFolder), f.Sum, text); err != nil {
			return octets, err
		}
		octets += len(text)
		s.have[f.Sum] = true
		files = append(files, f)
	}
	list.Files = files
	if err := writeKept(dir, list); err != nil {
		return octets, err
	}
	had := s.have
	s.have = make(map[string]bool, len(files))
	for _, f := range files {
		s.have[f.Sum] = true
		if f.Kind == keptGeo {
			octets += s.writeDecoded(dir, &f, had)
		}
	}
	return octets, nil
}

// find finds the text of a file: as it was read, as it was kept where the state was
// before, or as it still is.
func (s *shelf) find(before string, f *kept, texts map[string][]byte) ([]byte, error) {
	if text, ok := texts[f.Sum]; ok {
		return text, nil
	}
	if before != "" {
		if text, err := readCopy(before, f); err == nil {
			return text, nil
		}
	}
	text, err := readAll(f.Path, f.Size)
	if err == nil && sumOf(sha256.Sum256(text)) != f.Sum {
		err = errors.New("it is another one now")
	}
	return text, err
}
