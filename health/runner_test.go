package health_test

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/health"
)

// lab is a runner with a fake probe, and what it did. The functions of this
// file run in synctest bubbles, where time passes only when all wait.
type lab struct {
	runner *health.Runner

	mu      sync.Mutex
	began   map[string][]time.Time // of probes, by key
	reports map[string]int
	dials   map[string]netip.AddrPort // where the latest probe went
	last    map[string]health.State
	flight  int
	peak    int
	twice   bool // two probes of one endpoint at once
	active  map[string]bool
}

// newLab makes a runner; the behaviour is the fake's answer, and may wait.
func newLab(behave func(ctx context.Context, e health.Endpoint) health.Observation, opts ...health.Option) *lab {
	l := &lab{
		began: map[string][]time.Time{}, reports: map[string]int{}, dials: map[string]netip.AddrPort{},
		last: map[string]health.State{}, active: map[string]bool{},
	}
	probe := func(ctx context.Context, e health.Endpoint) health.Observation {
		key := e.Key()
		l.mu.Lock()
		l.began[key] = append(l.began[key], time.Now())
		l.dials[key] = e.Dial
		l.flight++
		l.peak = max(l.peak, l.flight)
		l.twice = l.twice || l.active[key]
		l.active[key] = true
		l.mu.Unlock()
		defer func() {
			l.mu.Lock()
			l.flight--
			l.active[key] = false
			l.mu.Unlock()
		}()
		return behave(ctx, e)
	}
	report := func(key string, s health.State, o health.Observation) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.reports[key]++
		l.last[key] = s
	}
	l.runner = health.NewRunner(probe, report, opts...)
	return l
}

// probes is how often the endpoint was probed up to now.
func (l *lab) probes(e health.Endpoint) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.began[e.Key()])
}

func (l *lab) state(e health.Endpoint) health.State { return l.runner.States()[e.Key()] }

// wait lets the time pass, and all that is due in it happen.
func wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func endpoint(n int) health.Endpoint {
	at := netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(n)}), uint16(5000+n/256))
	return health.Endpoint{Check: "tcp", Transport: "tcp", Addr: at, Dial: at, Timing: health.DefaultTiming()}
}

func answer(context.Context, health.Endpoint) health.Observation {
	return health.Observation{Outcome: health.Answered, Reason: health.ReasonOK}
}

func failure(context.Context, health.Endpoint) health.Observation {
	return health.Observation{Outcome: health.Failed, Reason: health.ReasonRefused}
}

// vanish is a peer that drops all packets.
func vanish(ctx context.Context, _ health.Endpoint) health.Observation {
	<-ctx.Done()
	return health.Observation{Outcome: health.Failed, Reason: health.ReasonTimeout}
}

// between fails the test unless low <= n <= high.
func between(t *testing.T, what string, n, low, high int) {
	t.Helper()
	if n < low || n > high {
		t.Errorf("%s: %d, want %d to %d", what, n, low, high)
	}
}

func TestRunnerProbesAtTheInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(answer)
		defer l.runner.Close()
		e := endpoint(1)
		l.runner.Set([]health.Endpoint{e})
		wait(time.Second)
		between(t, "probes in the first second", l.probes(e), 1, 1)
		wait(100 * time.Second)
		// 5 s ±10 %: 18 to 23 more.
		between(t, "probes in 101 s", l.probes(e), 19, 24)
		for i, at := range l.began[e.Key()][1:] {
			if gap := at.Sub(l.began[e.Key()][i]); gap < 4500*time.Millisecond || gap > 5500*time.Millisecond {
				t.Errorf("gap of %s", gap)
			}
		}
		if s := l.state(e); s.Phase != health.PhaseUp || s.Oks != l.probes(e) {
			t.Errorf("state %+v after %d probes", s, l.probes(e))
		}
		if l.reports[e.Key()] != l.probes(e) {
			t.Errorf("%d reports of %d probes", l.reports[e.Key()], l.probes(e))
		}
	})
}

func TestRunnerSpreadsTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(answer)
		defer l.runner.Close()
		var set []health.Endpoint
		for n := range 200 {
			set = append(set, endpoint(n))
		}
		began := time.Now()
		l.runner.Set(set)
		wait(500 * time.Millisecond)
		early := 0
		for _, times := range l.began {
			early += len(times)
		}
		between(t, "of 200 first probes in half a second", early, 50, 150)
		wait(500 * time.Millisecond)
		for _, e := range set {
			if l.probes(e) != 1 {
				t.Errorf("%s: %d probes, %s after the start", e.Key(), l.probes(e), time.Since(began))
			}
		}
	})
}

func TestRunnerIsFastWhileInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(failure)
		defer l.runner.Close()
		e := endpoint(1)
		l.runner.Set([]health.Endpoint{e})
		wait(time.Second + 2*1100*time.Millisecond) // first phase, two fast intervals
		if s := l.state(e); s.Phase != health.PhaseDown || s.Fails != 3 {
			t.Errorf("%s after %d failures, want down after 3", s.Phase, s.Fails)
		}
		wait(4 * time.Second)
		between(t, "probes after it was decided", l.probes(e)-3, 0, 1)
	})
}

func TestRunnerFindsABlackHole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(vanish)
		defer l.runner.Close()
		e := endpoint(1)
		l.runner.Set([]health.Endpoint{e})
		// Time-outs of 3 s follow each other at once: a fast interval is over.
		wait(time.Second + 3*3*time.Second)
		if s := l.state(e); s.Phase != health.PhaseDown {
			t.Errorf("%s with %d failures, want down", s.Phase, s.Fails)
		}
		if got := l.last[e.Key()].Last.Took; got != 3*time.Second {
			t.Errorf("a probe took %s, want its time-out of 3 s", got)
		}
	})
}

func TestRunnerHasNoBarrier(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow, quick := endpoint(1), endpoint(2)
		l := newLab(func(ctx context.Context, e health.Endpoint) health.Observation {
			if e.Addr == slow.Addr {
				time.Sleep(time.Hour) // a broken probe: it does not heed its context
			}
			return answer(ctx, e)
		})
		l.runner.Set([]health.Endpoint{slow, quick})
		wait(101 * time.Second)
		between(t, "probes of the slow one", l.probes(slow), 1, 1)
		between(t, "probes of the quick one", l.probes(quick), 19, 24)
		l.runner.Close()
	})
}

func TestRunnerBoundsWhatIsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(vanish, health.InFlight(10))
		defer l.runner.Close()
		var set []health.Endpoint
		for n := range 50 {
			set = append(set, endpoint(n))
		}
		l.runner.Set(set)
		wait(time.Minute)
		if l.peak != 10 {
			t.Errorf("%d probes at once, want 10", l.peak)
		}
		if l.twice {
			t.Error("two probes of one endpoint at once")
		}
		for _, e := range set {
			between(t, "probes of "+e.Key(), l.probes(e), 2, 20) // 20 turns of 3 s, 10 each
		}
	})
}

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
		probes, reports := l.probes(gone), l.reports[gone.Key()]
		wait(time.Minute)
		if l.probes(gone) != probes || l.reports[gone.Key()] != reports {
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
		if l.reports[e.Key()] != 0 || l.state(e).Fails != 0 {
			t.Errorf("%d reports, state %+v", l.reports[e.Key()], l.state(e))
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
		if s := l.state(moved); l.dials[moved.Key()] != moved.Dial || s.Phase != health.PhaseRising {
			t.Errorf("dialled %s, %s", l.dials[moved.Key()], s.Phase)
		}
		if l.twice {
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
		if s := l.state(e); s != down {
			t.Errorf("starts from %+v", s)
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
		if l.flight != 0 {
			t.Errorf("%d probes in flight after Close", l.flight)
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
			t.Error(fmt.Sprintf("%d endpoints, want the %d of the last Set", got, want))
		}
		r.Close()
	})
}
