package state

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"geosrv/server/config"
	"geosrv/server/ondisk"
)

const (
	// writeGap is the least time between two writes that nobody waits for.
	writeGap = time.Second
	// writeAnyway is how often the file is written although nothing happened, so
	// that what it says of quiet endpoints stays fresh.
	writeAnyway = time.Minute
	// memoryTime bounds the wait for the source behind the end.
	memoryTime = 30 * time.Second
)

// Source is who knows what is to be remembered.
type Source struct {
	// Memory is what is so now. It may take its time, until ctx is done.
	Memory func(ctx context.Context) (*Memory, error)
	// News has something in it whenever something is worth writing down.
	News <-chan struct{}
}

// Keeper writes the state file when something is worth it. Make it with
// New; it must not be copied. Its methods may be called from any
// goroutine.
type Keeper struct {
	log    *slog.Logger
	from   Source
	wanted bool // false: nothing is ever remembered

	// handed gives the claim of a folder that another process handed over, nil if it did
	// not; nil where nobody handed over.
	handed func(dir string) *os.File

	turn chan struct{} // capacity 1: held for a write, which waits for the source

	mu       sync.Mutex // never held while waiting
	left     bool       // another process writes the file from now on
	dir      string     // "": nothing is remembered
	claims   *os.File   // of the folder; nil if it could not be had yet
	deaf     string     // what was wrong with the last write, as it was logged
	written  time.Time
	failures uint64
}

// New makes a keeper that has no folder yet. wanted is false for one that never
// remembers anything.
func New(log *slog.Logger, from Source, wanted bool) *Keeper {
	return &Keeper{log: log, from: from, wanted: wanted, turn: make(chan struct{}, 1)}
}

// Recall reads what is remembered where a configuration says; nil if nothing is ever
// remembered. A file that cannot be used is set aside with a word in the log, and nothing
// is remembered then: that must keep nobody from serving.
func (k *Keeper) Recall(at config.State) *Memory {
	if !k.wanted || at.Off {
		return nil
	}
	m, err := read(at.Dir)
	if err == nil {
		return m
	}
	aside, moved := setAside(at.Dir)
	if moved != nil {
		aside = "nowhere: " + moved.Error()
	}
	k.log.Error("nothing is remembered of before", "error", err, "set_aside", aside)
	return new(Memory)
}

// Settle decides where the state file is, by writing it there. The error is that
// of a folder that somebody chose; it stays where it was then. Where the default
// cannot be had, the server does without, and the log says so. A chosen folder on
// a disk that is full is tried again with every write.
func (k *Keeper) Settle(ctx context.Context, at config.State) error {
	switch {
	case !k.wanted:
		return nil
	case at.Off:
		k.move("", nil)
		return nil
	case k.Dir() == at.Dir:
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
	case chosen && passing(err) && k.Dir() == "":
		k.move(at.Dir, held) // a full disk keeps nobody from serving
		k.mu.Lock()
		defer k.mu.Unlock()
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

// Rest keeps the keeper from writing until wake is called. The error is that of ctx, which
// bounds the wait for a write under way.
func (k *Keeper) Rest(ctx context.Context) (wake func(), err error) {
	select {
	case k.turn <- struct{}{}:
		return func() { <-k.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Run writes until ctx is done, and then once more.
func (k *Keeper) Run(ctx context.Context) {
	anyway := time.NewTicker(writeAnyway)
	defer anyway.Stop()
	for {
		select {
		case <-ctx.Done():
			last, end := context.WithTimeout(context.WithoutCancel(ctx), memoryTime)
			k.try(last)
			end()
			return
		case <-k.from.News:
		case <-anyway.C:
		}
		k.try(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(writeGap):
		}
	}
}

// try writes, and logs once what keeps it from that. Without a folder there is
// nothing to write, and nothing is better than it was.
func (k *Keeper) try(ctx context.Context) {
	if k.Dir() == "" {
		return
	}
	err := k.Write(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil && ctx.Err() == nil {
		k.failures++
	}
	switch {
	case err == nil && k.deaf != "":
		k.log.Info("the state file is written again", "folder", k.dir)
		k.deaf = ""
	case err != nil && ctx.Err() == nil:
		k.complain(err)
	}
}

// complain logs what keeps the file from being written, once. The caller holds mu.
func (k *Keeper) complain(err error) {
	if err.Error() != k.deaf {
		k.log.Error("the state file cannot be written: a restart would forget", "folder", k.dir, "error", err)
		k.deaf = err.Error()
	}
}

// Write writes down what is so now. It returns when that would survive a crash; at once
// if nothing survives a restart.
func (k *Keeper) Write(ctx context.Context) error {
	dir := k.Dir()
	if dir == "" {
		return nil
	}
	if err := k.claimed(dir); err != nil {
		return err
	}
	return k.writeTo(ctx, dir)
}

// writeTo writes into a folder.
func (k *Keeper) writeTo(ctx context.Context, dir string) error {
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if k.isLeft() {
		return nil // it has what would be written, and may have written more
	}
	m, err := k.from.Memory(ctx)
	if err != nil {
		return err
	}
	text, err := Encode(m)
	if err != nil {
		return err
	}
	if err := ondisk.Put(dir, stateFile, text); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.written = time.Now()
	return nil
}

// Dir is the folder of the state file; "" if nothing survives a restart.
func (k *Keeper) Dir() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.dir
}

// move makes a folder that of the state file; none before it is ours any more.
func (k *Keeper) move(dir string, claims *os.File) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_ = k.claims.Close()
	k.dir, k.claims = dir, claims
}

// Leave leaves the folder to another process. What waits to be written is not.
func (k *Keeper) Leave() {
	k.move("", nil)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.left = true
}

func (k *Keeper) isLeft() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.left
}

// Close gives the folder up: it is another server's to claim.
func (k *Keeper) Close() { k.move("", nil) }

// Kept is what became of the writes so far: when the file was last written, zero if
// never, and how many writes failed.
func (k *Keeper) Kept() (written time.Time, failures uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.written, k.failures
}
