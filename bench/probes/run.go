package probes

import (
	"context"
	"fmt"
	"net/netip"
	"syscall"
	"time"

	"geosrv/health"
	"geosrv/health/probe"
)

// order is what the command line asks for.
type order struct {
	endpoints, inFlight int
	interval, timeout   time.Duration
	span                time.Duration
	check, asJSON       bool
}

// result is what was measured.
type result struct {
	Living, BlackHoles int
	Settled            float64 `json:"settled_s"` // until the black holes were long down
	StartWithin        float64 `json:"start_within_100ms"`
	Probes             float64 `json:"probes_per_s"`
	Attempts           float64 `json:"attempts_per_s"`
	Within             float64 `json:"within_100ms"` // the share of probes
	P50, P99           string  // of the lag: bounds of buckets
	Cores              float64 `json:"cores"`
	Most               int     `json:"most_in_flight"`
}

// bounds of the project: 99 % of probes begin within 100 ms, for 0.3 of a core.
const (
	lagBound  = 100 * time.Millisecond
	lagShare  = 0.99
	coreBound = 0.3
)

// exceeded says which bounds do not hold.
func (r result) exceeded() error {
	if r.Within < lagShare || r.StartWithin < lagShare || r.Cores > coreBound {
		return fmt.Errorf("%.2f %% of probes began within %s (%.2f %% until settled), for %.2f of a core (bounds: %.0f %%, %.1f)",
			100*r.Within, lagBound, 100*r.StartWithin, r.Cores, 100*lagShare, coreBound)
	}
	return nil
}

// run probes a town and measures for the order's span.
func (o order) run(ctx context.Context) (r result, err error) {
	p, end, err := startTown(ctx)
	if err != nil {
		return r, err
	}
	defer end()
	runner := health.NewRunner(probe.New(probe.Options{}), nil, health.InFlight(o.inFlight))
	defer runner.Close()
	start := time.Now()
	runner.Set(o.streets(p))
	if err := o.settle(ctx, runner); err != nil {
		return r, err
	}
	r.Settled = time.Since(start).Seconds()
	before, cpu, begun := runner.Counters(), used(), time.Now()
	r.StartWithin = before.Lag.Within(lagBound)
	for time.Since(begun) < o.span {
		if !pause(ctx, 10*time.Millisecond) {
			return r, ctx.Err()
		}
		r.Most = max(r.Most, runner.Counters().InFlight)
	}
	after, took := runner.Counters(), time.Since(begun)
	lag := after.Lag.Since(before.Lag)
	r.Cores = (used() - cpu).Seconds() / took.Seconds()
	r.Probes = float64(after.Probes-before.Probes) / took.Seconds()
	r.Attempts = float64(after.Attempts-before.Attempts) / took.Seconds()
	r.Within, r.P50, r.P99 = lag.Within(lagBound), quantile(lag, 0.5), quantile(lag, lagShare)
	for _, s := range runner.States() {
		switch s.Phase {
		case health.PhaseUp:
			r.Living++
		case health.PhaseDown:
			r.BlackHoles++
		}
	}
	if r.Living != (o.endpoints+1)/2 || r.BlackHoles != o.endpoints/2 {
		return r, fmt.Errorf("of %d endpoints %d are up and %d are down", o.endpoints, r.Living, r.BlackHoles)
	}
	return r, nil
}

// streets are the endpoints, living and black holes by turns.
func (o order) streets(p ports) []health.Endpoint {
	t := health.DefaultTiming()
	t.Interval, t.DownInterval, t.Timeout = o.interval, 3*o.interval, o.timeout
	list := make([]health.Endpoint, o.endpoints)
	for n := range list {
		port := p.Living
		if n%2 == 1 {
			port = p.BlackHole
		}
		at := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 1, byte(n >> 8), byte(n)}), port)
		list[n] = health.Endpoint{Check: "tcp", Transport: "tcp", Addr: at, Dial: at, Timing: t}
	}
	return list
}

// settle waits until each black hole is long down, and for a down interval
// more, and each living endpoint is up.
func (o order) settle(ctx context.Context, runner *health.Runner) error {
	for end := time.Now().Add(10 * time.Minute); time.Now().Before(end); {
		waiting := 0
		for _, s := range runner.States() {
			down := s.Phase == health.PhaseDown && time.Since(s.Since) > health.LongDown+3*o.interval
			if !down && s.Phase != health.PhaseUp {
				waiting++
			}
		}
		if waiting == 0 {
			return nil
		}
		if !pause(ctx, 2*time.Second) {
			return ctx.Err()
		}
	}
	return fmt.Errorf("not every endpoint was decided in ten minutes")
}

// quantile is the bound of the bucket that holds the quantile.
func quantile(l health.Lag, q float64) string {
	for _, bound := range health.LagBounds() {
		if l.Within(bound) >= q {
			return "<= " + bound.String()
		}
	}
	return "more"
}

// used is the time of processors that this process has used.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// pause waits for d; false if ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
