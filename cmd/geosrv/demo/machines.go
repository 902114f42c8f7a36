package demo

import (
	"fmt"
	"net/netip"
	"strings"

	"geosrv/health/probe/edge"
)

// machines are the simulated servers of all pools. Make them with
// startMachines; they are used by one goroutine.
type machines struct {
	farm     edge.Farm // one certificate authority for all
	services []service
}

// service is one edge of a machine, and the socket that the zone publishes
// for it.
type service struct {
	machine   string
	published netip.AddrPort
	edge      *edge.Edge
}

// plan is one service before it runs. names are those of its certificate, or
// the XMPP domains that it knows.
type plan struct {
	machine, addr string
	port          uint16
	kind          string
	names         []string
}

// plans lists the services of a site: two access edges and a web proxy, at
// the addresses that the zone gives them.
func plans(site, net string) (all []plan) {
	for i, host := range []string{"11", "12"} {
		machine, addr := fmt.Sprintf("edge%d-%s", i+1, site), net+"."+host
		all = append(all,
			plan{machine, addr, 443, "sip/tls", []string{"access-" + site + ".example.com"}},
			plan{machine, addr, 5061, "sip/tls", []string{"sip.example.com"}},
			plan{machine, addr, 5269, "xmpp/tcp", []string{"example.com"}})
	}
	return append(all, plan{
		"proxy-" + site, net + ".31", 443, "https",
		[]string{"web-" + site + ".example.com", "lyncdiscover.example.com"},
	})
}

// startMachines starts every service on a free port of 127.0.0.1.
func startMachines() (*machines, error) {
	m := &machines{}
	for _, at := range [...]struct{ site, net string }{{"ams", "192.0.2"}, {"nyc", "198.51.100"}, {"sin", "203.0.113"}} {
		for _, p := range plans(at.site, at.net) {
			e, err := edge.Listen(p.kind, p.names, edge.In(&m.farm))
			if err != nil {
				m.close()
				return nil, err
			}
			published := netip.AddrPortFrom(netip.MustParseAddr(p.addr), p.port)
			m.services = append(m.services, service{p.machine, published, e})
		}
	}
	return m, nil
}

// via is the end of the configuration: for each published socket the one at
// which it is probed.
func (m *machines) via() string {
	var b strings.Builder
	b.WriteString("  via:\n")
	for _, s := range m.services {
		fmt.Fprintf(&b, "    %q: %q\n", s.published, s.edge.Addr())
	}
	return b.String()
}

// set changes how all services of some machines behave.
func (m *machines) set(mode edge.Mode, names ...string) error {
	for _, name := range names {
		known := false
		for _, s := range m.services {
			if s.machine != name {
				continue
			}
			known = true
			if err := s.edge.Set(mode); err != nil {
				return err
			}
		}
		if !known {
			return fmt.Errorf("no machine %q", name)
		}
	}
	return nil
}

// count is how many services there are.
func (m *machines) count() int { return len(m.services) }

// asked is how many services were probed at least once.
func (m *machines) asked() (n int) {
	for _, s := range m.services {
		if s.edge.Asked() > 0 {
			n++
		}
	}
	return n
}

// close stops all of them.
func (m *machines) close() {
	for _, s := range m.services {
		s.edge.Close()
	}
}
