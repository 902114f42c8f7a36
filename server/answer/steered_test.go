package answer_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// TestSteered: what is steered is answered for the asker's place, with a scope
// where it depends on it, whatever leads there.
func TestSteered(t *testing.T) {
	s := steer(t, steeredConfig, steeredZone)
	s.expect(`
;; _sip._tls.s.example. SRV +subnet=10.3.1.0/24
;; NOERROR aa
_sip._tls.s.example. 60 IN SRV 10 10 443 s1.s.example.
_sip._tls.s.example. 60 IN SRV 10 20 444 s1.s.example.
_sip._tls.s.example. 60 IN SRV 20 10 443 a1.s.example.
_sip._tls.s.example. 60 IN SRV 20 20 443 a2.s.example.
_sip._tls.s.example. 60 IN SRV 30 10 443 n1.s.example.
;; ADDITIONAL
s1.s.example. 60 IN A 192.0.2.4
a1.s.example. 60 IN A 192.0.2.1
a1.s.example. 60 IN A 192.0.2.3
a1.s.example. 60 IN AAAA 2001:db8::1
a2.s.example. 60 IN A 192.0.2.5
n1.s.example. 60 IN A 192.0.2.2
;; OPT subnet=10.3.1.0/24/16

# behind an alias the additional section is left off
;; sip.s.example. SRV +subnet=10.2.0.0/16
;; NOERROR aa
sip.s.example. 300 IN CNAME _sip._tls.s.example.
_sip._tls.s.example. 60 IN SRV 10 10 443 n1.s.example.
_sip._tls.s.example. 60 IN SRV 20 10 443 a1.s.example.
_sip._tls.s.example. 60 IN SRV 20 20 443 a2.s.example.
_sip._tls.s.example. 60 IN SRV 30 10 443 s1.s.example.
_sip._tls.s.example. 60 IN SRV 30 20 444 s1.s.example.
;; OPT subnet=10.2.0.0/16/16

;; alias.s.example. A +subnet=10.2.0.0/16
;; NOERROR aa
alias.s.example. 300 IN CNAME near.s.example.
near.s.example. 60 IN A 192.0.2.2
;; OPT subnet=10.2.0.0/16/16

;; near.s.example. A +subnet=2001:db8:2::/48
;; NOERROR aa
near.s.example. 60 IN A 192.0.2.2
;; OPT subnet=2001:db8:2::/48/48

# ANY means the steered set of a name, not the one of the lowest type
;; sip.s.example. ANY +subnet=10.2.0.0/16
;; NOERROR aa
sip.s.example. 300 IN CNAME _sip._tls.s.example.
;; OPT subnet=10.2.0.0/16/0

;; _sip._tls.s.example. ANY +subnet=10.2.0.0/16
;; NOERROR aa
_sip._tls.s.example. 60 IN SRV 10 10 443 n1.s.example.
_sip._tls.s.example. 60 IN SRV 20 10 443 a1.s.example.
_sip._tls.s.example. 60 IN SRV 20 20 443 a2.s.example.
_sip._tls.s.example. 60 IN SRV 30 10 443 s1.s.example.
_sip._tls.s.example. 60 IN SRV 30 20 444 s1.s.example.
;; ADDITIONAL
n1.s.example. 60 IN A 192.0.2.2
a1.s.example. 60 IN A 192.0.2.1
a1.s.example. 60 IN A 192.0.2.3
a1.s.example. 60 IN AAAA 2001:db8::1
a2.s.example. 60 IN A 192.0.2.5
s1.s.example. 60 IN A 192.0.2.4
;; OPT subnet=10.2.0.0/16/16

# DO changes nothing but its own bit, until zones are signed
;; near.s.example. A +subnet=10.2.0.0/16 +do
;; NOERROR aa
near.s.example. 60 IN A 192.0.2.2
;; OPT do subnet=10.2.0.0/16/16

# a name that is not steered, a negative and a truncated answer have no scope
;; ns.s.example. A +subnet=10.2.0.0/16
;; NOERROR aa
ns.s.example. 300 IN A 192.0.2.53
;; OPT subnet=10.2.0.0/16/0

;; near.s.example. AAAA +subnet=10.2.0.0/16
;; NOERROR aa
;; AUTHORITY
s.example. 60 IN SOA ns.s.example. hostmaster.s.example. 1 7200 900 1209600 60
;; OPT subnet=10.2.0.0/16/0
`)
	// Without a subnet, or with one that says nothing, the source is the place.
	const ams = "192.0.2.1\nnear.s.example. 60 IN A 192.0.2.3\nnear.s.example. 60 IN A 192.0.2.5"
	for from, want := range map[string]string{"10.1.9.9": ams, "10.2.9.9": "192.0.2.2", "10.3.9.9": "192.0.2.4", "::ffff:10.2.9.9": "192.0.2.2", "2001:db8:2::9": "192.0.2.2"} {
		s.source = netip.MustParseAddr(from)
		s.expect(";; near.s.example. A\n;; NOERROR aa\nnear.s.example. 60 IN A " + want)
		s.expect(";; near.s.example. A +subnet=0.0.0.0/0\n;; NOERROR aa\nnear.s.example. 60 IN A " + want + "\n;; OPT subnet=0.0.0.0/0/0")
	}
}

