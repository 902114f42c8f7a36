package health_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/health"
)

// TestStrangersDoNotCrowdOut: many endpoints that never answered, each of which
// holds a slot until its timeout, do not make those wait that serve, from the
// first second on; a few of them are still found out fast.
func TestStrangersDoNotCrowdOut(t *testing.T) {
	for _, c := range []struct {
		strangers int
		found     time.Duration // all of them, at the latest
	}{{10, 8 * time.Second}, {300, time.Minute}} {
		synctest.Test(t, func(t *testing.T) {
			var set []health.Endpoint
			silent := map[string]bool{}
			for n := range 600 {
				e := endpoint(n)
				e.Timing.Interval, e.Timing.Timeout = 10*time.Second, time.Second
				e.Timing.Attempts, e.Timing.Hedge = 3, 300*time.Millisecond
				silent[e.Key()] = n < c.strangers
				set = append(set, e)
			}
			r := health.NewRunner(func(ctx context.Context, e health.Endpoint) health.Observation {
				if silent[e.Key()] {
					return vanish(ctx, e)
				}
				return answer(ctx, e)
			}, nil, health.InFlight(64))
			defer r.Close()
			r.Set(set)
			time.Sleep(10*time.Second + c.found)
			if lag := r.Counters().Lag; lag.Within(100*time.Millisecond) < 0.999 {
				t.Errorf("%d strangers: %.2f %% of probes within 100 ms", c.strangers, 100*lag.Within(100*time.Millisecond))
			}
			left := 0
			for key, s := range r.States() {
				if silent[key] && s.Phase != health.PhaseDown {
					left++
				}
			}
			if left > 0 {
				t.Errorf("%d of %d strangers are not found out after %s", left, c.strangers, c.found)
			}
		})
	}
}

// TestHedgesOfStrangersYield: rounds that began while half of the slots were free
// took all of them by their second attempts, and those that serve waited.
func TestHedgesOfStrangersYield(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var set []health.Endpoint
		for n := range 4 {
			e := endpoint(n)
			e.Timing.Interval, e.Timing.Timeout = 10*time.Second, time.Second
			e.Timing.Attempts, e.Timing.Hedge = 3, time.Duration(300+n)*time.Millisecond // one after the other
			set = append(set, e)
		}
		var mu sync.Mutex
		under, most := 0, 0
		add := func(n int) {
			mu.Lock()
			defer mu.Unlock()
			under += n
			most = max(most, under)
		}
		r := health.NewRunner(func(ctx context.Context, e health.Endpoint) health.Observation {
			add(1)
			defer add(-1)
			return vanish(ctx, e)
		}, nil, health.InFlight(8))
		defer r.Close()
		r.Set(set)
		for _, e := range set {
			r.Hurry(e.Key())
		}
		time.Sleep(900 * time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		if most != 5 {
			t.Errorf("4 strangers had up to %d attempts under way in 8 slots, want 5: the first ones, and one more, by which more than half are taken", most)
		}
	})
}
