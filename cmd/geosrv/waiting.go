package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// waiting says on a terminal what is waited for, once that takes longer than one
// likes to wait without a word, and how long it has taken. Elsewhere it says
// nothing. Make one with newWaiting, and end it before anything else is written.
type waiting struct {
	done  chan struct{}
	gone  sync.WaitGroup
	once  sync.Once
	shown bool // of its goroutine, until it is gone
	w     io.Writer
}

// Waits that are shorter than patient have no word; after that the word moves on
// with every beat.
const (
	patient = time.Second
	beat    = time.Second
)

func newWaiting(w io.Writer, what string) *waiting {
	a := &waiting{done: make(chan struct{}), w: w}
	if terminal(w) {
		a.gone.Go(func() { a.tell(what, time.Now()) })
	}
	return a
}

// tell writes the line again and again, over itself.
func (a *waiting) tell(what string, since time.Time) {
	next := time.NewTimer(patient)
	defer next.Stop()
	for {
		select {
		case <-a.done:
			return
		case <-next.C:
		}
		a.shown = true
		fmt.Fprintf(a.w, "\r%s ... %s\x1b[K", what, time.Since(since).Round(time.Second))
		next.Reset(beat)
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
