package health

import (
	"context"
	"time"
)

// dogTime is how often the goroutines of endpoints are looked after.
const dogTime = 10 * time.Second

// moves notes until when the watch's goroutine has something to wait for; zero
// if that is for others to say.
func (w *watch) moves(until time.Time) {
	w.runner.mu.Lock()
	defer w.runner.mu.Unlock()
	if w.by = until; !until.IsZero() {
		w.by = until.Add(max(3*w.timing.Interval, dogTime))
	}
}

// live runs the watch, again if it panics outside its probes: an endpoint must
// not go unprobed for ever because one report met a fault.
func (w *watch) live(ctx context.Context) {
	for !w.survives(ctx) && ctx.Err() == nil {
		w.runner.tally.restarts.Add(1)
		timer := time.NewTimer(time.Second)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

// survives is false if run panicked.
func (w *watch) survives(ctx context.Context) (ended bool) {
	defer func() {
		if p := recover(); p != nil {
			ended = false
			if fault := w.runner.fault; fault != nil {
				fault(w.key, p)
			}
		}
	}()
	w.run(ctx)
	return true
}

// guard looks after the watches until the runner is closed.
func (r *Runner) guard() {
	ticker := time.NewTicker(dogTime)
	defer ticker.Stop()
	last := time.Now()
	for {
		select {
		case <-r.stop:
			return
		case <-ticker.C:
			// If this process was stopped, they all seem to hang.
			now := time.Now()
			if now.Sub(last) < dogTime+pauseLimit {
				r.replaceHung(now)
			}
			last = now
		}
	}
}

// replaceHung puts a new watch in the place of each that hangs, with its
// state. Of one endpoint only one goroutine is left behind at a time: while an
// earlier one hangs, a new one is no better.
func (r *Runner) replaceHung(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, w := range r.watches {
		if w.by.IsZero() || now.Before(w.by) || r.hangs(key) {
			continue
		}
		r.tally.restarts.Add(1)
		w.cancel()
		r.left[key] = w.done
		r.start(key, w.endpoint, w.timing, w.state, nil)
	}
}

// hangs tells whether an earlier goroutine of the endpoint still hangs. The
// caller holds mu.
func (r *Runner) hangs(key string) bool {
	done, ok := r.left[key]
	if !ok {
		return false
	}
	select {
	case <-done:
		delete(r.left, key)
		return false
	default:
		return true
	}
}
