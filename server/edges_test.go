package server

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"time"

	"geosrv/health"
)

// edges are the simulated servers: a probe asks them, and so do askers.
type edges struct {
	mu    sync.Mutex
	rules []edgeRule
}

// edgeRule is a word of a script about edges, and when it was said.
type edgeRule struct {
	mode string
	what []string
	at   time.Time
}

// set puts what it names into a mode: addresses, networks or ADDR:PORT. The
// last word about an address holds.
func (e *edges) set(mode string, what []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.rules = append(e.rules, edgeRule{mode, what, time.Now()})
}

// mode is how an endpoint behaves now, as this server's probes see it.
func (e *edges) mode(a netip.AddrPort) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	mode := "revive"
	for _, r := range e.rules {
		if r.covers(a) {
			mode = r.mode
		}
	}
	return mode
}

// seen is how an endpoint behaves for everybody else, and since when: a cut
// between us and it is nothing to them.
func (e *edges) seen(a netip.AddrPort) (mode string, since time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	mode = "revive"
	for _, r := range e.rules {
		if r.mode != "cut" && r.mode != mode && r.covers(a) {
			mode, since = r.mode, r.at
		}
	}
	return mode, since
}

func (e *edges) probe(ctx context.Context, ep health.Endpoint) health.Observation {
	began := time.Now()
	o := health.Observation{Outcome: health.Answered, Reason: health.ReasonOK, Began: began}
	switch e.mode(ep.Addr) {
	case "kill":
		o.Outcome, o.Reason = health.Failed, health.ReasonRefused
	case "blackhole", "cut":
		<-ctx.Done()
		o.Outcome, o.Reason = health.Failed, health.ReasonTimeout
	case "drain503":
		o.Outcome, o.Reason = health.Draining, "sip-503"
	}
	o.Took = time.Since(began)
	return o
}

func (r edgeRule) covers(a netip.AddrPort) bool {
	for _, w := range r.what {
		if covers(w, a) {
			return true
		}
	}
	return false
}

func covers(word string, a netip.AddrPort) bool {
	if p, err := netip.ParsePrefix(word); err == nil {
		return p.Contains(a.Addr())
	}
	if ap, err := netip.ParseAddrPort(word); err == nil {
		return ap == a
	}
	if port, ok := strings.CutPrefix(word, "port:"); ok {
		port, network, _ := strings.Cut(port, "@")
		p, err := netip.ParsePrefix(network)
		return err == nil && p.Contains(a.Addr()) && port == fmt.Sprint(a.Port())
	}
	addr, err := netip.ParseAddr(word)
	return err == nil && addr == a.Addr()
}
