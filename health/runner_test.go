package health_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/health"
)

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
		times := l.times(e)
		for i, at := range times[1:] {
			if gap := at.Sub(times[i]); gap < 4500*time.Millisecond || gap > 5500*time.Millisecond {
				t.Errorf("gap of %s", gap)
			}
		}
		if s := l.state(e); s.Phase != health.PhaseUp || s.Oks != l.probes(e) {
			t.Errorf("state %+v after %d probes", s, l.probes(e))
		}
		if l.reported(e) != l.probes(e) {
			t.Errorf("%d reports of %d probes", l.reported(e), l.probes(e))
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
		for _, e := range set {
			early += l.probes(e)
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
		if got := l.state(e).Last.Took; got != 3*time.Second {
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
		// Each is given up after twice its time-out; while three hang, no more begin.
		between(t, "probes of the slow one", l.probes(slow), 3, 3)
		between(t, "probes of the quick one", l.probes(quick), 19, 24)
		if s := l.state(slow); s.Phase != health.PhaseDown || s.Last.Reason != health.ReasonInternal {
			t.Errorf("the slow one is %s, %s", s.Phase, s.Last.Reason)
		}
		if c := l.runner.Counters(); c.Stuck != 3 || c.Hung != 3 || c.InFlight != 0 {
			t.Errorf("%+v", c)
		}
		wait(time.Hour)
		if c := l.runner.Counters(); c.Stuck < 4 || c.Stuck > 6 || c.Hung != int(c.Stuck)-3 {
			t.Errorf("an hour later: %+v", c)
		}
		l.runner.Close()
		wait(time.Hour) // a bubble ends with its last goroutine
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
		peak, twice := l.crowd()
		if peak != 10 {
			t.Errorf("%d probes at once, want 10", peak)
		}
		if twice {
			t.Error("two probes of one endpoint at once")
		}
		for _, e := range set {
			between(t, "probes of "+e.Key(), l.probes(e), 2, 20) // 20 turns of 3 s, 10 each
		}
	})
}

// TestALongerTimeOutIsNoHang: after a reload a probe may take longer than one
// could before. Who took it for hung would never see a black hole fail.
func TestALongerTimeOutIsNoHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(vanish)
		defer l.runner.Close()
		e := endpoint(1)
		e.Timing.Interval, e.Timing.Timeout = time.Second, time.Second
		l.runner.Set([]health.Endpoint{e})
		wait(500 * time.Millisecond)
		e.Timing.Timeout = time.Minute
		l.runner.Set([]health.Endpoint{e})
		wait(10 * time.Minute)
		if c := l.runner.Counters(); c.Restarts != 0 || l.state(e).Phase != health.PhaseDown {
			t.Errorf("%d restarts, %s after %d failures, want none and down", c.Restarts, l.state(e).Phase, l.state(e).Fails)
		}
	})
}
