package main

import (
	"context"
	"math/rand/v2"
	"time"

	"geosrv/health"
)

// flips is what a row of wire measured.
type flips struct {
	Wire spread `json:"step_to_reply"` // a sample for each set of each flip
	// Swap has a sample for each flip: when a look at the pointer in the process saw it,
	// or the first reply was held, if that was sooner. Who looks waits for a core too.
	Swap   spread `json:"step_to_swap"`
	Polled spread `json:"polling"` // what polling may have added to the first reply of a flip
	Burst  spread `json:"burst"`   // from the first set's reply to the last one's
	Stale  int    `json:"stale"`
	Rate   int    `json:"rate"` // queries per second that the server answered, the asker's left out
}

// rest is the pause between two flips: longer than the least time between two
// publishes, and never in step with anything.
func rest() time.Duration { return between + rand.N(between) }

// watcher asks until every set has shown a change: an asker, or one in a process
// of its own.
type watcher interface {
	watch(want change, ready func()) (shown, error)
}

// flip lets n flips happen: the sites in turn, each down and up again.
func (s *stage) flip(ctx context.Context, r watcher, n int) (f flips, err error) {
	var wire, swap, polled, burst []time.Duration
	began, before, asked := time.Now(), s.listener.Counters().UDP, 0
	for i := range n {
		at, down := i/2%len(sites()), i%2 == 0
		if !s.prepare(ctx, at, down) {
			return f, ctx.Err()
		}
		stepped, swapped := int64(0), make(chan int64, 1)
		seen, err := r.watch(change{sites()[at].name, down}, func() {
			pause(ctx, rand.N(5*time.Millisecond))
			stepped = s.turn(at, down, swapped)
		})
		if err != nil {
			return f, err
		}
		for _, held := range seen.At {
			wire = append(wire, time.Duration(held-stepped))
			burst = append(burst, time.Duration(held-seen.First))
		}
		swap = append(swap, time.Duration(min(<-swapped, seen.First)-stepped))
		polled = append(polled, time.Duration(seen.First-seen.Before))
		f.Stale += seen.Stale
		asked += seen.Asked
	}
	f.Rate = max(0, int(float64(int64(s.listener.Counters().UDP-before)-int64(asked))/time.Since(began).Seconds()))
	f.Wire, f.Swap, f.Polled, f.Burst = spreadOf(wire), spreadOf(swap), spreadOf(polled), spreadOf(burst)
	return f, nil
}

// prepare brings the endpoints of a site to where one more step decides, and
// waits until that is published.
func (s *stage) prepare(ctx context.Context, site int, down bool) bool {
	return (!down || s.suspect(ctx, site)) && pause(ctx, rest())
}

// suspect lets a site fail until one more failure decides. All other sites
// answer after each failure, because a silence is only acted on when somebody
// else was asked after its first failure and answered, some time before its last.
func (s *stage) suspect(ctx context.Context, site int) bool {
	for range timing().Fall - 1 {
		for _, e := range s.at(site) {
			s.step(e, health.Failed)
		}
		if !s.taken(ctx) {
			return false
		}
		for i := range sites() {
			if i != site {
				s.answer(i)
			}
		}
	}
	return true
}

// answer lets all endpoints of a site answer.
func (s *stage) answer(site int) {
	for _, e := range s.at(site) {
		s.step(e, health.Answered)
	}
}

// taken waits until the publisher has taken in what was reported: reports of
// one endpoint that come together count as one.
func (s *stage) taken(ctx context.Context) bool {
	_, err := s.publisher.Picture(ctx)
	return err == nil
}

// turn steps all endpoints of a site and returns when the first of them was
// stepped. When the plan was swapped is sent to swapped.
func (s *stage) turn(site int, down bool, swapped chan<- int64) (stepped int64) {
	outcome := health.Answered
	if down {
		outcome = health.Failed
	}
	plan := s.publisher.Plan()
	go func() {
		for s.publisher.Plan() == plan {
			nap(lookAtPlan)
		}
		swapped <- monotonic()
	}()
	for _, e := range s.at(site) {
		if at := s.step(e, outcome); stepped == 0 {
			stepped = at
		}
	}
	return stepped
}

// lookAtPlan is how often the pointer to the plan is looked at.
const lookAtPlan = 50 * time.Microsecond
