package main

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"geosrv/server/load"
)

// waiting says on a terminal what is waited for, once that takes longer than one
// likes to wait without a word, and how long it has taken. Elsewhere it says
// nothing. Make one with newWaiting, and end it before anything else is written.
type waiting struct {
	w     io.Writer
	what  func() string // asked by the goroutine of the waiting
	done  chan struct{}
	gone  sync.WaitGroup
	once  sync.Once
	shown bool // of its goroutine, until it is gone
}

// Waits that are shorter than patient have no word; after that the word moves on
// with every beat. Where lines stay, they are said more seldom.
const (
	patient  = time.Second
	beat     = time.Second
	seldom   = 5 * time.Second
	overHere = "\r%s ... %s\x1b[K"
)

func newWaiting(w io.Writer, what func() string) *waiting {
	a := &waiting{w: w, what: what, done: make(chan struct{})}
	if terminal(w) {
		a.gone.Go(a.tell)
	}
	return a
}

// tell writes the line again and again, over itself.
func (a *waiting) tell() {
	a.repeat(beat, func(took time.Duration) {
		a.shown = true
		fmt.Fprintf(a.w, overHere, a.what(), took)
	})
}

// repeat says something after a while, and then with every beat, until the end.
func (a *waiting) repeat(every time.Duration, say func(took time.Duration)) {
	since := time.Now()
	next := time.NewTimer(patient)
	defer next.Stop()
	for {
		select {
		case <-a.done:
			return
		case <-next.C:
		}
		say(time.Since(since).Round(time.Second))
		next.Reset(every)
	}
}

// end takes the line away and returns when nothing is written any more. It may be
// called twice.
func (a *waiting) end() {
	a.once.Do(func() {
		close(a.done)
		a.gone.Wait()
		if a.shown {
			fmt.Fprint(a.w, "\r\x1b[K")
		}
	})
}

// logWaiting is a waiting that is told in the log, which others write to as well.
func logWaiting(log *slog.Logger, what string, args ...any) *waiting {
	a := &waiting{done: make(chan struct{})}
	a.gone.Go(func() {
		a.repeat(seldom, func(took time.Duration) { log.Info(what, append(args, "for", took)...) })
	})
	return a
}

// patiently is load with a word if it takes long.
func patiently(errs io.Writer, files []string) (*load.Loaded, error) {
	a := newWaiting(errs, func() string { return "reading what " + strings.Join(files, ", ") + " says" })
	defer a.end()
	return loadFiles(files)
}
