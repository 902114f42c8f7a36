package health_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"geosrv/health"
)

// flapper is a target that is well and ill by turns.
type flapper struct {
	period, phase time.Duration
	duty          float64 // the share of the period in which it is well
	ill           string  // refuses, vanishes, drains, degrades
}

// well tells whether it is well at a time.
func (f flapper) well(at time.Time) bool {
	into := (at.Sub(start()) + f.phase) % f.period
	return float64(into) < f.duty*float64(f.period)
}

// probe is what a probe of up to so many attempts sees. One that vanishes
// drops packets: each attempt sends its first one again after a second, and
// after three.
func (f flapper) probe(at time.Time, attempts int, t health.Timing) health.Observation {
	o := health.Observation{Began: at, Took: 10 * time.Millisecond, Reason: health.ReasonOK}
	if f.well(at) {
		return o
	}
	switch f.ill {
	case "drains":
		o.Outcome, o.Reason = health.Draining, "sip-503"
	case "degrades":
		o.Degraded, o.Reason = true, "sip-500"
	case "refuses":
		o.Outcome, o.Reason = health.Failed, health.ReasonRefused
	case "vanishes":
		for _, again := range []time.Duration{0, time.Second, 3 * time.Second} {
			for n := range attempts {
				later := again + time.Duration(n)*t.Hedge
				if later < t.Timeout && f.well(at.Add(later)) {
					o.Took = later
					return o
				}
			}
		}
		o.Outcome, o.Reason, o.Took = health.Failed, health.ReasonTimeout, t.Timeout
	}
	return o
}

// moves plays hours of the flapper and returns the most changes of its
// standing in any hour. A ladder shows every standing, so each may change an
// answer.
func (f flapper) moves(r *rand.Rand, t health.Timing, hours int) (most int, story string) {
	s, now := health.Fresh(start()), start()
	var changes []time.Time
	for now.Before(start().Add(time.Duration(hours) * time.Hour)) {
		before, _ := s.Verdict(now)
		s = health.Step(s, f.probe(now, s.Attempts(t), t), t)
		if after, _ := s.Verdict(now); after.Standing != before.Standing {
			changes = append(changes, now)
			story += fmt.Sprintf(" %s %s;", now.Sub(start()).Round(time.Second), after.Standing)
			for changes[0].Before(now.Add(-time.Hour)) {
				changes = changes[1:]
			}
			most = max(most, len(changes))
		}
		now = now.Add(drawn(r, s, t))
	}
	return most, story
}

// TestFlappersAreHeld: whatever the period, no more than six changes an hour.
func TestFlappersAreHeld(t *testing.T) {
	const bound = 6
	r, worst := rand.New(rand.NewPCG(6, 10)), map[string]int{}
	step, hours := 500*time.Millisecond, 2
	if long() {
		step, hours = 50*time.Millisecond, 12
	}
	for period := 500 * time.Millisecond; period <= 10*time.Second; period += step {
		for _, ill := range []string{"refuses", "vanishes", "drains", "degrades"} {
			for _, duty := range []float64{0.2, 0.5, 0.8} {
				f := flapper{period, time.Duration(r.Int64N(int64(period))), duty, ill}
				most, story := f.moves(r, health.DefaultTiming(), hours)
				if worst[ill] = max(worst[ill], most); most > bound {
					t.Errorf("%+v: %d changes in an hour:%s", f, most, story)
				}
			}
		}
	}
	t.Log("the most changes in an hour:", worst)
	// Without quarantine they would be many.
	free := health.DefaultTiming()
	free.Quarantine = 0
	f := flapper{period: 3 * time.Second, duty: 0.5, ill: "refuses"}
	if most, _ := f.moves(r, free, 3); most < 20 {
		t.Errorf("without quarantine only %d changes in an hour", most)
	}
}
