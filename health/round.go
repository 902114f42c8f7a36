package health

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// slot is the right to one attempt. Of those who give it back the first does.
type slot struct {
	runner *Runner
	room   <-chan struct{} // that the token was put into
	gone   atomic.Bool
}

// taken makes a slot of a token that was put into room. The caller is
// counted in wait.
func (r *Runner) taken(room <-chan struct{}) *slot {
	r.wait.Add(1)
	r.tally.inFlight.Add(1)
	return &slot{runner: r, room: room}
}

// giveBack lets the next attempt begin; false if somebody did it before.
func (s *slot) giveBack() bool {
	if !s.gone.CompareAndSwap(false, true) {
		return false
	}
	<-s.room
	s.runner.tally.inFlight.Add(-1)
	s.runner.wait.Done()
	return true
}

// round is one probe: up to most attempts, each begun when the one before has
// not ended in time, all with the same deadline. The first that hears anything
// of the peer decides, good or bad: packets get lost, but nothing refuses a
// connection or speaks another protocol by accident. It belongs to the
// goroutine of its watch.
type round struct {
	watch    *watch
	endpoint Endpoint
	began    time.Time
	wall     time.Time
	most     int
	room     chan struct{} // where the tokens of its attempts go
	slots    []*slot       // of the attempts begun
	ended    int
	heard    chan Observation
	best     Observation
	decided  bool
	vigil    vigil
}

// ask does one probe and returns what it saw; valid is false if that says
// nothing of the peer, because this process did not run meanwhile. All its
// attempts are told to end; they are over, or soon will be.
func (w *watch) ask(ctx context.Context, began time.Time, first *slot) (o Observation, valid bool) {
	r := w.newRound(began)
	w.moves(r.patience())
	ctx, cancel := context.WithDeadline(ctx, r.deadline())
	defer cancel()
	r.begin(ctx, first)
	timer := time.NewTimer(r.next(ctx))
	defer timer.Stop()
	for !r.over(ctx) {
		var free chan<- struct{}
		if r.wants(ctx) {
			if r.yields() {
				continue
			}
			free = r.room
		}
		select {
		case o := <-r.heard:
			r.hear(o)
		case free <- struct{}{}:
			r.begin(ctx, w.runner.taken(r.room))
		case <-timer.C:
			timer.Reset(r.next(ctx))
		}
		r.vigil.look(time.Since(began), w.runner.wall().Sub(r.wall))
	}
	o = r.best
	o.Began, o.Took = began, time.Since(began)
	return o, !r.vigil.paused
}

func (w *watch) newRound(began time.Time) *round {
	w.runner.mu.Lock()
	defer w.runner.mu.Unlock()
	e := w.endpoint
	e.Timing = w.timing
	most := w.state.Attempts(w.timing)
	if e.Timing.Hedge <= 0 || w.modest() {
		most = 1
	}
	return &round{watch: w, endpoint: e, began: began, wall: w.runner.wall(), most: most, room: w.runner.slots, heard: make(chan Observation, most)}
}

func (r *round) deadline() time.Time { return r.began.Add(r.endpoint.Timing.Timeout) }

// patience is until when attempts are waited for that do not heed their
// deadline.
func (r *round) patience() time.Time {
	return r.deadline().Add(max(r.endpoint.Timing.Timeout, time.Second))
}

// hedge is when the next attempt is due.
func (r *round) hedge() time.Time {
	return r.began.Add(time.Duration(len(r.slots)) * r.endpoint.Timing.Hedge)
}

// wants tells whether another attempt is due.
func (r *round) wants(ctx context.Context) bool {
	return ctx.Err() == nil && len(r.slots) < r.most && !time.Now().Before(r.hedge())
}

// yields gives up further attempts if the endpoint is to be asked no more than it
// must by now: rounds that began while slots were free would take three times as
// many.
func (r *round) yields() bool {
	w := r.watch
	w.runner.mu.Lock()
	modest := w.modest()
	w.runner.mu.Unlock()
	if modest {
		r.most = len(r.slots)
	}
	return modest
}

// next is how long to wait if nothing is heard.
func (r *round) next(ctx context.Context) time.Duration {
	wait := beat
	if len(r.slots) < r.most && ctx.Err() == nil {
		if d := time.Until(r.hedge()); d > 0 {
			wait = min(wait, d)
		}
	}
	for _, end := range [...]time.Time{r.deadline(), r.patience()} {
		if d := time.Until(end); d > 0 {
			wait = min(wait, d)
		}
	}
	return wait
}

// over tells whether nothing more is to be waited for.
func (r *round) over(ctx context.Context) bool {
	if r.decided {
		return true
	}
	if r.ended == len(r.slots) {
		return r.ended == r.most || ctx.Err() != nil || r.best.Reason == ReasonLocal
	}
	return !time.Now().Before(r.patience()) && r.abandon()
}

// hear takes in what an attempt saw. Silence and failures of our own leave it
// to the others; of the two silence is reported, as the first attempt met it.
func (r *round) hear(o Observation) {
	r.ended++
	local, before := o.Reason == ReasonLocal, r.best.Reason == ReasonLocal
	r.decided = o.Outcome != Failed || o.Reason != ReasonTimeout && !local
	switch {
	case r.decided, r.best.Attempt == 0, before && !local, before == local && o.Attempt < r.best.Attempt:
		r.best = o
	}
}

// abandon gives up attempts that do not return: their slots go to others. It
// is false if they did return after all and wait to be heard.
func (r *round) abandon() bool {
	hung := 0
	for _, s := range r.slots {
		if s.giveBack() {
			hung++
		}
	}
	if hung == 0 {
		return false
	}
	r.watch.hung.Add(int64(hung))
	r.watch.runner.tally.hung.Add(int64(hung))
	r.watch.runner.tally.stuck.Add(uint64(hung))
	r.best = Observation{Outcome: Failed, Reason: ReasonInternal, Detail: "the probe did not end at its deadline"}
	return true
}

// begin begins an attempt in a goroutine of its own.
func (r *round) begin(ctx context.Context, s *slot) {
	r.slots = append(r.slots, s)
	number, w := len(r.slots), r.watch
	w.runner.tally.attempts.Add(1)
	go func() {
		o := w.runner.guarded(ctx, r.endpoint)
		o.Attempt = number
		if !s.giveBack() { // it was given up
			w.hung.Add(-1)
			w.runner.tally.hung.Add(-1)
		}
		r.heard <- o
	}()
}

// guarded calls the probe. A panic in it is a failed observation: one bad
// parser must not take the name server down.
func (r *Runner) guarded(ctx context.Context, e Endpoint) (o Observation) {
	defer func() {
		if p := recover(); p != nil {
			r.tally.panics.Add(1)
			o = Observation{Outcome: Failed, Reason: ReasonInternal, Detail: fmt.Sprint(p)}
		}
	}()
	return r.probe(ctx, e)
}
