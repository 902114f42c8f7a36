package answer_test

import (
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/wire"
)

// steeredConfig steers a ladder, and an address by distance.
const steeredConfig = `
sites:
  ams: {at: [52.37, 4.90]}
  nyc: {at: [40.71, -74.01]}
  sin: {at: [1.35, 103.82]}
geo: {networks: {10.1.0.0/16: ams, 10.2.0.0/16: nyc, 10.3.0.0/16: sin, 2001:db8:2::/48: nyc}}
pools:
  ams: {site: ams, names: [a1.s.example, a2.s.example]}
  nyc: {site: nyc, names: [n1.s.example]}
  sin: {site: sin, names: [s1.s.example]}
services: {edge: {check: tcp, port: 443}}
steer:
  - {name: _sip._tls.s.example, service: edge, policy: ladder, by: nearest, ttl: 60s}
  - {name: near.s.example, service: edge, policy: one, by: nearest, pools: [ams, nyc, sin]}
`

const steeredZone = `$ORIGIN s.example.
$TTL 300
@          SOA ns hostmaster 1 7200 900 1209600 60
           NS  ns
ns         A   192.0.2.53
a1         A   192.0.2.1
           A   192.0.2.3
           AAAA 2001:db8::1
a2         A   192.0.2.5
n1         A   192.0.2.2
s1         A   192.0.2.4
near       A   192.0.2.1
           A   192.0.2.2
           A   192.0.2.4
_sip._tls  TXT "of a lower type"
_sip._tls  SRV 10 10 443 a1
           SRV 10 20 443 a2
           SRV 20 10 443 n1
           SRV 30 10 443 s1
           SRV 30 20 444 s1
mail       MX  10 a1
alias      CNAME near
sip        CNAME _sip._tls
*.w        A   192.0.2.9
           A   192.0.2.10
one        CNAME two
two        CNAME three
three      CNAME www
www        A   192.0.2.11
           A   192.0.2.12
d          DNAME w
loop       CNAME loop
sub        NS  ns.sub
           NS  ns
ns.sub     A   192.0.2.90
big        TXT F1 F2 F3 F4
svc        HTTPS 1 . alpn=h2
`

// TestNoAllocations asks for a reply of each kind.
func TestNoAllocations(t *testing.T) {
	filler := strings.Repeat("x", 200)
	zone := steeredZone
	for _, s := range []string{"F1", "F2", "F3", "F4"} {
		zone = strings.Replace(zone, s, s+filler, 1)
	}
	s := steer(t, steeredConfig, zone)
	s.face = &answer.Face{Secrets: wire.NewSecrets(wire.Secret{1}), NSID: "ams-1", Version: "geosrv 1", ID: "ams-1"}
	good := shown(s.exchange(cookied(t, "ns.s.example.", clientCookie), true))
	for kind, asked := range map[string]string{
		"answer":            "ns.s.example. A",
		"wildcard":          "x.w.s.example. A",
		"chain":             "one.s.example. A",
		"loop":              "loop.s.example. A",
		"DNAME":             "x.d.s.example. A",
		"referral":          "x.sub.s.example. A",
		"NODATA":            "ns.s.example. MX",
		"NXDOMAIN":          "nothing.s.example. A",
		"alias to NXDOMAIN": "x.d.s.example. MX",
		"REFUSED":           "elsewhere.test. A +tcp",
		"transfer":          "s.example. AXFR +tcp",
		"FORMERR":           "s.example. TYPE128",
		"NOTIMP":            "s.example. A +opcode=5",
		"BADVERS":           "s.example. A +edns=1",
		"CHAOS":             "version.bind. TXT CH",
		"CHAOS refused":     "authors.bind. TXT CH +tcp",
		"CHAOS NODATA":      "id.server. A CH",
		"cookie":            "ns.s.example. A +cookie=" + clientCookie,
		"good cookie":       "elsewhere.test. A +cookie=" + good,
		"NSID":              "ns.s.example. A +nsid",
		"keepalive":         "ns.s.example. A +keepalive +tcp",
		"TC":                "big.s.example. TXT +noedns",
		"ladder":            "_sip._tls.s.example. SRV +subnet=10.2.0.0/16",
		"ladder by alias":   "sip.s.example. SRV +subnet=10.2.0.0/16",
		"one":               "near.s.example. A +subnet=2001:db8:2::/56",
		"one by alias":      "alias.s.example. A",
		"member":            "a1.s.example. A",
		"carrier":           "mail.s.example. MX",
		"ANY":               "near.s.example. ANY",
		"DS":                "sub.s.example. DS",
		"HTTPS":             "svc.s.example. HTTPS +do",
	} {
		q := parseAsk(t, ";; "+asked)
		in, err := q.msg.Pack()
		if err != nil {
			t.Fatal(err)
		}
		s.exchange(in, !q.tcp)
		s.a.Who, s.a.UDP = &answer.Meta{Source: s.source, Now: now, Face: s.face}, !q.tcp
		out := make([]byte, 65535)
		if n := testing.AllocsPerRun(50, func() {
			s.a.Reply(s.plan, in, (*wire.Room)(out))
			s.a.Outcome()
		}); n != 0 {
			t.Errorf("%s: %v allocations", kind, n)
		}
		if n := testing.AllocsPerRun(50, func() { s.a.Slip(in, out) }); n != 0 {
			t.Errorf("%s, slipped: %v allocations", kind, n)
		}
	}
}

// TestEveryKindIsOne: the questions above get the replies that they are there
// for.
func TestEveryKindIsOne(t *testing.T) {
	s := steer(t, steeredConfig, steeredZone)
	for asked, want := range map[string]struct{ rcode, answers int }{
		"one.s.example. A": {0, 5}, "loop.s.example. A": {0, 1}, "x.d.s.example. A": {0, 4}, "x.d.s.example. MX": {0, 2},
		"sip.s.example. SRV": {0, 6}, "alias.s.example. A": {0, 4}, "nothing.s.example. A": {dns.RcodeNameError, 0},
	} {
		in, err := parseAsk(t, ";; "+asked).msg.Pack()
		if err != nil {
			t.Fatal(err)
		}
		if r := s.exchange(in, true); r.Rcode != want.rcode || len(r.Answer) != want.answers {
			t.Errorf("%s: want rcode %d and %d records\n%v", asked, want.rcode, want.answers, r)
		}
	}
}