// TestSubnetsFrom: client subnets count from those who are listed, and from
// nobody with `from: none`.
func TestSubnetsFrom(t *testing.T) {
	const a = "\n;; NOERROR aa\nnear.s.example. 60 IN A 192.0.2.1\nnear.s.example. 60 IN A 192.0.2.3\nnear.s.example. 60 IN A 192.0.2.5\n"
	const b = "\n;; NOERROR aa\nnear.s.example. 60 IN A 192.0.2.2\n"
	const asked = ";; near.s.example. A +subnet=10.2.0.0/16"
	for from, want := range map[string]struct{ listed, other string }{
		"any":                                   {b + ";; OPT subnet=10.2.0.0/16/16", b + ";; OPT subnet=10.2.0.0/16/16"},
		"none":                                  {a + ";; OPT subnet=10.2.0.0/16/0", a + ";; OPT subnet=10.2.0.0/16/0"},
		"[10.1.7.0/24]":                         {b + ";; OPT subnet=10.2.0.0/16/16", a + ";; OPT subnet=10.2.0.0/16/0"},
		"[198.51.100.0/24, 10.1.7.0/24, ::/64]": {b + ";; OPT subnet=10.2.0.0/16/16", a + ";; OPT subnet=10.2.0.0/16/0"},
	} {
		s := steer(t, strings.Replace(steeredConfig, "geo: {", "geo: {ecs: {from: "+from+"}, ", 1), steeredZone)
		for source, want := range map[string]string{"10.1.7.7": want.listed, "::ffff:10.1.7.7": want.listed, "10.1.8.8": want.other} {
			s.source = netip.MustParseAddr(source)
			s.expect(asked + want)
		}
	}
}

// TestFirstSteeredByAlias: the set with the lowest number is steered like others:
// asked by an alias, the pool's address is answered and not the zone's.
func TestFirstSteeredByAlias(t *testing.T) {
	steer(t, `
sites: {ams: {at: [52.37, 4.90]}}
pools: {ams: {site: ams, names: [a.o.example]}}
services: {edge: {check: tcp, port: 443}}
steer: [{name: a.o.example, service: edge, policy: members, ttl: 60s}]
`, `$ORIGIN o.example.
$TTL 300
@   SOA ns hostmaster 1 7200 900 1209600 60
    NS  ns
ns  A   192.0.2.53
a   A   192.0.2.1
to  CNAME a
`).expect(`
;; a.o.example. A
;; NOERROR aa
a.o.example. 60 IN A 192.0.2.1

;; to.o.example. A
;; NOERROR aa
to.o.example. 300 IN CNAME a.o.example.
a.o.example. 60 IN A 192.0.2.1

;; to.o.example. ANY
;; NOERROR aa
to.o.example. 300 IN CNAME a.o.example.

# the steered set of the name itself, not that of the next name
;; o.example. ANY
;; NOERROR aa
o.example. 300 IN NS ns.o.example.
;; ADDITIONAL
ns.o.example. 300 IN A 192.0.2.53

;; a.o.example. ANY
;; NOERROR aa
a.o.example. 60 IN A 192.0.2.1
`)
}

// TestPlainBesideSteered: behind an alias or a wildcard, plain records and those
// whose additional section moves are written from the zone, not from a block,
// whose names point to the question that it was made for.
func TestPlainBesideSteered(t *testing.T) {
	steer(t, steeredConfig, steeredZone+"plain MX 10 ns\nto-plain CNAME plain\nto-mail CNAME mail\n*.x MX 10 ns\n").expect(`
;; to-plain.s.example. MX
;; NOERROR aa
to-plain.s.example. 300 IN CNAME plain.s.example.
plain.s.example. 300 IN MX 10 ns.s.example.

;; to-mail.s.example. MX
;; NOERROR aa
to-mail.s.example. 300 IN CNAME mail.s.example.
mail.s.example. 300 IN MX 10 a1.s.example.

;; longer.x.s.example. MX
;; NOERROR aa
longer.x.s.example. 300 IN MX 10 ns.s.example.
`)
}

// TestLadderFits: a ladder is whole or TC; the addresses beside it go, farthest
// pool first, a whole RRset at a time.
//
// From nyc, the question takes 12 + 25 octets and our OPT 11. Five SRV records
// of 18 and a target of 62; the addresses of n1 16, of a1 32 and 28, of a2 16,
// of s1 16.
func TestLadderFits(t *testing.T) {
	yaml, zone := steeredConfig, steeredZone
	for _, word := range []string{"a1", "a2", "n1", "s1"} { // so that all of it is above 512
		long := word + strings.Repeat("x", 48)
		yaml = strings.ReplaceAll(yaml, word+".s.ex", long+".s.ex")
		zone = strings.ReplaceAll(strings.ReplaceAll(zone, "\n"+word+" ", "\n"+long+" "), " "+word+"\n", " "+long+"\n")
	}
	s := steer(t, yaml, zone)
	s.source = netip.MustParseAddr("10.2.0.1")
	const answer = 12 + 25 + 11 + 5*(18+62)
	for size, want := range map[int]int{
		answer + 4000: 6, answer + 108: 6, answer + 107: 5, answer + 92: 5, answer + 91: 4, answer + 76: 4, answer + 75: 3,
	} {
		if size < 512 {
			t.Fatalf("%d octets are no limit", size)
		}
		in, err := new(dns.Msg).SetQuestion("_sip._tls.s.example.", dns.TypeSRV).SetEdns0(uint16(size), false).Pack()
		if err != nil {
			t.Fatal(err)
		}
		if r := s.exchange(in, true); len(r.Answer) != 5 || len(r.Extra) != want+1 || r.Truncated {
			t.Errorf("%d octets: want %d additional records\n%v", size, want, r)
		}
	}
}
