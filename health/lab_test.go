package health_test

import (
	"context"
	"net/netip"
	"slices"
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
	flight  int
	peak    int
	twice   bool // two probes of one endpoint at once
	active  map[string]bool
}

// newLab makes a runner; the behaviour is the fake's answer, and may wait.
func newLab(behave func(ctx context.Context, e health.Endpoint) health.Observation, opts ...health.Option) *lab {
	l := &lab{
		began: map[string][]time.Time{}, reports: map[string]int{}, dials: map[string]netip.AddrPort{},
		active: map[string]bool{},
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
	}
	l.runner = health.NewRunner(probe, report, opts...)
	return l
}

// probes is how often the endpoint was probed up to now.
func (l *lab) probes(e health.Endpoint) int { return len(l.times(e)) }

// times is when the endpoint's probes began.
func (l *lab) times(e health.Endpoint) []time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.began[e.Key()])
}

// reported is how often the endpoint was reported up to now.
func (l *lab) reported(e health.Endpoint) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.reports[e.Key()]
}

// dialled is where the endpoint's latest probe went.
func (l *lab) dialled(e health.Endpoint) netip.AddrPort {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dials[e.Key()]
}

// inFlight is how many probes are under way.
func (l *lab) inFlight() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.flight
}

// crowd is the most probes that were in flight at once, and whether two of
// them were of one endpoint.
func (l *lab) crowd() (peak int, twice bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.peak, l.twice
}

func (l *lab) state(e health.Endpoint) health.State { return l.runner.States()[e.Key()] }

// wait lets the time pass, and all that is due in it happen.
func wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func endpoint(n int) health.Endpoint {
	at := netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(n)}), uint16(5000+n/256))
	timing := health.DefaultTiming()
	timing.Attempts = 1 // a probe is one call; hedges have tests of their own
	return health.Endpoint{Check: "tcp", Transport: "tcp", Addr: at, Dial: at, Timing: timing}
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
