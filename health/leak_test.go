package health_test

import (
	"context"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/health"
)

// TestNothingLeaks runs twenty endpoints for hours, among all that can go
// wrong: probes that vanish, panic, hang or are refused, reports that panic,
// endpoints that come and go. In the end nothing is left.
func TestNothingLeaks(t *testing.T) {
	hours := 3
	if long() {
		hours = 24 * 365
	}
	synctest.Test(t, func(t *testing.T) {
		before, inside := runtime.NumGoroutine(), goroutines()
		var reports atomic.Int64
		r := health.NewRunner(anything, func(string, health.State, health.Observation) {
			if reports.Add(1)%1000 == 0 {
				panic("bad publisher")
			}
		}, health.InFlight(30))
		most := 0
		for range 20 * hours {
			var set []health.Endpoint
			for n := range 30 {
				if rand.IntN(3) > 0 {
					e := hedged(n)
					if n%5 == 0 {
						e.Timing.Hedge = 0 // what is stuck is noticed if no other attempt answers
					}
					set = append(set, e)
				}
			}
			r.Set(set)
			wait(3 * time.Minute)
			r.Hurry(set[0].Key())
			if n := len(r.States()); n != len(set) {
				t.Fatalf("%d states of %d endpoints", n, len(set))
			}
			most = max(most, runtime.NumGoroutine()-before)
		}
		c := r.Counters()
		if c.Panics == 0 || c.Stuck == 0 || c.Restarts == 0 || c.Dropped == 0 || c.Hung > 90 || c.InFlight > 30 {
			t.Errorf("%+v", c)
		}
		// A goroutine each, one per attempt, three that hang each, and one for all.
		if most > 30+30+90+1 {
			t.Errorf("%d goroutines", most)
		}
		r.Close()
		wait(time.Hour)
		if n := goroutines() - inside; n != 0 {
			t.Errorf("%d goroutines are left", n)
		}
		if c := r.Counters(); c.InFlight != 0 || c.Hung != 0 {
			t.Errorf("after Close: %+v", c)
		}
	})
}

// goroutines counts those of bubbles. Outside of them one may come and go at any
// time that ends a file of an earlier test, say.
func goroutines() int {
	all := make([]byte, 1<<20)
	return strings.Count(string(all[:runtime.Stack(all, true)]), ", synctest bubble")
}

// anything is a probe that meets everything.
func anything(ctx context.Context, e health.Endpoint) health.Observation {
	switch rand.IntN(200) {
	case 0:
		panic("bad parser")
	case 1:
		time.Sleep(10 * time.Minute) // it does not heed its deadline
	case 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12:
		return vanish(ctx, e)
	case 13, 14, 15, 16:
		return failure(ctx, e)
	}
	time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
	return answer(ctx, e)
}
