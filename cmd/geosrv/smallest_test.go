package main

import "testing"

// TestSmallestConfiguration serves the smallest useful configuration word for
// word, with simulated edges behind it, and kills one server of New York.
func TestSmallestConfiguration(t *testing.T) {
	t.Parallel()
	edges := newMachines(t)
	for pool, addrs := range map[string][]string{
		"ams": {"192.0.2.11", "192.0.2.12"},
		"nyc": {"198.51.100.11", "198.51.100.12"},
		"sin": {"203.0.113.11", "203.0.113.12"},
	} {
		edges.add("sip/tls", 443, []string{"access-" + pool + ".example.com"}, addrs...)
		edges.add("sip/tls", 5061, []string{"sip.example.com"}, addrs...)
		edges.add("xmpp/tcp", 5269, []string{"example.com"}, addrs...)
	}
	s := serveTopology(t, "smallest", edges, often)
	s.expect("access-nyc.example.com A", "198.51.100.11", "198.51.100.12")
	s.expect("+subnet=198.51.100.7/32 sip.example.com A", "198.51.100.11", "198.51.100.12")
	s.expect("_xmpp-server._tcp.example.com SRV", "10 1 5269 access-ams.example.com.")

	s.edges.kill("198.51.100.11")
	s.expect("access-nyc.example.com A", "198.51.100.12")
	s.expect("+subnet=198.51.100.7/32 sip.example.com A", "198.51.100.12")
	s.expect("+subnet=198.51.100.7/32 _sip._tls.example.com SRV",
		"10 10 443 access-nyc.example.com.", "20 10 443 access-ams.example.com.", "30 10 443 access-sin.example.com.")
}
