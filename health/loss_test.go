package health_test

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"geosrv/health"
)

// long tells whether the simulations run in full.
func long() bool { return os.Getenv("GEOSRV_LONG") != "" }

// drawn is the time from the beginning of a probe to that of the next, which
// does not begin before the first has ended.
func drawn(r *rand.Rand, s health.State, t health.Timing) time.Duration {
	least, most := s.Pace(t)
	return max(least+time.Duration(r.Int64N(int64(most-least)+1)), s.Last.Took)
}

// lossy simulates one endpoint that always answers, behind a path that loses
// each packet with the same chance: how often is it thrown out in so many
// hours? Runs of answers that move nothing are drawn at once.
func lossy(r *rand.Rand, t health.Timing, loss float64, hours float64) (downs int) {
	answered := (1 - loss) * (1 - loss) // one request and one reply an attempt
	fails := math.Pow(1-answered, float64(t.Attempts))
	s, now := health.Fresh(start()), start()
	end := now.Add(time.Duration(hours * float64(time.Hour)))
	for now.Before(end) {
		o := health.Observation{Reason: health.ReasonOK, Took: 20 * time.Millisecond}
		if s.Phase == health.PhaseUp && s.Fails == 0 {
			answers := math.Floor(math.Log(1-r.Float64()) / math.Log(1-fails))
			now = now.Add(time.Duration(answers * float64(t.Interval)))
			o = health.Observation{Outcome: health.Failed, Reason: health.ReasonTimeout, Took: t.Timeout}
		} else if r.Float64() < math.Pow(1-answered, float64(s.Attempts(t))) {
			o = health.Observation{Outcome: health.Failed, Reason: health.ReasonTimeout, Took: t.Timeout}
		}
		o.Began = now
		before := s.Phase
		s = health.Step(s, o, t)
		if s.Phase == health.PhaseDown && before <= health.PhaseSuspect {
			downs++
		}
		now = now.Add(drawn(r, s, t))
	}
	return downs
}

// TestLossThrowsNobodyOut: independent loss each way, with the shipped timing.
// In full (GEOSRV_LONG, 10^6 hours) it is 0 at 2 % and 921 at 10 %, as
// calculated: 4 x 0.19^9 of all probes. The bounds are 10 and 1000.
func TestLossThrowsNobodyOut(t *testing.T) {
	hours := 5e4
	if long() {
		hours = 1e6
	}
	shipped := health.DefaultTiming()
	for _, c := range []struct{ loss, bound float64 }{{0.02, 1e-5}, {0.1, 1e-3}} {
		downs := lossy(rand.New(rand.NewPCG(1, 2)), shipped, c.loss, hours)
		t.Logf("%.0f %% of loss: %d false downs in %g hours", 100*c.loss, downs, hours)
		if float64(downs) > c.bound*hours {
			t.Errorf("%.0f %% of loss: %d false downs in %g hours, want at most %g", 100*c.loss, downs, hours, c.bound*hours)
		}
	}
	// The bounds are none that any damping would keep.
	single := shipped
	single.Attempts, single.Quarantine = 1, 0
	if downs := lossy(rand.New(rand.NewPCG(1, 2)), single, 0.1, 1e3); downs < 1000 {
		t.Errorf("without hedges only %d false downs in 1000 hours", downs)
	}
	hasty := shipped
	hasty.Fall, hasty.Quarantine = 2, 0
	if downs := lossy(rand.New(rand.NewPCG(1, 2)), hasty, 0.1, 1e4); downs < 100 {
		t.Errorf("with fall: 2 only %d false downs in 10000 hours", downs)
	}
}
