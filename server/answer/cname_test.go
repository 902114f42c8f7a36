package answer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

const aliasZone = `$ORIGIN a.example.
$TTL 300
@        SOA ns hostmaster 1 7200 900 1209600 60
         NS  ns
ns       A   192.0.2.53
one      CNAME two
two      CNAME three.b.example.
out      CNAME www.elsewhere.test.
self     CNAME self
ring1    CNAME ring2
ring2    CNAME RING1
in       CNAME ring1
to-sub   CNAME host.sub
to-cut   CNAME sub
to-apex  CNAME a.example.
to-wild  CNAME x.wild
*.wild   CNAME two
to-none  CNAME nothing
sub      NS  ns.sub
ns.sub   A   192.0.2.90
`

const otherZone = `$ORIGIN b.example.
$TTL 600
@        SOA ns hostmaster 2 7200 900 1209600 30
         NS  ns
ns       A   192.0.2.54
three    CNAME four
four     A   192.0.2.1
         A   192.0.2.2
`

// TestAliases: RFC 1034 3.6.2 and 4.3.2 step 3a, over names and zones.
func TestAliases(t *testing.T) {
	serve(t, aliasZone, otherZone).expect(`
# in chain order, through two zones of ours
;; One.A.example. A
;; NOERROR aa
One.A.example. 300 IN CNAME two.a.example.
two.a.example. 300 IN CNAME three.b.example.
three.b.example. 600 IN CNAME four.b.example.
four.b.example. 600 IN A 192.0.2.1
four.b.example. 600 IN A 192.0.2.2

# the type is not there at the end: the SOA is that zone's
;; one.a.example. MX
;; NOERROR aa
one.a.example. 300 IN CNAME two.a.example.
two.a.example. 300 IN CNAME three.b.example.
three.b.example. 600 IN CNAME four.b.example.
;; AUTHORITY
b.example. 30 IN SOA ns.b.example. hostmaster.b.example. 2 7200 900 1209600 30

# the name is not there at the end
;; to-none.a.example. A
;; NXDOMAIN aa
to-none.a.example. 300 IN CNAME nothing.a.example.
;; AUTHORITY
a.example. 60 IN SOA ns.a.example. hostmaster.a.example. 1 7200 900 1209600 60

# asked for, an alias is not followed
;; one.a.example. CNAME
;; NOERROR aa
one.a.example. 300 IN CNAME two.a.example.

# types that may stand beside an alias (RFC 2181 10.1) follow it if they do not
;; two.a.example. RRSIG
;; NOERROR aa
two.a.example. 300 IN CNAME three.b.example.
three.b.example. 600 IN CNAME four.b.example.
;; AUTHORITY
b.example. 30 IN SOA ns.b.example. hostmaster.b.example. 2 7200 900 1209600 30

# not our name: the chain so far
;; out.a.example. A
;; NOERROR aa
out.a.example. 300 IN CNAME www.elsewhere.test.

# a loop ends where it closes; no record stands in an answer twice (RFC 2181 5)
;; self.a.example. A
;; NOERROR aa
self.a.example. 300 IN CNAME self.a.example.

;; ring2.a.example. A
;; NOERROR aa
ring2.a.example. 300 IN CNAME RING1.a.example.
RING1.a.example. 300 IN CNAME ring2.a.example.

;; in.a.example. TXT
;; NOERROR aa
in.a.example. 300 IN CNAME ring1.a.example.
ring1.a.example. 300 IN CNAME ring2.a.example.
ring2.a.example. 300 IN CNAME RING1.a.example.

# into a delegated zone: a referral behind the alias; AA is the alias's (RFC
# 1035 4.1.1)
;; to-sub.a.example. A
;; NOERROR aa
to-sub.a.example. 300 IN CNAME host.sub.a.example.
;; AUTHORITY
sub.a.example. 300 IN NS ns.sub.a.example.
;; ADDITIONAL
ns.sub.a.example. 300 IN A 192.0.2.90

;; to-cut.a.example. A
;; NOERROR aa
to-cut.a.example. 300 IN CNAME sub.a.example.
;; AUTHORITY
sub.a.example. 300 IN NS ns.sub.a.example.
;; ADDITIONAL
ns.sub.a.example. 300 IN A 192.0.2.90

# DS of the cut is the parent's, also behind an alias: there is none
;; to-cut.a.example. DS
;; NOERROR aa
to-cut.a.example. 300 IN CNAME sub.a.example.
;; AUTHORITY
a.example. 60 IN SOA ns.a.example. hostmaster.a.example. 1 7200 900 1209600 60

;; to-apex.a.example. NS
;; NOERROR aa
to-apex.a.example. 300 IN CNAME a.example.
a.example. 300 IN NS ns.a.example.

;; to-wild.a.example. AAAA
;; NOERROR aa
to-wild.a.example. 300 IN CNAME x.wild.a.example.
x.wild.a.example. 300 IN CNAME two.a.example.
two.a.example. 300 IN CNAME three.b.example.
three.b.example. 600 IN CNAME four.b.example.
;; AUTHORITY
b.example. 30 IN SOA ns.b.example. hostmaster.b.example. 2 7200 900 1209600 30
`)
}

// TestLongChain: 16 aliases are followed, and the data behind the last of them
// is answered; of a longer chain the first 16 are.
func TestLongChain(t *testing.T) {
	var b strings.Builder
	b.WriteString("$ORIGIN c.example.\n$TTL 300\n@ SOA ns hostmaster 1 7200 900 1209600 60\n NS ns\nns A 192.0.2.53\n")
	for i := range 17 {
		fmt.Fprintf(&b, "n%d CNAME n%d\n", i, i+1)
	}
	b.WriteString("n17 A 192.0.2.1\n")
	s := serve(t, b.String())
	for name, want := range map[string]struct{ records, addresses int }{
		"n2.c.example.": {16, 1}, "n1.c.example.": {17, 1}, "n0.c.example.": {16, 0},
	} {
		in, err := new(dns.Msg).SetQuestion(name, dns.TypeA).Pack()
		if err != nil {
			t.Fatal(err)
		}
		r := s.exchange(in, false)
		addresses := 0
		for i, rr := range r.Answer {
			if rr.Header().Rrtype == dns.TypeA {
				addresses++
			} else if target := rr.(*dns.CNAME).Target; i+1 < len(r.Answer) && r.Answer[i+1].Header().Name != target {
				t.Errorf("%s: %s stands before %s", name, rr, r.Answer[i+1])
			}
		}
		if len(r.Answer) != want.records || addresses != want.addresses || r.Rcode != 0 || len(r.Ns) != 0 {
			t.Errorf("%s: %d records, %d addresses, want %v\n%v", name, len(r.Answer), addresses, want, r)
		}
	}
}
