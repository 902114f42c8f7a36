package health_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"geosrv/health"
)

// TestRareProbesAreDoubtedNoLonger: where there is half a minute between probes
// and one failure is enough, a death is still acted on a few seconds after it
// was seen.
func TestRareProbesAreDoubtedNoLonger(t *testing.T) {
	timing := health.DefaultTiming()
	timing.Interval, timing.FastInterval, timing.Fall = 30*time.Second, 30*time.Second, 1
	subjects := estate(2, 1, 0)
	for i := range subjects {
		subjects[i].Timing = timing
	}
	for seed := range uint64(20) {
		w := newWorld(t, timing, subjects, rand.New(rand.NewPCG(seed, 23)).IntN)
		w.run(time.Minute)
		killed := w.now
		w.fate = func(i int, at time.Time) fate {
			if i == 0 && !at.Before(killed) {
				return refused
			}
			return answered
		}
		w.run(3 * time.Minute)
		seen := w.states[0].Changed
		if took := w.silent[0].Sub(seen); w.silent[0].IsZero() || took > 5*time.Second {
			t.Fatalf("seed %d: acted on %s after it was seen: %v", seed, took, w.changes)
		}
	}
}
