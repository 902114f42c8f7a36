package main

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"geosrv/health/probe/edge"
)

// machines are the edges of all pools of a topology: real services on free
// ports of 127.0.0.1, under the addresses that the zones publish. Make them
// with newMachines; the test's goroutine uses them.
type machines struct {
	t     *testing.T
	farm  edge.Farm
	edges []machine
}

// machine is one service, and the socket that the zones publish for it.
type machine struct {
	published netip.AddrPort
	edge      *edge.Edge
}

func newMachines(t *testing.T) *machines { return &machines{t: t} }

// add starts an edge of a kind at one port of each address. names are those of
// its certificate, or its XMPP domains.
func (m *machines) add(kind string, port uint16, names []string, addrs ...string) {
	m.t.Helper()
	for _, a := range addrs {
		e, err := edge.Listen(kind, names, edge.In(&m.farm))
		if err != nil {
			m.t.Fatal(err)
		}
		m.t.Cleanup(e.Close)
		m.edges = append(m.edges, machine{netip.AddrPortFrom(netip.MustParseAddr(a), port), e})
	}
}

// via is the end of a probe: block: where each published socket is probed.
func (m *machines) via() string {
	var b strings.Builder
	b.WriteString("  via:\n")
	for _, e := range m.edges {
		fmt.Fprintf(&b, "    %q: %q\n", e.published, e.edge.Addr())
	}
	return b.String()
}

// kill makes every service of the addresses refuse connections.
func (m *machines) kill(addrs ...string) { m.t.Helper(); m.set(edge.Refuse, addrs) }

// revive makes every service of the addresses answer again.
func (m *machines) revive(addrs ...string) { m.t.Helper(); m.set(edge.Alive, addrs) }

func (m *machines) set(mode edge.Mode, addrs []string) {
	m.t.Helper()
	for _, a := range addrs {
		known := false
		for _, e := range m.edges {
			if e.published.Addr() != netip.MustParseAddr(a) {
				continue
			}
			known = true
			if err := e.edge.Set(mode); err != nil {
				m.t.Fatal(err)
			}
		}
		if !known {
			m.t.Fatalf("no machine has the address %s", a)
		}
	}
}

// asked fails the test if an edge was never probed.
func (m *machines) asked() {
	m.t.Helper()
	for _, e := range m.edges {
		if e.edge.Asked() == 0 {
			m.t.Errorf("nobody probes the %s at %s", e.edge.Kind(), e.published)
		}
	}
}
