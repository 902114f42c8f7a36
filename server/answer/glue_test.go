package answer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

const glueZone = `$ORIGIN g.example.
$TTL 300
@          SOA ns hostmaster 1 7200 900 1209600 60
           NS  ns
ns         A   192.0.2.53
mixed      NS  ns.elsewhere.test.
           NS  ns.sibling
           NS  ns
           NS  ns.mixed
           NS  missing.mixed
           NS  mixed
ns.mixed   A   192.0.2.1
           A   192.0.2.2
           AAAA 2001:db8::1
mixed      A   192.0.2.3
sibling    NS  ns.sibling
ns.sibling A   192.0.2.4
six        NS  ns.six
top        NS  @
@          A   192.0.2.5
ns.six     AAAA 2001:db8::6
`

// TestGlue: a referral has the addresses of all servers below the cut, then
// those of others that the zone has (RFC 9471 3.1, 3.2).
func TestGlue(t *testing.T) {
	serve(t, glueZone).expect(`
;; www.mixed.g.example. A
;; NOERROR
;; AUTHORITY
mixed.g.example. 300 IN NS ns.elsewhere.test.
mixed.g.example. 300 IN NS ns.sibling.g.example.
mixed.g.example. 300 IN NS ns.g.example.
mixed.g.example. 300 IN NS ns.mixed.g.example.
mixed.g.example. 300 IN NS missing.mixed.g.example.
mixed.g.example. 300 IN NS mixed.g.example.
;; ADDITIONAL
ns.mixed.g.example. 300 IN A 192.0.2.1
ns.mixed.g.example. 300 IN A 192.0.2.2
ns.mixed.g.example. 300 IN AAAA 2001:db8::1
mixed.g.example. 300 IN A 192.0.2.3
ns.sibling.g.example. 300 IN A 192.0.2.4
ns.g.example. 300 IN A 192.0.2.53

;; six.g.example. A
;; NOERROR
;; AUTHORITY
six.g.example. 300 IN NS ns.six.g.example.
;; ADDITIONAL
ns.six.g.example. 300 IN AAAA 2001:db8::6

;; top.g.example. A
;; NOERROR
;; AUTHORITY
top.g.example. 300 IN NS g.example.
;; ADDITIONAL
g.example. 300 IN A 192.0.2.5

# the servers of the zone itself, with an answer
;; g.example. NS
;; NOERROR aa
g.example. 300 IN NS ns.g.example.
;; ADDITIONAL
ns.g.example. 300 IN A 192.0.2.53
`)
}

// gluey is a zone that delegates to inside servers below the cut and outside
// ones beside it, each with an address.
func gluey(inside, outside int) string {
	var b strings.Builder
	b.WriteString("$ORIGIN g.example.\n$TTL 300\n@ SOA ns hostmaster 1 7200 900 1209600 60\n NS ns\nns A 192.0.2.53\n")
	for i := range outside {
		fmt.Fprintf(&b, "cut NS o%02d.beside\no%02d.beside A 192.0.2.%d\n", i, i, i)
	}
	for i := range inside {
		fmt.Fprintf(&b, "cut NS i%02d.cut\ni%02d.cut A 198.51.100.%d\n", i, i, i)
	}
	b.WriteString("alias CNAME x.cut\n")
	return b.String()
}

