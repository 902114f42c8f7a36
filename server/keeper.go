package server

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"geosrv/health"
	"geosrv/server/config"
	"geosrv/server/handover"
	"geosrv/server/load"
	"geosrv/server/metrics"
	"geosrv/server/ondisk"
)

const (
	// writeGap is the least time between two writes that nobody waits for.
	writeGap = time.Second
	// writeAnyway is how often the file is written although nothing happened, so
	// that what it says of quiet endpoints stays fresh.
	writeAnyway = time.Minute
	// pictureTime bounds the wait for the publisher.
	pictureTime = 30 * time.Second
)

// keeper writes the state file when something is worth it. Make it with
// newKeeper; it must not be copied. Its methods may be called from any
// goroutine.
type keeper struct {
	log       *slog.Logger
	publisher *Publisher
	wanted    bool // false: nothing is ever remembered

	handed *handed // where the locked file of the folder may be; nil: nobody handed over

	turn chan struct{} // capacity 1: held for a write, which waits for the publisher

	mu     sync.Mutex // never held while waiting
	left   bool       // another process writes the file from now on
	dir    string     // "": nothing is remembered
	claims *os.File   // of the folder; nil if it could not be had yet
	deaf   string     // what was wrong with the last write, as it was logged
	kept   metrics.State
}

func newKeeper(log *slog.Logger, p *Publisher, wanted bool) *keeper {
	return &keeper{log: log, publisher: p, wanted: wanted, turn: make(chan struct{}, 1)}
}

// recall gives the publisher what is remembered from before, or was handed over, and returns the
// states of which the runner is to go on.
func (s *Server) recall(loaded *load.Loaded, from *handed) map[string]health.State {
	if from != nil {
		s.publisher.inherit(from.past)
		return s.publisher.Restore(from.memory, time.Now())
	}
	at := loaded.Config.State
	if !s.keeper.wanted || at.Off {
		return nil
	}
	return s.publisher.Restore(s.keeper.recall(at.Dir), time.Now())
}

// remember moves the state file to where the configuration says. The caller
// holds mu.
func (s *Server) remember(l *load.Loaded) error {
	err := s.keeper.settle(context.Background(), l.Config.State)
	if err != nil {
		s.log.Error("the state file stays where it was", "error", err)
	}
	return err
}

// recall reads what is remembered in a folder. A file that cannot be used is set
// aside with a word in the log, and nothing is remembered then: that must keep
// nobody from serving.
func (k *keeper) recall(dir string) *remembered {
	m, err := readState(dir)
	if err == nil {
		return m
	}
	aside, moved := setAside(dir)
	if moved != nil {
		aside = "nowhere: " + moved.Error()
	}
	k.log.Error("nothing is remembered of before", "error", err, "set_aside", aside)
	return new(remembered)
}

// settle decides where the state file is, by writing it there. The error is that
// of a folder that somebody chose; it stays where it was then. Where the default
// cannot be had, the server does without, and the log says so. A chosen folder on
// a disk that is full is tried again with every write.
func (k *keeper) settle(ctx context.Context, at config.State) error {
	switch {
	case !k.wanted:
		return nil
	case at.Off:
		k.move("", nil)
		return nil
	case k.where() == at.Dir:
		return nil
	}
	chosen := at.Pos != config.Pos{}
	held, err := k.claim(at.Dir, chosen)
	if err == nil {
		err = k.writeTo(ctx, at.Dir)
	}
	switch {
	case err == nil:
		k.move(at.Dir, held)
		return nil
	case chosen && passing(err) && k.where() == "":
		k.move(at.Dir, held) // a full disk keeps nobody from serving
		k.complain(err)
		return nil
	}
	_ = held.Close() // nil perhaps, which is fine
	if chosen {
		return config.Error{Pos: at.Pos, Problem: fmt.Sprintf("state: %s cannot be written to: %v", at.Dir, ondisk.Bare(err)), Hint: "make the folder for the server's user, or choose another one"}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.deaf != err.Error() {
		k.deaf = err.Error()
		k.log.Warn("nothing will be remembered over a restart", "folder", at.Dir, "problem", ondisk.Bare(err).Error())
	}
	return nil
}

// claim claims a folder, unless its claim was handed over.
func (k *keeper) claim(dir string, chosen bool) (*os.File, error) {
	if file := k.handed.take(handover.Lock, dir); file != nil {
		return file, nil
	}
	return claim(dir, chosen)
}

// copy is the folder and a copy of its claim, for the process that takes over.
func (k *keeper) copy() (dir string, f *os.File, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.dir == "" || k.claims == nil {
		return "", nil, nil
	}
	files, err := copyAll([]*os.File{k.claims})
	if err != nil {
		return "", nil, err
	}
	return k.dir, files[0], nil
}

// rest keeps the keeper from writing until wake is called.
func (k *keeper) rest(ctx context.Context) (wake func(), err error) {
	select {
	case k.turn <- struct{}{}:
		return func() { <-k.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// run writes until ctx is done, and then once more.
func (k *keeper) run(ctx context.Context) {
	anyway := time.NewTicker(writeAnyway)
	defer anyway.Stop()
	for {
		select {
		case <-ctx.Done():
			last, end := context.WithTimeout(context.WithoutCancel(ctx), pictureTime)
			k.try(last)
			end()
			return
		case <-k.publisher.changed:
		case <-anyway.C:
		}
		k.try(ctx)
		pause(ctx, writeGap)
	}
}

// try writes, and logs once what keeps it from that.
func (k *keeper) try(ctx context.Context) {
	err := k.write(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil && ctx.Err() == nil {
		k.kept.Failures++
	}
	switch {
	case err == nil && k.deaf != "":
		k.log.Info("the state file is written again", "folder", k.dir)
		k.deaf = ""
	case err != nil && ctx.Err() == nil:
		k.complain(err)
	}
}

// complain logs what keeps the file from being written, once. The caller holds
// mu, or is the only one.
func (k *keeper) complain(err error) {
	if err.Error() != k.deaf {
		k.log.Error("the state file cannot be written: a restart would forget", "folder", k.dir, "error", err)
		k.deaf = err.Error()
	}
}

// write writes down what is so now. It returns when that would survive a crash.
func (k *keeper) write(ctx context.Context) error {
	dir := k.where()
	if dir == "" {
		return nil
	}
	if err := k.claimed(dir); err != nil {
		return err
	}
	return k.writeTo(ctx, dir)
}

// claimed claims the folder if that was in vain before.
func (k *keeper) claimed(dir string) (err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.claims == nil && k.dir == dir {
		k.claims, err = claim(dir, true)
	}
	return err
}

// writeTo writes into a folder.
func (k *keeper) writeTo(ctx context.Context, dir string) error {
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if k.isLeft() {
		return nil // it has what would be written, and may have written more
	}
	pic, err := k.publisher.Picture(ctx)
	if err != nil {
		return err
	}
	text, err := encodeState(memorize(pic))
	if err != nil {
		return err
	}
	if err := writeState(dir, text); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept.Written = time.Now()
	return nil
}

// where is the folder of the state file; "" if nothing survives a restart.
func (k *keeper) where() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.dir
}

// move makes a folder that of the state file; none before it is ours any more.
func (k *keeper) move(dir string, claims *os.File) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_ = k.claims.Close()
	k.dir, k.claims = dir, claims
}

// leave leaves the folder to another process. What waits to be written is not.
func (k *keeper) leave() {
	k.move("", nil)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.left = true
}

func (k *keeper) isLeft() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.left
}

// state is what became of the writes so far.
func (k *keeper) state() metrics.State {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.kept
}
