package main

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"geosrv/health"
)

// probes tells, by address, how many endpoints are probed there and how often.
func (r *reporter) probes() {
	at := map[netip.Addr][]*health.Endpoint{}
	for i := range r.Endpoints {
		e := &r.Endpoints[i]
		at[e.Addr.Addr()] = append(at[e.Addr.Addr()], e)
	}
	var addrs []netip.Addr
	for a := range at {
		addrs = append(addrs, a)
	}
	slices.SortFunc(addrs, netip.Addr.Compare)
	rows := [][]string{{"PROBED", "ENDPOINTS", "PROBES/S", "CHECKS"}}
	for i, a := range addrs {
		if i == 2*maxRows && len(addrs) > 2*maxRows+1 {
			rows = append(rows, []string{fmt.Sprintf("and %d more", len(addrs)-i)})
			break
		}
		rows = append(rows, addressRow(a, at[a]))
	}
	r.table(rows)
}

func addressRow(a netip.Addr, es []*health.Endpoint) []string {
	name, rate := a.String(), 0.0
	slices.SortStableFunc(es, func(x, y *health.Endpoint) int { return cmp.Compare(x.Addr.Port(), y.Addr.Port()) })
	var checks []string
	for _, e := range es {
		rate += perSecond(e)
		check := checkWord(e)
		if port := e.Addr.Port(); port != 0 {
			check += fmt.Sprintf(" %d", port)
		}
		checks = append(checks, check)
		if e.Dial != e.Addr && name == a.String() {
			name += " by " + e.Dial.Addr().String()
		}
	}
	return []string{name, fmt.Sprint(len(es)), fmt.Sprintf("%.1f", rate), strings.Join(slices.Compact(checks), ", ")}
}

// perSecond is how often an endpoint is probed while nothing is in doubt.
func perSecond(e *health.Endpoint) float64 {
	interval := e.Timing.Interval
	if interval <= 0 {
		interval = health.DefaultTiming().Interval
	}
	return 1 / interval.Seconds()
}

// checkWord is a check as people write it: the transport where it says
// something.
func checkWord(e *health.Endpoint) string {
	switch e.Check {
	case "sip", "xmpp", "ms-turn", "stun":
		return e.Check + "/" + e.Transport
	}
	return e.Check
}

func typeWord(rrtype uint16) string { return dns.TypeToString[rrtype] }
