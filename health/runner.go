package health

import (
	"context"
	"maps"
	"sync"
	"time"
)

// Report receives what a probe led to: the endpoint's key, its new state and
// the observation that made it. See Runner for where it is called from.
type Report = func(key string, s State, o Observation)

// Runner probes a set of endpoints until it is closed. Each endpoint has its
// own goroutine and its own timer, so no endpoint waits for another.
//
// The zero value is not usable: call NewRunner. A Runner must not be copied.
// All methods may be called from any goroutine. Report is called from the
// endpoint's own goroutine, one call at a time for one endpoint, after every
// step; it may call Set and States but not Close. A report that was already
// under way when Set removed its endpoint may still arrive; none follows.
type Runner struct {
	probe  Probe
	report Report
	fault  func(key string, fault any)
	wall   func() time.Time
	stop   chan struct{} // closed by Close
	tally  tally
	wait   sync.WaitGroup // of goroutines and attempts

	mu       sync.Mutex
	slots    chan struct{} // one token per attempt in flight; those who wait for one are served in turn
	watches  map[string]*watch
	leaving  map[string]<-chan struct{} // done of watches that were told to end, by key
	left     map[string]<-chan struct{} // done of watches that hung and were replaced, by key
	known    map[string]State           // of an earlier run, until first used
	guarding bool                       // somebody looks after the watches
	closed   bool
}

// DefaultInFlight is how many attempts may be in flight at once.
const DefaultInFlight = 1024

// Option changes a Runner under construction.
type Option func(*Runner)

// InFlight sets how many attempts may be in flight at once; below one means
// one. Who has to wait is served in turn.
func InFlight(n int) Option {
	return func(r *Runner) { r.slots = make(chan struct{}, max(n, 1)) }
}

// Limit changes how many attempts may be in flight at once, from now on; below
// one means one. Those that are under way go on, and do not count for it; who
// already waits for one of them still does.
func (r *Runner) Limit(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n = max(n, 1); n != cap(r.slots) {
		r.slots = make(chan struct{}, n)
	}
}

// room is where tokens are put now.
func (r *Runner) room() chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.slots
}

// OnFault has f called, from the endpoint's own goroutine, when that panicked
// outside its probe, which means in Report; it goes on a second later.
func OnFault(f func(key string, fault any)) Option {
	return func(r *Runner) { r.fault = f }
}

// Remember gives the states of an earlier run, by key: an endpoint that is
// set for the first time starts from its remembered state (see State.Recalled),
// so that a restart does not forget what was damped. The map is copied.
func Remember(states map[string]State) Option {
	return func(r *Runner) { r.known = maps.Clone(states) }
}

// NewRunner makes a runner that probes nothing yet. report may be nil.
func NewRunner(probe Probe, report Report, opts ...Option) *Runner {
	r := &Runner{
		probe:   probe,
		report:  report,
		slots:   make(chan struct{}, DefaultInFlight),
		watches: make(map[string]*watch),
		leaving: make(map[string]<-chan struct{}),
		left:    make(map[string]<-chan struct{}),
		wall:    func() time.Time { return time.Now().Round(0) },
		stop:    make(chan struct{}),
	}
	for _, o := range opts {
		o(r)
	}
	return r
}

// Set replaces the set of endpoints to probe. An endpoint whose key stays
// keeps its state; new timing takes effect at once; one that is now dialled
// elsewhere starts its next probe there. New endpoints are probed at a random
// phase within the first second. The probes of removed ones are cancelled and
// their results dropped. Of two endpoints with one key the last counts. Set
// does not wait for probes; after Close it does nothing.
func (r *Runner) Set(endpoints []Endpoint) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	if !r.guarding {
		r.guarding = true
		r.wait.Go(r.guard)
	}
	next := make(map[string]Endpoint, len(endpoints))
	for _, e := range endpoints {
		e.Timing = e.Timing.usable()
		next[e.Key()] = e
	}
	for key, w := range r.watches {
		if _, kept := next[key]; !kept {
			r.end(w)
		}
	}
	for key, e := range next {
		r.place(key, e)
	}
}

// place starts, retimes or restarts the watch of one key. The caller holds mu.
func (r *Runner) place(key string, e Endpoint) {
	old := r.watches[key]
	if old != nil && old.endpoint.sameWay(e) {
		old.retime(e.Timing)
		return
	}
	var state State
	if old != nil {
		r.end(old)
		state = old.state
	} else {
		state = r.firstState(key)
	}
	r.start(key, e, e.Timing, state, r.leaving[key])
}

// start starts a watch that begins when after is closed. The caller holds mu.
func (r *Runner) start(key string, e Endpoint, t Timing, s State, after <-chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	w := &watch{
		runner: r, key: key, endpoint: e, timing: t, state: s, cancel: cancel, after: after,
		retimed: make(chan struct{}, 1), hurried: make(chan struct{}, 1), done: make(chan struct{}),
	}
	r.watches[key] = w
	r.wait.Go(func() {
		w.live(ctx)
		r.ended(w)
	})
}

// end tells a watch to end; what it is doing will be dropped. The caller
// holds mu.
func (r *Runner) end(w *watch) {
	w.cancel()
	delete(r.watches, w.key)
	r.leaving[w.key] = w.done
}

// ended lets a watch go that has ended.
func (r *Runner) ended(w *watch) {
	close(w.done)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.leaving[w.key] == w.done {
		delete(r.leaving, w.key)
	}
}

// firstState is what is remembered of the key, or a fresh state. The caller
// holds mu.
func (r *Runner) firstState(key string) State {
	if s, ok := r.known[key]; ok {
		delete(r.known, key)
		return s.Recalled(time.Now())
	}
	return Fresh(time.Now())
}

// States returns the state of every endpoint by key: a copy.
func (r *Runner) States() map[string]State {
	r.mu.Lock()
	defer r.mu.Unlock()
	states := make(map[string]State, len(r.watches))
	for key, w := range r.watches {
		states[key] = w.state
	}
	return states
}

// Hurry has endpoints probed now, once, out of turn. A probe that is under way
// is followed by another at once, so that one begins after the call in any
// case. Keys that are not in the set are left out.
func (r *Runner) Hurry(keys ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, key := range keys {
		if w, ok := r.watches[key]; ok {
			put(w.hurried)
		}
	}
}

// Close stops all probes and waits until none is under way and no report is
// being made. It may be called more than once, but not from Report.
func (r *Runner) Close() {
	r.mu.Lock()
	if !r.closed {
		close(r.stop)
	}
	r.closed = true
	for _, w := range r.watches {
		w.cancel()
	}
	clear(r.watches)
	r.mu.Unlock()
	r.wait.Wait()
}
