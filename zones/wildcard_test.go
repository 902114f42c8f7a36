package zones

import "testing"

// The zone and the questions of RFC 4592 2.2.1.
func TestWildcardRFC4592(t *testing.T) {
	z := mustRead(t, "example", `$TTL 3600
$ORIGIN example.
example.     SOA ns hostmaster 1 2 3 4 5
example.     NS  ns.example.com.
             NS  ns.example.net.
*            TXT "this is a wildcard"
             MX  10 host1.example.
sub.*        TXT "this is not a wildcard"
host1        A   192.0.2.1
_ssh._tcp.host1 SRV 0 0 22 host1
_ssh._tcp.host2 SRV 0 0 22 host1
subdel       NS  ns.example.com.
             NS  ns.example.net.
`)
	checkMatches(t, z, [][2]string{
		{"host3.example", "wildcard *.example. 1"},
		{"foo.bar.example", "wildcard *.example. 2"},
		{"host1.example", "exact host1.example. 0"},
		{"sub.*.example", "exact sub.*.example. 0"},
		{"*.example", "exact *.example. 0"},
		{"_telnet._tcp.host1.example", "no name _tcp.host1.example. 1"},
		{"host.subdel.example", "referral subdel.example. 1"},
		{"ghost.*.example", "no name *.example. 1"},
		{"host2.example", "exact host2.example. 0"},
		{"x.host2.example", "no name host2.example. 1"},
	})
}

func TestWildcardCorners(t *testing.T) {
	z := mustRead(t, "example.com", head+`*.a A 192.0.2.1
b.a A 192.0.2.2
*.*.c A 192.0.2.3
*x A 192.0.2.4
`)
	checkMatches(t, z, [][2]string{
		{"z.a.example.com", "wildcard *.a.example.com. 1"},
		{"b.a.example.com", "exact b.a.example.com. 0"},
		{"z.b.a.example.com", "no name b.a.example.com. 1"}, // b.a exists and is closer
		{"a.example.com", "exact a.example.com. 0"},         // an empty non-terminal
		{"q.c.example.com", "wildcard *.c.example.com. 1"},  // `*.c` exists, empty: NODATA
		{"q.*.c.example.com", "wildcard *.*.c.example.com. 1"},
		{"ax.example.com", "no name example.com. 1"}, // `*x` is no wildcard
	})
}

func TestWildcardAtApex(t *testing.T) {
	z := mustRead(t, "example.com", head+"* A 192.0.2.1")
	checkMatches(t, z, [][2]string{
		{"a.b.c.d.example.com", "wildcard *.example.com. 4"},
		{"example.com", "exact example.com. 0"},
		{"ns1.example.com", "exact ns1.example.com. 0"},
		{"x.ns1.example.com", "no name ns1.example.com. 1"},
	})
}
