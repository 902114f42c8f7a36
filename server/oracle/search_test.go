package oracle

import "testing"

// TestRFC4592 asks what RFC 4592 2.2.1 asks, of its zone.
func TestRFC4592(t *testing.T) {
	o := New(World{Zones: []Zone{parsedZone(t, "example.", `$TTL 3600
@ SOA ns.example.com. h 1 2 3 4 60
@ NS ns.example.com.
@ NS ns.example.net.
* TXT "this is a wildcard"
* MX 10 host1.example.
sub.* TXT "this is not a wildcard"
host1 A 192.0.2.1
_ssh._tcp.host1 SRV 0 0 22 host1
_ssh._tcp.host2 SRV 0 0 22 host1
subdel NS ns.example.com.
subdel NS ns.example.net.
`)}})
	const soa = "! example. 60 IN SOA ns.example.com. h.example. 1 2 3 4 60"
	for _, c := range []struct{ name, qtype, want string }{
		{"host3.example.", "MX", "NOERROR aa\nhost3.example. 3600 IN MX 10 host1.example."},
		{"host3.example.", "A", "NOERROR aa\n" + soa},
		{"foo.bar.example.", "TXT", "NOERROR aa\nfoo.bar.example. 3600 IN TXT \"this is a wildcard\""},
		{"host1.example.", "MX", "NOERROR aa\n" + soa},
		{"sub.*.example.", "MX", "NOERROR aa\n" + soa},
		{"_telnet._tcp.host1.example.", "SRV", "NXDOMAIN aa\n" + soa},
		{"host.subdel.example.", "A", "NOERROR\n! subdel.example. 3600 IN NS ns.example.com.\n! subdel.example. 3600 IN NS ns.example.net."},
		{"ghost.*.example.", "MX", "NXDOMAIN aa\n" + soa},
		{"_tcp.host2.example.", "A", "NOERROR aa\n" + soa}, // an empty non-terminal
		{"host2.example.", "MX", "NOERROR aa\n" + soa},     // another
	} {
		expect(t, o, plainQuery(c.name, c.qtype, "192.0.2.200"), c.want)
	}
}

// TestSearch asks for aliases over zones, DNAMEs, loops, delegations with glue,
// DS on both sides of a cut, ANY, and what is not ours.
func TestSearch(t *testing.T) {
	o := New(World{Zones: []Zone{
		parsedZone(t, "a.test.", `$TTL 300
@ SOA ns h 1 2 3 4 60
@ NS ns
ns A 192.0.2.1
www CNAME host.b.test.
l1 CNAME l2
l2 CNAME l1
d DNAME b.test.
out CNAME far.example.
sub NS ns.sub
sub NS ns
sub NS ns.far.example.
sub DS 1 13 2 00
ns.sub A 192.0.2.2
c NS ns
mx MX 10 host.b.test.
mx MX 20 ns
mx TXT t
svc HTTPS 0 pool
pool HTTPS 1 .
pool SVCB 1 .
pool A 192.0.2.4
`),
		parsedZone(t, "b.test.", "$TTL 300\n@ SOA ns.a.test. h 1 2 3 4 600\n@ NS ns.a.test.\nhost A 192.0.2.3\n"),
		parsedZone(t, "c.a.test.", "$TTL 300\n@ SOA ns.a.test. h 1 2 3 4 600\n@ NS ns.a.test.\n"),
	}})
	const soa, soaB = "! a.test. 60 IN SOA ns.a.test. h.a.test. 1 2 3 4 60", "! b.test. 300 IN SOA ns.a.test. h.b.test. 1 2 3 4 600"
	for _, c := range []struct{ name, qtype, want string }{
		{"www.a.test.", "A", "NOERROR aa\nwww.a.test. 300 IN CNAME host.b.test.\nhost.b.test. 300 IN A 192.0.2.3"},
		{"www.a.test.", "AAAA", "NOERROR aa\nwww.a.test. 300 IN CNAME host.b.test.\n" + soaB},
		{"www.a.test.", "CNAME", "NOERROR aa\nwww.a.test. 300 IN CNAME host.b.test."},
		{"l1.a.test.", "A", "NOERROR aa\nl1.a.test. 300 IN CNAME l2.a.test.\nl2.a.test. 300 IN CNAME l1.a.test."},
		{"hoSt.d.a.test.", "A", "NOERROR aa\nd.a.test. 300 IN DNAME b.test.\nhoSt.d.a.test. 300 IN CNAME hoSt.b.test.\nhoSt.b.test. 300 IN A 192.0.2.3"},
		{"no.d.a.test.", "A", "NXDOMAIN aa\nd.a.test. 300 IN DNAME b.test.\nno.d.a.test. 300 IN CNAME no.b.test.\n" + soaB},
		{"out.a.test.", "A", "NOERROR aa\nout.a.test. 300 IN CNAME far.example."},
		{"x.sub.a.test.", "A", "NOERROR\n! sub.a.test. 300 IN NS ns.sub.a.test.\n! sub.a.test. 300 IN NS ns.a.test.\n! sub.a.test. 300 IN NS ns.far.example.\n# ns.sub.a.test. 300 IN A 192.0.2.2\n# ns.a.test. 300 IN A 192.0.2.1"},
		{"sub.a.test.", "DS", "NOERROR aa\nsub.a.test. 300 IN DS 1 13 2 00"},
		{"c.a.test.", "DS", "NOERROR aa\n" + soa},
		{"b.test.", "DS", "NOERROR aa\n" + soaB},
		{"mx.a.test.", "MX", "NOERROR aa\nmx.a.test. 300 IN MX 10 host.b.test.\nmx.a.test. 300 IN MX 20 ns.a.test.\n+ host.b.test. 300 IN A 192.0.2.3\n+ ns.a.test. 300 IN A 192.0.2.1"},
		{"mx.a.test.", "ANY", "NOERROR aa\nmx.a.test. 300 IN MX 10 host.b.test.\nmx.a.test. 300 IN MX 20 ns.a.test.\n+ host.b.test. 300 IN A 192.0.2.3\n+ ns.a.test. 300 IN A 192.0.2.1"},
		{"svc.a.test.", "HTTPS", "NOERROR aa\nsvc.a.test. 300 IN HTTPS 0 pool.a.test.\n+ pool.a.test. 300 IN A 192.0.2.4\n+ pool.a.test. 300 IN HTTPS 1 ."},
		{"pool.a.test.", "HTTPS", "NOERROR aa\npool.a.test. 300 IN HTTPS 1 .\n+ pool.a.test. 300 IN A 192.0.2.4"},
		{"no.a.test.", "A", "NXDOMAIN aa\n" + soa},
		{"test.", "A", "REFUSED"},
		{"a.test.", "AXFR", "REFUSED"},
	} {
		expect(t, o, plainQuery(c.name, c.qtype, "192.0.2.200"), c.want)
	}
}
