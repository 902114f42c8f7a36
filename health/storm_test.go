package health_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/health"
)

// TestEverybodyCallsAtOnce has everything that a runner can be told told at any
// moment, from many goroutines and from reports, and closes it in the middle,
// twice. Nothing is reported afterwards, and nothing is left. The race detector
// does the rest.
func TestEverybodyCallsAtOnce(t *testing.T) {
	for range 5 {
		synctest.Test(t, storm)
	}
}

func storm(t *testing.T) {
	var closed atomic.Bool
	var probes sync.Map // of the endpoints under way
	var r *health.Runner
	r = health.NewRunner(func(ctx context.Context, e health.Endpoint) health.Observation {
		if _, twice := probes.LoadOrStore(e.Key(), true); twice {
			t.Errorf("two probes of %s at once", e.Key())
		}
		defer probes.Delete(e.Key())
		if rand.IntN(50) == 0 {
			panic("bad parser")
		}
		time.Sleep(rand.N(200 * time.Millisecond))
		return []func(context.Context, health.Endpoint) health.Observation{answer, failure, vanish}[rand.IntN(3)](ctx, e)
	}, func(key string, s health.State, _ health.Observation) {
		if closed.Load() {
			t.Errorf("%s is reported after Close", key)
		}
		switch rand.IntN(20) {
		case 0:
			r.Set(someOf(30))
		case 1:
			r.Restate(map[string]health.State{key: s, "of nobody": s})
		case 2:
			r.Hurry(key)
		case 3:
			panic("bad publisher")
		}
	}, health.InFlight(10))
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 200 {
				switch rand.IntN(6) {
				case 0:
					r.Set(someOf(30))
				case 1:
					r.Hurry(endpoint(rand.IntN(30)).Key())
				case 2:
					r.States()
				case 3:
					r.Counters()
				case 4:
					r.Limit(5 + rand.IntN(10))
				}
				time.Sleep(rand.N(100 * time.Millisecond))
			}
		})
	}
	for range 2 {
		wait.Go(func() {
			time.Sleep(8 * time.Second)
			r.Close()
			closed.Store(true)
		})
	}
	wait.Wait()
	if c := r.Counters(); c.InFlight != 0 || c.Hung != 0 || len(r.States()) != 0 {
		t.Errorf("after Close: %+v, %d states", c, len(r.States()))
	}
}

// someOf is a set of some endpoints, dialled here or there, in some timing.
func someOf(n int) (set []health.Endpoint) {
	for i := range n {
		e := endpoint(i)
		if rand.IntN(4) == 0 {
			e.Dial = endpoint(100 + i).Addr
		}
		e.Timing.Interval = time.Duration(1+rand.IntN(3)) * 100 * time.Millisecond
		e.Timing.Timeout = time.Duration(1+rand.IntN(5)) * 100 * time.Millisecond
		if rand.IntN(3) > 0 {
			set = append(set, e)
		}
	}
	return set
}
