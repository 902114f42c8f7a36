package health_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/health"
)

// TestLimit: another limit holds for what begins after it, up and down, and
// nothing that is under way is cut off.
func TestLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int64
		r := health.NewRunner(func(ctx context.Context, _ health.Endpoint) health.Observation {
			for n := now.Add(1); ; {
				if before := most.Load(); n <= before || most.CompareAndSwap(before, n) {
					break
				}
			}
			defer now.Add(-1)
			began := time.Now()
			<-ctx.Done()
			return health.Observation{Outcome: health.Failed, Reason: health.ReasonTimeout, Began: began, Took: time.Since(began)}
		}, nil, health.InFlight(5))
		defer r.Close()
		var set []health.Endpoint
		for n := range 100 {
			set = append(set, endpoint(n))
		}
		r.Set(set)
		for _, c := range []struct{ limit, want int64 }{{5, 5}, {20, 20}, {3, 3}, {0, 1}} {
			r.Limit(int(c.limit))
			wait(time.Hour) // those that waited for a slot of before have had it
			most.Store(0)
			wait(time.Minute)
			if got := most.Load(); got != c.want || int64(r.Counters().InFlight) > c.want {
				t.Errorf("limit %d: %d at once", c.limit, got)
			}
		}
	})
}
