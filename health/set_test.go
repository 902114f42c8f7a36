package health_test

import (
	"context"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/health"
)

func TestSetKeepsStates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(failure)
		defer l.runner.Close()
		kept, gone, added := endpoint(1), endpoint(2), endpoint(3)
		l.runner.Set([]health.Endpoint{kept, gone})
		wait(20 * time.Second)
		before := l.state(kept)
		l.runner.Set([]health.Endpoint{kept, added})
		if got := l.state(kept); got != before {
			t.Errorf("Set changed the state from %+v to %+v", before, got)
		}
		states := l.runner.States()
		if _, there := states[gone.Key()]; there || len(states) != 2 {
			t.Errorf("states %v", states)
		}
		if s := states[added.Key()]; s != health.Fresh(time.Now()) {
			t.Errorf("the new endpoint starts from %+v", s)
		}
		probes, reports := l.probes(gone), l.reported(gone)
		wait(time.Minute)
		if l.probes(gone) != probes || l.reported(gone) != reports {
			t.Error("the removed endpoint is still probed or reported")
		}
		if l.state(kept).Fails <= before.Fails {
			t.Error("the kept endpoint is no longer probed")
		}
	})
}

func TestResultOfARemovedEndpointIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(vanish)
		defer l.runner.Close()
		e := endpoint(1)
		l.runner.Set([]health.Endpoint{e})
		wait(time.Second)
		l.runner.Set(nil) // its first probe is under way
		synctest.Wait()
		l.runner.Set([]health.Endpoint{e})
		synctest.Wait()
		if l.reported(e) != 0 || l.state(e).Fails != 0 {
			t.Errorf("%d reports, state %+v", l.reported(e), l.state(e))
		}
	})
}

// A probe that does not heed its context still keeps its endpoint to itself.
func TestNeverTwoProbesOfOneEndpoint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(func(ctx context.Context, e health.Endpoint) health.Observation {
			time.Sleep(5 * time.Second) // its deadline is at 3, our patience ends at 6
			return answer(ctx, e)
		})
		defer l.runner.Close()
		e := endpoint(1)
		for n := range 5 {
			e.Dial = netip.AddrPortFrom(e.Addr.Addr(), uint16(n+1))
			l.runner.Set([]health.Endpoint{e})
			wait(time.Second)
			l.runner.Set(nil)
			wait(time.Second)
		}
		l.runner.Set([]health.Endpoint{e})
		wait(5 * time.Minute)
		if _, twice := l.crowd(); twice {
			t.Error("two probes of one endpoint at once")
		}
		if l.probes(e) < 3 {
			t.Errorf("%d probes", l.probes(e))
		}
	})
}

func TestDialledElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old := endpoint(1)
		moved := old
		moved.Dial = netip.MustParseAddrPort("127.0.0.1:7001")
		l := newLab(func(ctx context.Context, e health.Endpoint) health.Observation {
			if e.Dial == old.Dial && len(e.Name) == 0 {
				return failure(ctx, e)
			}
			return answer(ctx, e)
		})
		defer l.runner.Close()
		l.runner.Set([]health.Endpoint{old})
		wait(10 * time.Second)
		l.runner.Set([]health.Endpoint{moved})
		if s := l.state(moved); s.Phase != health.PhaseDown {
			t.Errorf("%s, want the state of before, down", s.Phase)
		}
		wait(time.Second)
		if s := l.state(moved); l.dialled(moved) != moved.Dial || s.Phase != health.PhaseRising {
			t.Errorf("dialled %s, %s", l.dialled(moved), s.Phase)
		}
		if _, twice := l.crowd(); twice {
			t.Error("two probes of one endpoint at once")
		}
	})
}

func TestTimingTakesEffectAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(answer)
		defer l.runner.Close()
		e := endpoint(1)
		e.Timing.Interval = time.Hour
		l.runner.Set([]health.Endpoint{e})
		wait(time.Minute)
		between(t, "probes at an hour's interval", l.probes(e), 1, 1)
		e.Timing.Interval = 10 * time.Second
		l.runner.Set([]health.Endpoint{e})
		wait(0)
		between(t, "probes when the new interval is already over", l.probes(e), 2, 2)
		wait(100 * time.Second)
		between(t, "probes at ten seconds' interval", l.probes(e)-2, 9, 11)
		e.Timing.Interval = 0 // not a loop without a pause
		l.runner.Set([]health.Endpoint{e})
		n := l.probes(e)
		wait(100 * time.Second)
		between(t, "probes at the default interval", l.probes(e)-n, 18, 24)
	})
}

func TestPanicIsAFailedObservation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(func(context.Context, health.Endpoint) health.Observation { panic("bad parser") })
		defer l.runner.Close()
		e := endpoint(1)
		l.runner.Set([]health.Endpoint{e})
		wait(10 * time.Second)
		s := l.state(e)
		if s.Phase != health.PhaseDown || s.Last.Reason != health.ReasonInternal || s.Last.Detail != "bad parser" {
			t.Errorf("%+v", s)
		}
		if got := l.runner.Panics(); got != uint64(l.probes(e)) || got < 3 {
			t.Errorf("%d panics counted of %d", got, l.probes(e))
		}
	})
}

func TestRememberedStates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := endpoint(1)
		down, _ := run("+---", health.DefaultTiming())
		known := map[string]health.State{e.Key(): down}
		l := newLab(failure, health.Remember(known))
		defer l.runner.Close()
		l.runner.Set([]health.Endpoint{e, endpoint(2)})
		if s := l.state(e); s != down.Recalled(time.Now()) || !s.Restored || s.Phase != health.PhaseDown {
			t.Errorf("starts from %+v", s)
		}
		wait(time.Second)
		if s := l.state(e); s.Restored || s.Fails != 4 || l.state(endpoint(2)).Restored {
			t.Errorf("observed once: %+v", s)
		}
		l.runner.Set(nil)
		l.runner.Set([]health.Endpoint{e})
		if s := l.state(e); s.Phase != health.PhaseUnknown {
			t.Errorf("an endpoint that was removed comes back %s", s.Phase)
		}
		if len(known) != 1 {
			t.Error("the caller's map was changed")
		}
	})
}

func TestCloseWaitsAndEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(vanish)
		l.runner.Set([]health.Endpoint{endpoint(1), endpoint(2)})
		wait(time.Second)
		l.runner.Close()
		if n := l.inFlight(); n != 0 {
			t.Errorf("%d probes in flight after Close", n)
		}
		l.runner.Close()
		l.runner.Set([]health.Endpoint{endpoint(3)})
		wait(time.Minute)
		if n := len(l.runner.States()); n != 0 || l.probes(endpoint(3)) != 0 {
			t.Errorf("%d endpoints after Close", n)
		}
	})
}

func TestSetFromManyGoroutinesAndReports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r *health.Runner
		ready := make(chan struct{})
		r = health.NewRunner(answer, func(key string, s health.State, o health.Observation) {
			<-ready
			r.States()
			r.Set([]health.Endpoint{endpoint(1), endpoint(2)})
		})
		close(ready)
		var all sync.WaitGroup
		for n := range 20 {
			all.Go(func() {
				for i := range 20 {
					r.Set([]health.Endpoint{endpoint(n), endpoint(n + i), endpoint(1)})
					time.Sleep(time.Duration(n+1) * 37 * time.Millisecond)
				}
			})
		}
		all.Wait()
		wait(time.Minute)
		if got, want := len(r.States()), 2; got != want {
			t.Errorf("%d endpoints, want the %d of the last Set", got, want)
		}
		r.Close()
	})
}
