package main

import "testing"

// TestServedPinPoints serves topology t3: each name is a zone of its own, and
// the pools' addresses are said in the configuration.
func TestServedPinPoints(t *testing.T) {
	t.Parallel()
	s := serveTopology(t, "t3", quickly)
	const (
		ladder     = "+subnet=192.0.2.7/32 _sip._tls.contoso.com SRV"
		far        = "+subnet=203.0.113.7/32 _sip._tls.contoso.com SRV"
		partner    = "+subnet=192.0.2.7/32 _sipfederationtls._tcp.contoso.com SRV"
		federation = "+subnet=192.0.2.7/32 sip.contoso.com A"
	)
	s.expect(ladder, "10 10 443 access-ams.contoso.com.", "20 10 443 access-nyc.contoso.com.", "30 10 443 access-sin.contoso.com.")
	s.expect(far, "10 10 443 access-sin.contoso.com.", "20 10 443 access-ams.contoso.com.", "30 10 443 access-nyc.contoso.com.")
	s.expect(partner, "0 0 5061 sip.contoso.com.")
	s.expect(federation, "192.0.2.11", "192.0.2.21")

	// One server dies: its pool stays where it is, at the rest of its addresses.
	s.edges.kill("192.0.2.11")
	s.expect(federation, "192.0.2.21")
	s.expect(ladder, "10 10 443 access-ams.contoso.com.", "20 10 443 access-nyc.contoso.com.", "30 10 443 access-sin.contoso.com.")

	// The whole pool dies: it goes to the end of the ladder, and partners find
	// the same name at the next pool.
	s.edges.kill("192.0.2.11", "192.0.2.21")
	s.expect(ladder, "10 10 443 access-nyc.contoso.com.", "20 10 443 access-sin.contoso.com.", "1000 10 443 access-ams.contoso.com.")
	s.expect(partner, "0 0 5061 sip.contoso.com.")
	s.expect(federation, "198.51.100.11", "198.51.100.21")
	s.expect(far, "10 10 443 access-sin.contoso.com.", "20 10 443 access-nyc.contoso.com.", "1000 10 443 access-ams.contoso.com.")
}

// TestServedChat serves topology t5: four sets are one decision, and keep the
// distance that they have in the zone.
func TestServedChat(t *testing.T) {
	t.Parallel()
	s := serveTopology(t, "t5", quickly)
	const (
		direct = "+subnet=198.51.100.7/32 _xmpps-client._tcp.chat.example SRV"
		plain  = "+subnet=198.51.100.7/32 _xmpp-client._tcp.chat.example SRV"
		server = "+subnet=198.51.100.7/32 _xmpp-server._tcp.chat.example SRV"
	)
	s.expect(direct, "10 10 5223 xmpp-nyc.chat.example.", "20 10 5223 xmpp-ams.chat.example.", "30 10 5223 xmpp-sin.chat.example.")
	s.expect(plain, "15 10 5222 xmpp-nyc.chat.example.", "25 10 5222 xmpp-ams.chat.example.", "35 10 5222 xmpp-sin.chat.example.")

	// Both families of New York die.
	s.edges.kill("198.51.100.40", "2001:db8:2::40")
	s.expect(direct, "10 10 5223 xmpp-ams.chat.example.", "20 10 5223 xmpp-sin.chat.example.", "1000 10 5223 xmpp-nyc.chat.example.")
	s.expect(plain, "15 10 5222 xmpp-ams.chat.example.", "25 10 5222 xmpp-sin.chat.example.", "1005 10 5222 xmpp-nyc.chat.example.")
	s.expect(server, "15 10 5269 xmpp-ams.chat.example.", "25 10 5269 xmpp-sin.chat.example.", "1005 10 5269 xmpp-nyc.chat.example.")

	// Health never makes an answer empty: the name of the dead pool keeps its
	// addresses.
	s.expect("xmpp-nyc.chat.example A", "198.51.100.40")
	s.expect("xmpp-nyc.chat.example AAAA", "2001:db8:2::40")
}

// TestServedCustomers serves topology t8 as it is: the customers' names have
// one candidate, the pool that owns their zone data, and stay there whatever
// happens; check warns of it.
func TestServedCustomers(t *testing.T) {
	t.Parallel()
	s := serveTopology(t, "t8", quickly)
	const name = "+subnet=198.51.100.7/32 customer042.example A"
	s.expect(name, "192.0.2.80", "192.0.2.81")
	s.edges.kill("192.0.2.81")
	s.expect(name, "192.0.2.80")
	s.edges.kill("192.0.2.80", "192.0.2.81", "2001:db8:1::80")
	s.expect(name, "192.0.2.80", "192.0.2.81")
	s.expect("fra.host.example A", "192.0.2.80", "192.0.2.81")
}

// TestServedCustomersEverywhere serves topology t8 with the pools said: each
// customer's name is at the nearest of five.
func TestServedCustomersEverywhere(t *testing.T) {
	t.Parallel()
	// Askers are placed by networks; five endpoints' worth of customers are
	// probed a little less often.
	s := serveTopology(t, "t8", `
geo: {networks: {10.1.0.0/16: fra, 10.2.0.0/16: iad, 10.3.0.0/16: sjc, 10.4.0.0/16: nrt, 10.5.0.0/16: gru}}
probe: {interval: 1s, fast_interval: 200ms, timeout: 100ms, hold_down: 100ms, fall: 2, rise: 2}
`, "policy: nearest,", "policy: nearest, pools: [fra, iad, sjc, nrt, gru],")
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
	s.expect("+subnet=10.2.2.3/32 mail.customer042.example A", "203.0.113.80", "203.0.113.81")
	s.expect("+subnet=10.1.2.3/32 customer042.example A", "192.0.2.80", "192.0.2.81")
	s.expect("iad.host.example A", "198.51.100.80", "198.51.100.81")
}
