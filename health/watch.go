package health

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// watch probes one endpoint from one goroutine. The fields under the line
// are guarded by the runner's mutex; those above never change.
type watch struct {
	runner   *Runner
	key      string
	endpoint Endpoint
	cancel   context.CancelFunc
	after    <-chan struct{} // closed when the key's earlier watch has ended; nil if there is none
	retimed  chan struct{}   // a token when timing has changed
	hurried  chan struct{}   // a token when a probe is wanted out of turn
	done     chan struct{}   // closed when its last probe and report are over
	hung     atomic.Int64    // attempts that are stuck

	// guarded by runner.mu
	timing Timing
	state  State
	by     time.Time // when its goroutine must have moved on, or it hangs; zero: it waits for others
}

// firstPhase bounds the random wait before the first probe of an endpoint: a
// start must not send all probes at once, and must not wait a whole interval
// for its first evidence, unless there are so many endpoints that the slots
// would not do if nobody answered.
const firstPhase = time.Second

// maxHung is how many attempts of an endpoint may be stuck: with as many it
// is not probed until one ends.
const maxHung = 3

// run is the endpoint's goroutine. Its timer counts from the beginning of one
// probe to that of the next, so that slow probes do not stretch the interval.
func (w *watch) run(ctx context.Context) {
	if w.after != nil {
		w.moves(time.Time{})
		<-w.after // never two probes of one endpoint at once
	}
	began, due := time.Time{}, time.Now().Add(w.phase())
	for {
		ready, ok := w.rest(ctx, began, due)
		if !ok {
			return
		}
		if w.hung.Load() >= maxHung {
			began = time.Now()
			due = began.Add(w.pace())
			continue
		}
		w.moves(time.Time{})
		first := w.acquire(ctx)
		if first == nil {
			return
		}
		began = time.Now()
		w.runner.tally.probes.Add(1)
		w.runner.tally.late(began.Sub(ready))
		o, valid := w.ask(ctx, began, first)
		w.moves(time.Now())
		if !w.apply(ctx, o, valid) {
			return
		}
		due = began.Add(w.pace())
		if !valid {
			due = time.Now().Add(w.phase())
		}
	}
}

// rest waits until a probe is due, or wanted out of turn, and returns since
// when; false if the watch ended. After a pause of this process everything is
// due at once: then it waits for a phase as at the start.
func (w *watch) rest(ctx context.Context, began, due time.Time) (ready time.Time, ok bool) {
	due = notBefore(due, time.Now())
	timer := time.NewTimer(time.Until(due))
	defer timer.Stop()
	for woken := false; ; {
		w.moves(due)
		select {
		case <-ctx.Done():
			return due, false
		case <-w.retimed:
			if !began.IsZero() {
				due = notBefore(began.Add(w.pace()), time.Now())
				timer.Reset(time.Until(due))
			}
		case <-w.hurried:
			return time.Now(), true
		case <-timer.C:
			if woken || time.Since(due) < pauseLimit {
				return due, true
			}
			woken, due = true, time.Now().Add(w.phase())
			timer.Reset(time.Until(due))
		}
	}
}

// notBefore is t, or now if t is over: a probe that took longer than its pace
// is followed at once, and not late.
func notBefore(t, now time.Time) time.Time {
	if t.Before(now) {
		return now
	}
	return t
}

// phase is the wait before the first probe.
func (w *watch) phase() time.Duration {
	r := w.runner
	r.mu.Lock()
	turns := time.Duration(len(r.watches)) * w.timing.Timeout / time.Duration(cap(r.slots))
	bound := min(w.timing.Interval, max(firstPhase, turns))
	r.mu.Unlock()
	if bound <= 0 {
		return 0
	}
	return rand.N(bound)
}

// pace is the time between the beginnings of this probe and the next.
func (w *watch) pace() time.Duration {
	w.runner.mu.Lock()
	t := w.timing
	if w.modest() {
		t.FastInterval = 0
	}
	least, most := w.state.Pace(t)
	w.runner.mu.Unlock()
	if most <= least {
		return least
	}
	return least + rand.N(most-least)
}

// modest reports whether the endpoint is to be asked no more than it must: it
// has never answered, and most slots are taken. Those that never answered are
// no news, and each of them holds its slots until its timeout; those that serve
// must not wait for them. The caller holds the runner's mutex.
func (w *watch) modest() bool {
	return !w.state.Ever && len(w.runner.slots) > cap(w.runner.slots)/2
}

// retime changes the timing. The caller holds the runner's mutex.
func (w *watch) retime(t Timing) {
	if w.timing == t {
		return
	}
	w.timing = t
	put(w.retimed)
}

// put leaves a token, unless an earlier one has yet to be taken.
func put(token chan<- struct{}) {
	select {
	case token <- struct{}{}:
	default:
	}
}

// acquire waits for one of the runner's slots, in the order in which they were
// asked for; nil if the watch ended.
func (w *watch) acquire(ctx context.Context) *slot {
	room := w.runner.room()
	select {
	case room <- struct{}{}:
		return w.runner.taken(room)
	case <-ctx.Done():
		return nil
	}
}

// apply steps the state and reports it, unless the observation is not valid;
// false if the watch ended meanwhile, in which case it is dropped.
func (w *watch) apply(ctx context.Context, o Observation, valid bool) bool {
	r := w.runner
	r.mu.Lock()
	// Whoever removes or replaces a watch cancels it under this mutex, so the
	// observation of a watch that is not cancelled here is the latest.
	if ctx.Err() != nil {
		r.mu.Unlock()
		r.tally.dropped.Add(1)
		return false
	}
	if !valid {
		r.mu.Unlock()
		r.tally.paused.Add(1)
		return true
	}
	w.state = Step(w.state, o, w.timing)
	s := w.state
	r.mu.Unlock()
	if r.report != nil {
		r.report(w.key, s, o)
	}
	return true
}
