package main

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"geosrv/health"
)

// quickly is a second configuration file that makes probes quick enough for a
// test. Its dead refuse, so that no time-out is needed to see them: a short one
// would take those for dead that wait for a busy machine.
const quickly = "probe: {interval: 200ms, fast_interval: 100ms, timeout: 30s, hold_down: 100ms, fall: 2, rise: 2}\n"

// simulated are servers that answer every check until they are killed. Make
// them with newSimulated; any goroutine may use them.
type simulated struct {
	mu   sync.Mutex
	dead map[netip.Addr]bool
}

func newSimulated() *simulated { return &simulated{dead: map[netip.Addr]bool{}} }

// kill makes addresses refuse, and only those.
func (e *simulated) kill(addrs ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	clear(e.dead)
	for _, a := range addrs {
		e.dead[netip.MustParseAddr(a)] = true
	}
}

func (e *simulated) probe(_ context.Context, ep health.Endpoint) health.Observation {
	e.mu.Lock()
	defer e.mu.Unlock()
	o := health.Observation{Outcome: health.Answered, Reason: health.ReasonOK, Began: time.Now()}
	if e.dead[ep.Addr.Addr()] {
		o.Outcome, o.Reason = health.Failed, health.ReasonRefused
	}
	return o
}
