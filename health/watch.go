package health

import (
	"context"
	"fmt"
	"math/rand/v2"
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
	done     chan struct{}   // closed when its last probe and report are over

	// guarded by runner.mu
	timing Timing
	state  State
}

// firstPhase bounds the random wait before the first probe of an endpoint: a
// start must not send all probes at once, and must not wait a whole interval
// for its first evidence.
const firstPhase = time.Second

// run is the endpoint's goroutine. Its timer counts from the beginning of one
// probe to that of the next, so that slow probes do not stretch the interval.
func (w *watch) run(ctx context.Context) {
	if w.after != nil {
		<-w.after // never two probes of one endpoint at once
	}
	began := time.Now()
	timer := time.NewTimer(w.phase())
	defer timer.Stop()
	for first := true; ; first = false {
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				return
			case <-w.retimed:
				if !first {
					timer.Reset(time.Until(began.Add(w.pace())))
				}
			case <-timer.C:
				waiting = false
			}
		}
		if !w.acquire(ctx) {
			return
		}
		began = time.Now()
		o := w.observe(ctx, began)
		<-w.runner.slots
		if !w.apply(ctx, o) {
			return
		}
		timer.Reset(time.Until(began.Add(w.pace())))
	}
}

// phase is the wait before the first probe.
func (w *watch) phase() time.Duration {
	w.runner.mu.Lock()
	bound := min(w.timing.Interval, firstPhase)
	w.runner.mu.Unlock()
	if bound <= 0 {
		return 0
	}
	return rand.N(bound)
}

// pace is the time between the beginnings of this probe and the next.
func (w *watch) pace() time.Duration {
	w.runner.mu.Lock()
	least, most := w.state.Pace(w.timing)
	w.runner.mu.Unlock()
	if most <= least {
		return least
	}
	return least + rand.N(most-least)
}

// retime changes the timing. The caller holds the runner's mutex.
func (w *watch) retime(t Timing) {
	if w.timing == t {
		return
	}
	w.timing = t
	select {
	case w.retimed <- struct{}{}:
	default: // the goroutine has yet to take an earlier token
	}
}

// acquire waits for one of the runner's slots; false if the watch ended.
func (w *watch) acquire(ctx context.Context) bool {
	select {
	case w.runner.slots <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// observe does one probe. A panic in it is a failed observation: one bad
// parser must not take the name server down.
func (w *watch) observe(ctx context.Context, began time.Time) (o Observation) {
	w.runner.mu.Lock()
	e := w.endpoint
	e.Timing = w.timing
	w.runner.mu.Unlock()
	ctx, cancel := context.WithDeadline(ctx, began.Add(e.Timing.Timeout))
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			w.runner.panics.Add(1)
			o = Observation{Outcome: Failed, Reason: ReasonInternal, Detail: fmt.Sprint(p)}
		}
		o.Began, o.Took = began, time.Since(began)
	}()
	return w.runner.probe(ctx, e)
}

// apply steps the state and reports it; false if the watch ended meanwhile,
// in which case the observation is dropped.
func (w *watch) apply(ctx context.Context, o Observation) bool {
	r := w.runner
	r.mu.Lock()
	// Whoever removes or replaces a watch cancels it under this mutex, so the
	// observation of a watch that is not cancelled here is the latest.
	if ctx.Err() != nil {
		r.mu.Unlock()
		return false
	}
	w.state = Step(w.state, o, w.timing)
	s := w.state
	r.mu.Unlock()
	if r.report != nil {
		r.report(w.key, s, o)
	}
	return true
}
