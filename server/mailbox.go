package server

import (
	"context"
	"slices"
	"sync"
	"time"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/operator"
)

// mailbox is where a publisher is handed things, and where those wait for whom it
// does them. Make it with newMailbox; it must not be copied. Safe for concurrent use.
type mailbox struct {
	wake  chan struct{} // capacity 1: something is pending
	hurry chan struct{} // capacity 1: somebody waits for it

	mu      sync.Mutex
	pending pending
	done    uint64    // the number of the last thing handed in that is answered from
	waiting []waiting // for numbers above done
}

// pending is what was handed in and not yet joined.
type pending struct {
	number  uint64 // of things handed in so far
	version uint64 // of world, also when it was taken
	world   *answer.World
	words   uint64 // version of ledger, likewise
	ledger  *operator.Ledger
	states  map[string]health.State
	errands []*errand
}

// waiting is somebody who waits for a number.
type waiting struct {
	number uint64
	done   chan struct{}
}

func newMailbox() mailbox {
	return mailbox{wake: make(chan struct{}, 1), hurry: make(chan struct{}, 1)}
}

// put hands something in.
func (m *mailbox) put(change func(*pending)) (number uint64) {
	m.mu.Lock()
	m.pending.number++
	number = m.pending.number
	change(&m.pending)
	m.mu.Unlock()
	knock(m.wake)
	return number
}

// press is put for somebody who waits: what verdicts have published before does not
// hold it up.
func (m *mailbox) press(change func(*pending)) (number uint64) {
	number = m.put(change)
	knock(m.hurry)
	return number
}

func knock(at chan<- struct{}) {
	select {
	case at <- struct{}{}:
	default:
	}
}

// take empties the mailbox.
func (m *mailbox) take() pending {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.pending
	m.pending = pending{number: n.number, version: n.version, words: n.words}
	return n
}

// hold waits for so long, or until somebody presses; pressed says which. Who presses
// behind it is in time for the next join, or presses that of after it.
func (m *mailbox) hold(ctx context.Context, d time.Duration) (pressed bool) {
	select {
	case <-m.hurry:
		return true
	default:
	}
	if d <= 0 {
		return false
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-m.hurry:
		return true
	}
	return false
}

// joined tells those who wait that queries are answered from what was handed in up
// to a number.
func (m *mailbox) joined(number uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done = number
	m.waiting = slices.DeleteFunc(m.waiting, func(w waiting) bool {
		if w.number <= number {
			close(w.done)
		}
		return w.number <= number
	})
}

// Done is closed when queries are answered from what was handed in under a number,
// or from something newer.
func (m *mailbox) Done(number uint64) <-chan struct{} {
	w := waiting{number: number, done: make(chan struct{})}
	m.mu.Lock()
	defer m.mu.Unlock()
	if number <= m.done {
		close(w.done)
	} else {
		m.waiting = append(m.waiting, w)
	}
	return w.done
}
