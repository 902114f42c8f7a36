package server

import (
	"sync/atomic"
	"time"
)

// publishTally counts what a publisher does. The zero value is ready. Not to be
// copied; safe for concurrent use.
type publishTally struct {
	publishes, faults atomic.Uint64
	last              atomic.Int64 // when it published, Unix nanoseconds; 0: not yet
}

func (t *publishTally) published(now time.Time) {
	t.publishes.Add(1)
	t.last.Store(now.UnixNano())
}

// when is when it published last; zero if it did not.
func (t *publishTally) when() time.Time {
	if n := t.last.Load(); n != 0 {
		return time.Unix(0, n)
	}
	return time.Time{}
}
