package main

import (
	"fmt"
	"testing"
)

// often is a second configuration file that makes probes quick enough for a
// test. Its dead refuse connections, so that no timeout is needed to see them:
// a short one would take those for dead that wait for a busy machine, and their
// groups would come back after return_after only. Where its edges are is
// appended.
const often = `
probe:
  interval: 500ms
  fast_interval: 100ms
  timeout: 30s
  fall: 2
  rise: 2
  hold_down: 1s
`

// TestServedPinPoints serves topology t3: each name is a zone of its own, and
// the pools' addresses are said in the configuration.
func TestServedPinPoints(t *testing.T) {
	t.Parallel()
	edges := newMachines(t)
	for pool, addrs := range map[string][]string{
		"ams": {"192.0.2.11", "192.0.2.21"},
		"nyc": {"198.51.100.11", "198.51.100.21"},
		"sin": {"203.0.113.11", "203.0.113.21"},
	} {
		edges.add("sip/tls", 443, []string{"access-" + pool + ".contoso.com"}, addrs...)
		edges.add("sip/tls", 5061, []string{"sip.contoso.com"}, addrs...)
	}
	s := serveTopology(t, "t3", edges, often)
	const (
		ladder  = "+subnet=192.0.2.7/32 _sip._tls.contoso.com SRV"
		west    = "+subnet=198.51.100.7/32 _sip._tls.contoso.com SRV"
		far     = "+subnet=203.0.113.7/32 _sip._tls.contoso.com SRV"
		partner = "+subnet=192.0.2.7/32 _sipfederationtls._tcp.contoso.com SRV"
		nearest = "+subnet=192.0.2.7/32 sip.contoso.com A"
		east    = "+subnet=203.0.113.7/32 sip.contoso.com A"
	)
	s.expect(ladder, "10 10 443 access-ams.contoso.com.", "20 10 443 access-nyc.contoso.com.", "30 10 443 access-sin.contoso.com.")
	s.expect(west, "10 10 443 access-nyc.contoso.com.", "20 10 443 access-ams.contoso.com.", "30 10 443 access-sin.contoso.com.")
	s.expect(far, "10 10 443 access-sin.contoso.com.", "20 10 443 access-ams.contoso.com.", "30 10 443 access-nyc.contoso.com.")
	s.expect(partner, "0 0 5061 sip.contoso.com.")
	s.expect(nearest, "192.0.2.11", "192.0.2.21")
	s.expect(east, "203.0.113.11", "203.0.113.21")

	// One server dies: its pool stays where it is, at the rest of its addresses.
	s.edges.kill("192.0.2.11")
	s.expect(nearest, "192.0.2.21")
	s.expect(ladder, "10 10 443 access-ams.contoso.com.", "20 10 443 access-nyc.contoso.com.", "30 10 443 access-sin.contoso.com.")

	// The whole pool dies: it goes to the end of the ladder, and partners find
	// the same name at the next pool.
	s.edges.kill("192.0.2.21")
	s.expect(ladder, "10 10 443 access-nyc.contoso.com.", "20 10 443 access-sin.contoso.com.", "1000 10 443 access-ams.contoso.com.")
	s.expect(west, "10 10 443 access-nyc.contoso.com.", "20 10 443 access-sin.contoso.com.", "1000 10 443 access-ams.contoso.com.")
	s.expect(far, "10 10 443 access-sin.contoso.com.", "20 10 443 access-nyc.contoso.com.", "1000 10 443 access-ams.contoso.com.")
	s.expect(partner, "0 0 5061 sip.contoso.com.")
	s.expect(nearest, "198.51.100.11", "198.51.100.21")
	s.expect(east, "203.0.113.11", "203.0.113.21")
}

