package server

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"geosrv/health"
)

// edges are the simulated servers: a probe asks them, and so do askers.
type edges struct {
	mu    sync.Mutex
	rules []edgeRule
	certs []edgeRule // mode is the names that certificates cover
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
	default:
		if !e.certified(ep) {
			o.Outcome, o.Reason = health.Failed, health.ReasonTLSName
		}
	}
	o.Took = time.Since(began)
	return o
}

// certify gives edges a certificate: "WHAT... for NAME...". Others have one for
// every name.
func (e *edges) certify(words []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	i := slices.Index(words, "for")
	e.certs = append(e.certs, edgeRule{strings.Join(words[i+1:], " "), words[:i], time.Now()})
}

// certified reports whether the certificate of an endpoint covers its name.
func (e *edges) certified(ep health.Endpoint) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	covered := true
	for _, r := range e.certs {
		if ep.Name != "" && r.covers(ep.Addr) {
			covered = slices.Contains(strings.Fields(r.mode), ep.Name)
		}
	}
	return covered
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
