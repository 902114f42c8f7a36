package main

import (
	"strings"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/health/probe/edge"
)

// TestFailover keeps the harness alive: the figures of so few and so fast
// deaths say nothing, but none can be faster than the failures that it takes.
func TestFailover(t *testing.T) {
	timing := health.Timing{
		Interval: 100 * time.Millisecond, FastInterval: 50 * time.Millisecond,
		Timeout: 100 * time.Millisecond, HoldDown: 10 * time.Millisecond, Fall: 2, Rise: 1,
	}
	for _, death := range []edge.Mode{edge.Refuse, edge.BlackHole} {
		t.Run(death.String(), func(t *testing.T) {
			p := profile{name: "smoke", timing: timing, death: death}
			samples, err := failover(t.Context(), p, 4, 1, 1)
			if err != nil {
				t.Fatal(err)
			}
			s := spreadOf(samples)
			if s.N != 4 || s.P50 < 45*time.Millisecond || s.Max > 20*time.Second {
				t.Errorf("%d deaths, p50 %v, max %v", s.N, s.P50, s.Max)
			}
		})
	}
}

// TestDeaths: a curve climbs by the same step at each death.
func TestDeaths(t *testing.T) {
	rows := []failoverRow{{Profile: "one", samples: []time.Duration{3 * time.Second, time.Second, 2 * time.Second, 2 * time.Second}}}
	const want = `<path d="M60.0 360.0H225.0V285.0H390.0V210.0H390.0V135.0H555.0V60.0"`
	if got := deaths(rows); !strings.Contains(got, want) || !strings.Contains(got, ">one</text>") {
		t.Errorf("no %s in %s", want, got)
	}
}