// TestServedChat serves topology t5: four sets are one decision, and keep the
// distance that they have in the zone.
func TestServedChat(t *testing.T) {
	t.Parallel()
	edges := newMachines(t)
	all := []string{
		"192.0.2.40", "2001:db8:1::40", "198.51.100.40", "2001:db8:2::40", "203.0.113.40", "2001:db8:3::40",
	}
	for port, kind := range map[uint16]string{5222: "xmpp/tcp", 5223: "xmpp/tls", 5269: "xmpp/tcp", 5270: "xmpp/tls"} {
		edges.add(kind, port, []string{"chat.example"}, all...)
	}
	s := serveTopology(t, "t5", edges, often)
	const (
		direct = "+subnet=198.51.100.7/32 _xmpps-client._tcp.chat.example SRV"
		plain  = "+subnet=198.51.100.7/32 _xmpp-client._tcp.chat.example SRV"
		server = "+subnet=198.51.100.7/32 _xmpp-server._tcp.chat.example SRV"
		far    = "+subnet=203.0.113.7/32 _xmpps-server._tcp.chat.example SRV"
	)
	s.expect(direct, "10 10 5223 xmpp-nyc.chat.example.", "20 10 5223 xmpp-ams.chat.example.", "30 10 5223 xmpp-sin.chat.example.")
	s.expect(plain, "15 10 5222 xmpp-nyc.chat.example.", "25 10 5222 xmpp-ams.chat.example.", "35 10 5222 xmpp-sin.chat.example.")
	s.expect(far, "10 10 5270 xmpp-sin.chat.example.", "20 10 5270 xmpp-ams.chat.example.", "30 10 5270 xmpp-nyc.chat.example.")

	// Both families of New York die.
	s.edges.kill("198.51.100.40", "2001:db8:2::40")
	s.expect(direct, "10 10 5223 xmpp-ams.chat.example.", "20 10 5223 xmpp-sin.chat.example.", "1000 10 5223 xmpp-nyc.chat.example.")
	s.expect(plain, "15 10 5222 xmpp-ams.chat.example.", "25 10 5222 xmpp-sin.chat.example.", "1005 10 5222 xmpp-nyc.chat.example.")
	s.expect(server, "15 10 5269 xmpp-ams.chat.example.", "25 10 5269 xmpp-sin.chat.example.", "1005 10 5269 xmpp-nyc.chat.example.")
	s.expect(far, "10 10 5270 xmpp-sin.chat.example.", "20 10 5270 xmpp-ams.chat.example.", "1000 10 5270 xmpp-nyc.chat.example.")

	// Health never makes an answer empty: the name of the dead pool keeps its
	// addresses.
	s.expect("xmpp-nyc.chat.example A", "198.51.100.40")
	s.expect("xmpp-nyc.chat.example AAAA", "2001:db8:2::40")

	// It answers again, and everybody is led as before.
	s.edges.revive("198.51.100.40", "2001:db8:2::40")
	s.expect(direct, "10 10 5223 xmpp-nyc.chat.example.", "20 10 5223 xmpp-ams.chat.example.", "30 10 5223 xmpp-sin.chat.example.")
	s.expect(far, "10 10 5270 xmpp-sin.chat.example.", "20 10 5270 xmpp-ams.chat.example.", "30 10 5270 xmpp-nyc.chat.example.")
}

// hostingEdges are the machines of topology t8: web servers at every pool, and
// mail at the given ones.
func hostingEdges(t *testing.T, imap []string, mail ...string) *machines {
	edges := newMachines(t)
	for pool, addrs := range map[string][]string{
		"fra": {"192.0.2.80", "192.0.2.81", "2001:db8:1::80"},
		"iad": {"198.51.100.80", "198.51.100.81", "2001:db8:2::80"},
		"sjc": {"203.0.113.80", "203.0.113.81", "2001:db8:3::80"},
		"nrt": {"192.0.2.180", "192.0.2.181", "2001:db8:4::80"},
		"gru": {"198.51.100.180", "198.51.100.181", "2001:db8:5::80"},
	} {
		edges.add("https", 443, []string{pool + ".host.example", "www.host.example"}, addrs...)
		for _, m := range mail {
			if m == pool {
				edges.add("smtp", 25, nil, addrs...)
				edges.add("tls", 993, imap, addrs...)
			}
		}
	}
	return edges
}

