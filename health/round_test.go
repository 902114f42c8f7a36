package health_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/health"
)

// hedged is an endpoint that is probed by up to three attempts, 300 ms apart.
func hedged(n int) health.Endpoint {
	e := endpoint(n)
	e.Timing.Attempts = 3
	return e
}

// script is what the attempts of a probe meet, in turn: each waits and then
// says its reason; "lost" says nothing until the deadline.
type script struct {
	mu    sync.Mutex
	lines []line
	began []time.Time
}

type line struct {
	after  time.Duration
	reason string
}

// attempts is how many have begun.
func (s *script) attempts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.began)
}

func (s *script) behave(ctx context.Context, _ health.Endpoint) health.Observation {
	s.mu.Lock()
	n := len(s.began)
	s.began = append(s.began, time.Now())
	s.mu.Unlock()
	if n >= len(s.lines) {
		n = len(s.lines) - 1
	}
	l := s.lines[n]
	if l.reason == "lost" {
		<-ctx.Done()
		return health.Observation{Outcome: health.Failed, Reason: health.ReasonTimeout}
	}
	time.Sleep(l.after)
	if l.reason == health.ReasonOK {
		return health.Observation{Reason: health.ReasonOK}
	}
	return health.Observation{Outcome: health.Failed, Reason: l.reason}
}

// TestHedgedAttempts: what one probe sees when its attempts see this.
func TestHedgedAttempts(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name  string
		lines []line
		want  string // outcome, reason, attempt, time, attempts begun
	}{
		{"an answer", []line{{20 * ms, "ok"}}, "answered ok #1 20ms 1"},
		{"a slow answer", []line{{500 * ms, "ok"}, {0, "lost"}}, "answered ok #1 500ms 2"},
		{"the first is lost", []line{{0, "lost"}, {20 * ms, "ok"}}, "answered ok #2 320ms 2"},
		{"two are lost", []line{{0, "lost"}, {0, "lost"}, {20 * ms, "ok"}}, "answered ok #3 620ms 3"},
		{"all are lost", []line{{0, "lost"}}, "failed timeout #1 3s 3"},
		{"a refusal", []line{{1 * ms, "refused"}}, "failed refused #1 1ms 1"},
		{"a late refusal", []line{{0, "lost"}, {1 * ms, "refused"}}, "failed refused #2 301ms 2"},
		{"another protocol", []line{{1 * ms, "proto"}}, "failed proto #1 1ms 1"},
		{"the first gives up early", []line{{100 * ms, "timeout"}, {20 * ms, "ok"}}, "answered ok #2 320ms 2"},
		{"all give up early", []line{{100 * ms, "timeout"}}, "failed timeout #1 700ms 3"},
		{"no socket", []line{{1 * ms, "local"}}, "failed local #1 1ms 1"},
		{"no second socket", []line{{0, "lost"}, {1 * ms, "local"}, {20 * ms, "ok"}}, "answered ok #3 620ms 3"},
		{"no socket but one", []line{{0, "lost"}, {1 * ms, "local"}}, "failed timeout #1 3s 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &script{lines: c.lines}
				got := make(chan string, 1)
				r := health.NewRunner(s.behave, func(_ string, _ health.State, o health.Observation) {
					select {
					case got <- fmt.Sprintf("%s %s #%d %s %d", o.Outcome, o.Reason, o.Attempt, o.Took, s.attempts()):
					default:
					}
				})
				defer r.Close()
				r.Set([]health.Endpoint{hedged(1)})
				if first := <-got; first != c.want {
					t.Errorf("%s, want %s", first, c.want)
				}
				wait(3 * time.Second)
				if n := r.Counters().InFlight; n > 3 {
					t.Errorf("%d attempts are left", n)
				}
			})
		})
	}
}

func TestTheLongDeadGetOneAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(vanish)
		defer l.runner.Close()
		e := hedged(1)
		l.runner.Set([]health.Endpoint{e})
		wait(20 * time.Second)
		// Three probes of three attempts, back to back, and one or two more.
		between(t, "attempts until it is down", l.probes(e), 12, 15)
		wait(80 * time.Second)
		before, at := l.probes(e), time.Now()
		wait(10 * time.Minute)
		between(t, "attempts of ten minutes", l.probes(e)-before, 36, 45)
		for i, began := range l.times(e)[before+1:] {
			if gap := began.Sub(l.times(e)[before+i]); gap < 13500*time.Millisecond || gap > 16500*time.Millisecond {
				t.Errorf("a gap of %s, %s after the start", gap, began.Sub(at))
			}
		}
	})
}

// TestHedgesWaitInTurn: with two slots and endpoints that do not answer, nobody
// is left out for the second attempts of others.
func TestHedgesWaitInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(vanish, health.InFlight(2))
		defer l.runner.Close()
		var set []health.Endpoint
		for n := range 12 {
			set = append(set, hedged(n))
		}
		l.runner.Set(set)
		wait(3 * time.Minute)
		if peak, _ := l.crowd(); peak != 2 {
			t.Errorf("%d attempts at once, want 2", peak)
		}
		for _, e := range set {
			between(t, "reports of "+e.Key(), l.reported(e), 4, 20)
		}
	})
}

func TestHurry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := endpoint(2)
		l := newLab(func(ctx context.Context, e health.Endpoint) health.Observation {
			if e.Addr == slow.Addr {
				time.Sleep(2 * time.Second)
			}
			return answer(ctx, e)
		})
		defer l.runner.Close()
		e := endpoint(1)
		l.runner.Set([]health.Endpoint{e, slow})
		wait(3500 * time.Millisecond)
		between(t, "probes", l.probes(e), 1, 1)
		l.runner.Hurry(e.Key(), "nobody")
		wait(0)
		between(t, "probes when hurried", l.probes(e), 2, 2)
		wait(4 * time.Second)
		between(t, "probes: the interval counts from the hurried one", l.probes(e), 2, 2)
		wait(2 * time.Second)
		between(t, "probes after an interval", l.probes(e), 3, 3)
		// One under way is followed by another.
		for l.inFlight() == 0 {
			wait(100 * time.Millisecond)
		}
		before := l.probes(slow)
		l.runner.Hurry(slow.Key())
		l.runner.Hurry(slow.Key())
		wait(2100 * time.Millisecond)
		between(t, "probes of the slow one", l.probes(slow)-before, 1, 1)
	})
}
