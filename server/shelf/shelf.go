package shelf

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"geosrv/server/ondisk"
)

const (
	// Between two writes of copies lies twenty times what the first took, so that many
	// reloads in a row cost the disk little, and what is accepted is soon kept. A slow disk
	// is left alone for no longer than a second.
	restTimes = 20
	leastRest = 50 * time.Millisecond
	mostRest  = time.Second
	// shelfAgain is how long after a write that failed the next one is tried.
	shelfAgain = 10 * time.Second
	// heavy is how many octets have to be written before it is worth it to give their
	// memory back to the system.
	heavy = 16 << 20
)

// Shelf writes copies of accepted files into the state folder, beside everything
// else: neither a reload nor a verdict waits for the disk. Make it with New; it must
// not be copied. Keep and Rest may be called from any goroutine, Run from one, and what
// takes up an older shelf before that.
type Shelf struct {
	log   *slog.Logger
	where func() string // the state folder; "": nothing survives a restart
	wake  chan struct{} // capacity 1
	turn  chan struct{} // capacity 1: held for a write

	mu    sync.Mutex
	next  *List             // to be written; nil: all is
	last  *List             // the newest, written or not
	texts map[string][]byte // by sum: what is not written yet

	// The rest belongs to the goroutine of Run.
	dir      string          // the folder that was written to last, or read at the start
	have     map[string]bool // names of the copies in dir
	unproven *File           // of which the copy may be damaged; nil: none
	deaf     string          // what was wrong with the last write, as it was logged
}

// New makes a shelf. where says what the state folder is now; "" means that nothing
// survives a restart. It may be called from any goroutine and must not block.
func New(log *slog.Logger, where func() string) *Shelf {
	return &Shelf{log: log, where: where, wake: make(chan struct{}, 1), turn: make(chan struct{}, 1), texts: map[string][]byte{}, have: map[string]bool{}}
}

// Keep has a list written soon. It blocks for nothing. The list is the shelf's from now
// on.
func (s *Shelf) Keep(l *List) {
	s.mu.Lock()
	s.next, s.last = l, l
	texts := make(map[string][]byte, len(l.Files))
	for i := range l.Files {
		f := &l.Files[i]
		if f.Text == nil {
			f.Text = s.texts[f.Sum]
		}
		if f.Text != nil {
			texts[f.Sum], f.Text = f.Text, nil
		}
	}
	s.texts = texts
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// later has a list that was read from a folder written again once Run begins.
func (s *Shelf) later(l *List) {
	s.mu.Lock()
	s.next = l
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run writes until ctx is done, and then what is left.
func (s *Shelf) Run(ctx context.Context) {
	again := time.NewTicker(shelfAgain)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			s.prove()
			s.write()
			return
		case <-s.wake:
		case <-again.C:
			s.prove() // not at once: a start has better things to do
		}
		took := s.write()
		select {
		case <-ctx.Done():
		case <-time.After(restAfter(took)):
		}
	}
}

// restAfter is how long nothing is written behind a write that took so long.
func restAfter(took time.Duration) time.Duration {
	return min(max(restTimes*min(took, mostRest), leastRest), mostRest)
}

// Flush writes what is not written yet, beside Run, and returns when that is over. What
// went wrong was logged.
func (s *Shelf) Flush() { s.write() }

// Rest keeps the shelf from writing until wake is called. The error is that of ctx, which
// bounds the wait for a write under way.
func (s *Shelf) Rest(ctx context.Context) (wake func(), err error) {
	select {
	case s.turn <- struct{}{}:
		return func() { <-s.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// write writes the newest list, if there is one. It returns how long that took, the wait
// for its turn not counted.
func (s *Shelf) write() (took time.Duration) {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	began := time.Now()
	s.writeNewest()
	return time.Since(began)
}

// writeNewest is write, of who has the turn. It logs once what keeps it from writing.
func (s *Shelf) writeNewest() {
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
		s.log.Error("copies of the files cannot be kept: a restart needs good ones", "folder", Folder(dir), "error", err)
	case err == nil && s.deaf != "":
		s.deaf = ""
		s.log.Info("copies of the files are kept again", "folder", Folder(dir))
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
func (s *Shelf) writeTo(dir string, l *List, texts map[string][]byte) (octets int, err error) {
	before := s.dir
	if dir != before {
		s.dir, s.have = dir, map[string]bool{}
	}
	if err := os.MkdirAll(Folder(dir), 0o700); err != nil {
		return 0, err
	}
	list := &List{At: l.At, Files: append([]File(nil), l.Files...)}
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
		if err := ondisk.PutUnsynced(Folder(dir), f.Sum, text); err != nil {
			return octets, err
		}
		octets += len(text)
		s.have[f.Sum] = true
		files = append(files, f)
	}
	list.Files = files
	if err := list.write(dir); err != nil {
		return octets, err
	}
	had := s.have
	s.have = make(map[string]bool, len(files))
	for _, f := range files {
		s.have[f.Sum] = true
		if f.Kind == Geo {
			octets += s.writeDecoded(dir, &f, had)
		}
	}
	return octets, nil
}

// find finds the text of a file: as it was read, as it was kept where the state was
// before, or as it still is.
func (s *Shelf) find(before string, f *File, texts map[string][]byte) ([]byte, error) {
	if text, ok := texts[f.Sum]; ok {
		return text, nil
	}
	if before != "" {
		if text, err := f.read(before); err == nil {
			return text, nil
		}
	}
	text, err := ondisk.Read(f.Path, f.Size)
	if err == nil && sumOf(ondisk.Sum(text)) != f.Sum {
		err = errors.New("it is another one now")
	}
	return text, err
}