// TestGlueFits: to the octet, what is below the cut is whole or TC, what is
// beside it is left off record set by record set.
//
// A referral for x.cut.g.example. without EDNS takes 12 + 21 octets; each NS
// record 12 and its name (i00.cut.g.example. has 19, o00.beside.g.example. 22),
// each address 16.
func TestGlueFits(t *testing.T) {
	for _, c := range []struct {
		inside, outside int
		truncated       bool
		additional      int
	}{
		{10, 0, false, 10}, // 33 + 10*47 = 503 of 512
		{11, 0, true, 0},   // 550
		{8, 2, false, 10},  // 33 + 8*47 + 2*50 = 509
		{7, 3, false, 10},  // 33 + 7*47 + 3*50 = 512
		{6, 4, false, 9},   // 33 + 6*47 + 4*50 = 515: one address too many
		{1, 12, false, 2},  // 33 + 47 + 12*34 = 488, and room for one of 16
		{0, 14, false, 0},  // 33 + 14*34 = 509
		{0, 15, true, 0},   // not even the NS records fit
	} {
		s := serve(t, gluey(c.inside, c.outside))
		in, err := new(dns.Msg).SetQuestion("x.cut.g.example.", dns.TypeA).Pack()
		if err != nil {
			t.Fatal(err)
		}
		r := s.exchange(in, true)
		want := c.inside + c.outside
		if c.truncated {
			want = 0
		}
		if r.Truncated != c.truncated || len(r.Ns) != want || len(r.Extra) != c.additional || r.Authoritative {
			t.Errorf("%d inside, %d outside: want TC %v and %d additional, got\n%v", c.inside, c.outside, c.truncated, c.additional, r)
		}
		for i, rr := range r.Extra {
			if inside := strings.HasPrefix(rr.Header().Name, "i"); inside != (i < c.inside) {
				t.Errorf("%d inside, %d outside: %v is the additional record %d", c.inside, c.outside, rr, i)
			}
		}
		if r = s.exchange(in, false); r.Truncated || len(r.Ns) != c.inside+c.outside || len(r.Extra) != c.inside+c.outside {
			t.Errorf("%d inside, %d outside, by TCP:\n%v", c.inside, c.outside, r)
		}
	}
}

// TestSiblingsFit: of a server beside the cut all addresses are there or none,
// and behind the first that does not fit there is no other.
//
// 33 + 13*34 = 475 octets for the NS records, 16 and 28 for the addresses of
// each server that has both: 491 would fit into 512, 519 do not.
func TestSiblingsFit(t *testing.T) {
	s := serve(t, gluey(0, 13)+"o00.beside AAAA 2001:db8::1\n")
	in, err := new(dns.Msg).SetQuestion("x.cut.g.example.", dns.TypeA).Pack()
	if err != nil {
		t.Fatal(err)
	}
	if r := s.exchange(in, true); r.Truncated || len(r.Ns) != 13 || len(r.Extra) != 0 {
		t.Errorf("TC %v, %d NS records, %d additional", r.Truncated, len(r.Ns), len(r.Extra))
	}
	if r := s.exchange(in, false); len(r.Extra) != 14 {
		t.Errorf("by TCP: %d additional", len(r.Extra))
	}
}

// TestTruncatedReferral: AA is the alias's where one came before.
func TestTruncatedReferral(t *testing.T) {
	serve(t, gluey(11, 0)).expect(`
;; x.cut.g.example. A +noedns
;; NOERROR tc

;; alias.g.example. A +noedns
;; NOERROR aa tc
`)
}

// TestFarGlue: NS records whose names reach beyond the 16,384 octets that a
// compression pointer can (RFC 1035 4.1.4). Their glue is written in full.
func TestFarGlue(t *testing.T) {
	const servers, wide = 100, 60 // of 250 octets and more each
	fill := strings.Repeat(strings.Repeat("x", wide)+".", 3) + strings.Repeat("y", 30)
	var b strings.Builder
	b.WriteString("$ORIGIN g.example.\n$TTL 300\n@ SOA ns hostmaster 1 7200 900 1209600 60\n NS ns\nns A 192.0.2.53\n")
	for i := range servers {
		fmt.Fprintf(&b, "cut NS n%02d.%s.cut\nn%02d.%s.cut A 192.0.2.%d\n AAAA 2001:db8::%d\n", i, fill, i, fill, i, i)
	}
	s := serve(t, b.String())
	in, err := new(dns.Msg).SetQuestion("x.cut.g.example.", dns.TypeA).Pack()
	if err != nil {
		t.Fatal(err)
	}
	r := s.exchange(in, false)
	if r.Truncated || len(r.Ns) != servers || len(r.Extra) != 2*servers {
		t.Fatalf("TC %v, %d NS records, %d additional", r.Truncated, len(r.Ns), len(r.Extra))
	}
	for i := range servers {
		name := fmt.Sprintf("n%02d.%s.cut.g.example.", i, fill)
		a, aaaa := fmt.Sprintf("%s\t300\tIN\tA\t192.0.2.%d", name, i), fmt.Sprintf("%s\t300\tIN\tAAAA\t2001:db8::%d", name, i)
		if i == 0 {
			aaaa = name + "\t300\tIN\tAAAA\t2001:db8::"
		}
		if r.Extra[2*i].String() != a || r.Extra[2*i+1].String() != aaaa {
			t.Errorf("server %d: %v, %v", i, r.Extra[2*i], r.Extra[2*i+1])
		}
	}
}
