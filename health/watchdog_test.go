package health

import (
	"context"
	"net/netip"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func one() Endpoint {
	e := Endpoint{Check: "tcp", Transport: "tcp", Addr: netip.MustParseAddrPort("192.0.2.1:80"), Timing: DefaultTiming()}
	e.Dial = e.Addr
	return e
}

func fine(context.Context, Endpoint) Observation { return Observation{Reason: ReasonOK} }

// TestVigil: by which clock a probe lasts how long.
func TestVigil(t *testing.T) {
	const s = time.Second
	type look struct{ monotonic, wall time.Duration }
	for _, c := range []struct {
		name  string
		looks []look
		want  bool
	}{
		{"all is well", []look{{s / 4, s / 4}, {s / 2, s / 2}, {3 * s / 4, 3 * s / 4}}, false},
		{"a busy machine", []look{{3 * s / 4, 3 * s / 4}}, false},
		{"stopped", []look{{s / 4, s / 4}, {10 * s, 10 * s}}, true},
		{"stopped and gone on", []look{{10 * s, 10 * s}, {10*s + 1, 10*s + 1}}, true},
		{"suspended", []look{{s / 4, s / 4}, {s / 2, 3600 * s}}, true},
		{"the clock is set back", []look{{s / 4, -3600 * s}, {s / 2, -3599 * s}}, false},
		{"a leap second smeared", []look{{s / 2, s/2 + s/1000}}, false},
	} {
		var v vigil
		for _, l := range c.looks {
			v.look(l.monotonic, l.wall)
		}
		if v.paused != c.want {
			t.Errorf("%s: paused %t", c.name, v.paused)
		}
	}
}

// TestSuspendThrowsTheRoundAway: what was under way while the machine slept
// moves no counter, and is done again soon.
func TestSuspendThrowsTheRoundAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var slept atomic.Int64 // how long, by the wall clock
		var awake atomic.Bool
		var reports atomic.Int64
		r := NewRunner(func(context.Context, Endpoint) Observation {
			if !awake.Load() {
				slept.Add(int64(time.Hour))
				return Observation{Outcome: Failed, Reason: ReasonReset}
			}
			return Observation{Reason: ReasonOK}
		}, func(string, State, Observation) { reports.Add(1) })
		r.wall = func() time.Time { return time.Now().Round(0).Add(time.Duration(slept.Load())) }
		defer r.Close()
		e := one()
		r.Set([]Endpoint{e})
		time.Sleep(time.Second)
		synctest.Wait()
		if s := r.States()[e.Key()]; s.Fails != 0 || reports.Load() != 0 || r.Counters().Paused == 0 {
			t.Errorf("%d failures, %d reports, %d rounds thrown away", s.Fails, reports.Load(), r.Counters().Paused)
		}
		awake.Store(true)
		time.Sleep(1100 * time.Millisecond)
		synctest.Wait()
		if s := r.States()[e.Key()]; s.Phase != PhaseUp || reports.Load() != 1 {
			t.Errorf("awake for a second: %s, %d reports", s.Phase, reports.Load())
		}
	})
}

// TestReportThatPanics: the endpoint's goroutine goes on.
func TestReportThatPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var reports, faults atomic.Int64
		r := NewRunner(fine, func(string, State, Observation) {
			if reports.Add(1) == 2 {
				panic("bad publisher")
			}
		}, OnFault(func(key string, fault any) {
			if faults.Add(1); key != one().Key() || fault != "bad publisher" {
				t.Errorf("%s: %v", key, fault)
			}
		}))
		defer r.Close()
		r.Set([]Endpoint{one()})
		time.Sleep(time.Minute)
		synctest.Wait()
		if c := r.Counters(); faults.Load() != 1 || c.Restarts != 1 || reports.Load() < 11 || reports.Load() > 15 {
			t.Errorf("%d faults, %d restarts, %d reports", faults.Load(), c.Restarts, reports.Load())
		}
	})
}

// TestReportThatHangs: another goroutine takes the endpoint's place, once.
func TestReportThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var reports atomic.Int64
		gate := make(chan struct{})
		r := NewRunner(fine, func(string, State, Observation) {
			if reports.Add(1) <= 2 {
				<-gate
			}
		})
		e := one()
		r.Set([]Endpoint{e})
		time.Sleep(15 * time.Second)
		if c := r.Counters(); c.Restarts != 0 {
			t.Errorf("restarted after 15 s: %+v", c)
		}
		time.Sleep(25 * time.Second)
		if c := r.Counters(); c.Restarts != 1 || reports.Load() != 2 {
			t.Errorf("after 40 s: %d restarts, %d reports", c.Restarts, reports.Load())
		}
		time.Sleep(time.Hour) // the second hangs as well: a third would be no better
		if c := r.Counters(); c.Restarts != 1 || r.States()[e.Key()].Oks != 2 {
			t.Errorf("after an hour: %d restarts, %d answers", c.Restarts, r.States()[e.Key()].Oks)
		}
		close(gate)
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := reports.Load(); n < 12 {
			t.Errorf("%d reports after the gate was opened", n)
		}
		if s := r.States()[e.Key()]; int64(s.Oks) != reports.Load() {
			t.Errorf("%d answers, %d reports: the old goroutine still probes", s.Oks, reports.Load())
		}
		r.Close()
	})
}

// TestLag: probes that wait for a slot are late, and counted so.
func TestLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRunner(func(context.Context, Endpoint) Observation {
			time.Sleep(time.Second)
			return Observation{Reason: ReasonOK}
		}, nil, InFlight(1))
		defer r.Close()
		var set []Endpoint
		for i := range 4 {
			e := one()
			e.Addr = netip.AddrPortFrom(e.Addr.Addr(), uint16(80+i))
			e.Timing.Attempts, e.Timing.Interval = 1, time.Hour
			set = append(set, e)
		}
		r.Set(set)
		for _, e := range set {
			r.Hurry(e.Key())
		}
		time.Sleep(10 * time.Second)
		c := r.Counters()
		if c.Probes != 4 || c.Attempts != 4 || c.Lag.Counts[0] != 1 || c.Lag.Within(5*time.Second) != 1 || c.Lag.Within(time.Millisecond) != 0.25 {
			t.Errorf("%+v", c)
		}
		if c.Lag.Sum < 3*time.Second || c.Lag.Sum > 6*time.Second {
			t.Errorf("in all %s late", c.Lag.Sum)
		}
	})
}