// TestServedCustomers serves topology t8 as it is: the customers' names have
// one candidate, the pool that owns their zone data, and stay there whatever
// happens; check warns of it.
func TestServedCustomers(t *testing.T) {
	t.Parallel()
	if underRace {
		t.Skip("300 handshakes every 2 s are too many: played without the race detector")
	}
	var imap []string
	for i := range 100 {
		imap = append(imap, fmt.Sprintf("imap.customer%03d.example", i))
	}
	// Each customer's IMAP is an endpoint of its own: 300 handshakes a round.
	s := serveTopology(t, "t8", hostingEdges(t, imap, "fra"), `
probe:
  interval: 2s
  fast_interval: 100ms
  timeout: 30s
  fall: 2
  rise: 2
  hold_down: 1s
`)
	for _, place := range []string{"192.0.2.7", "198.51.100.7", "203.0.113.7"} {
		s.expect("+subnet="+place+"/32 customer042.example A", "192.0.2.80", "192.0.2.81")
	}
	s.edges.kill("192.0.2.81")
	s.expect("+subnet=198.51.100.7/32 customer042.example A", "192.0.2.80")
	s.expect("+subnet=203.0.113.7/32 imap.customer099.example A", "192.0.2.80")

	// The whole pool dies, and nobody else has the customers.
	s.edges.kill("192.0.2.80", "2001:db8:1::80")
	for _, place := range []string{"192.0.2.7", "198.51.100.7", "203.0.113.7"} {
		s.expect("+subnet="+place+"/32 customer042.example A", "192.0.2.80", "192.0.2.81")
		s.expect("+subnet="+place+"/32 customer042.example AAAA", "2001:db8:1::80")
	}
	s.expect("fra.host.example A", "192.0.2.80", "192.0.2.81")
}

// TestServedCustomersEverywhere serves topology t8 with the pools said: each
// customer's name is at the nearest of five.
func TestServedCustomersEverywhere(t *testing.T) {
	t.Parallel()
	// Askers are placed by networks. All customers' IMAP shares one TLS name:
	// five pools times 300 handshakes a round are not for a test.
	const imap = "imap.host.example"
	s := serveTopology(t, "t8", hostingEdges(t, []string{imap}, "fra", "iad", "sjc", "nrt", "gru"),
		"geo: {networks: {10.1.0.0/16: fra, 10.2.0.0/16: iad, 10.3.0.0/16: sjc, 10.4.0.0/16: nrt, 10.5.0.0/16: gru}}\n"+often,
		"policy: nearest,", "policy: nearest, pools: [fra, iad, sjc, nrt, gru],",
		"{check: tls, port: 993}", "{check: tls, port: 993, name: "+imap+"}")
	s.expect("+subnet=10.1.2.3/32 customer042.example A", "192.0.2.80", "192.0.2.81")
	s.expect("+subnet=10.2.2.3/32 customer042.example A", "198.51.100.80", "198.51.100.81")
	s.expect("+subnet=10.3.2.3/32 www.customer099.example A", "203.0.113.80", "203.0.113.81")
	s.expect("+subnet=10.4.2.3/32 customer042.example AAAA", "2001:db8:4::80")
	s.expect("+subnet=10.5.2.3/32 imap.customer000.example A", "198.51.100.180", "198.51.100.181")
	// The database places askers too, and an unknown place has the listed order.
	s.expect("+subnet=203.0.113.7/32 customer042.example A", "192.0.2.180", "192.0.2.181")
	s.expect("+subnet=100.64.0.1/32 customer042.example A", "192.0.2.80", "192.0.2.81")

	// Washington dies: its askers go to the next nearest, San Jose.
	s.edges.kill("198.51.100.80", "198.51.100.81", "2001:db8:2::80")
	s.expect("+subnet=10.2.2.3/32 customer042.example A", "203.0.113.80", "203.0.113.81")
	s.expect("+subnet=10.2.2.3/32 customer042.example AAAA", "2001:db8:3::80")
	s.expect("+subnet=10.2.2.3/32 mail.customer042.example A", "203.0.113.80", "203.0.113.81")
	s.expect("+subnet=10.2.2.3/32 imap.customer000.example A", "203.0.113.80", "203.0.113.81")
	s.expect("+subnet=10.1.2.3/32 customer042.example A", "192.0.2.80", "192.0.2.81")
	s.expect("+subnet=10.5.2.3/32 customer042.example A", "198.51.100.180", "198.51.100.181")
	s.expect("iad.host.example A", "198.51.100.80", "198.51.100.81")
}
