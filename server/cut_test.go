package server

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
)

const (
	parentZone = `$ORIGIN contoso.com.
$TTL 60
@ SOA ns1 hostmaster 1 7200 900 1209600 60
  NS  ns1
ns1 A 192.0.2.53
child NS ns1.child
child DS 12345 13 2 e2d3c916f6deeac73294e8268fb5885044a833fc5459588f4a9184cfc41a5766
other NS ns1.other
ds CNAME child
`
	childZone = `$ORIGIN child.contoso.com.
$TTL 60
@ SOA ns1 hostmaster 1 7200 900 1209600 60
  NS  ns1
ns1 A 192.0.2.90
`
	// grandZone is delegated by other.contoso.com, which is not ours.
	grandZone = `$ORIGIN grand.other.contoso.com.
$TTL 60
@ SOA ns1 hostmaster 1 7200 900 1209600 60
  NS  ns1
ns1 A 192.0.2.91
`
)

func planOf(t testing.TB, yaml string, texts ...string) *answer.Plan {
	t.Helper()
	w := smallworld.Of(t, yaml, nil, texts...)
	var c answer.Composer
	return c.Compose(w, answer.NewInputs(w.Roster))
}

// TestDSIsTheParents: where both sides of a cut are ours, DS is answered from
// above it (RFC 4035 3.1.4.1), whatever leads there.
func TestDSIsTheParents(t *testing.T) {
	p := planOf(t, "zones: [x.zone]\n", parentZone, childZone, grandZone)
	for name, want := range map[string]struct {
		answers int
		soa     string
	}{
		"child.contoso.com":       {1, ""},
		"ds.contoso.com":          {2, ""},
		"ns1.child.contoso.com":   {0, "child.contoso.com."},
		"contoso.com":             {0, "contoso.com."},
		"grand.other.contoso.com": {0, "grand.other.contoso.com."},
	} {
		r := exchange(t, p, question(name, dns.TypeDS, ""), netip.MustParseAddr("127.0.0.1"))
		soa := ""
		if len(r.Ns) > 0 {
			soa = r.Ns[0].Header().Name
		}
		if !r.Authoritative || r.Rcode != 0 || len(r.Answer) != want.answers || soa != want.soa {
			t.Errorf("%s: want %d answers and the SOA of %q, got\n%s", name, want.answers, want.soa, r)
		}
	}
	r := exchange(t, p, question("child.contoso.com", dns.TypeNS, ""), netip.MustParseAddr("127.0.0.1"))
	if len(r.Answer) != 1 || !r.Authoritative {
		t.Errorf("all else is the child's:\n%s", r)
	}
}

// TestNoGlueBesideAnswers: what stands below a cut is another zone's to say, so
// that it goes with a referral and with nothing else (RFC 2181 5.4.1).
func TestNoGlueBesideAnswers(t *testing.T) {
	p := planOf(t, "zones: [x.zone]\n", parentZone+"ns1.child A 192.0.2.90\nmail MX 10 ns1.child\n     MX 20 ns1\n")
	r := exchange(t, p, question("mail.contoso.com", dns.TypeMX, ""), netip.MustParseAddr("127.0.0.1"))
	var owners []string
	for _, rr := range r.Extra {
		if rr.Header().Rrtype == dns.TypeA {
			owners = append(owners, rr.Header().Name)
		}
	}
	if len(owners) != 1 || owners[0] != "ns1.contoso.com." {
		t.Errorf("addresses of %q beside the MX records, want those of ns1 alone", owners)
	}
	r = exchange(t, p, question("x.child.contoso.com", dns.TypeA, ""), netip.MustParseAddr("127.0.0.1"))
	if len(r.Ns) != 1 || len(r.Extra) != 2 {
		t.Errorf("want a referral with glue, got\n%s", r)
	}
}

// TestTruncatedReferral: what does not fit of a referral is not authoritative
// either.
func TestTruncatedReferral(t *testing.T) {
	var big strings.Builder
	for i := range 60 {
		fmt.Fprintf(&big, "big NS a-server-of-some-length-%d.big\na-server-of-some-length-%d.big A 10.0.0.%d\n", i, i, i)
	}
	p := planOf(t, "zones: [x.zone]\n", parentZone+big.String()+"alias CNAME x.big\n")
	for name, aa := range map[string]bool{"x.big.contoso.com": false, "alias.contoso.com": true} {
		r := exchange(t, p, question(name, dns.TypeA, ""), netip.MustParseAddr("127.0.0.1"))
		if !r.Truncated || r.Authoritative != aa || len(r.Answer)+len(r.Ns) != 0 {
			t.Errorf("%s: want TC, AA %t and nothing else, got\n%s", name, aa, r)
		}
	}
}

// TestDNAMECircle: two names that lead to each other end where the circle
// closes.
func TestDNAMECircle(t *testing.T) {
	p := planOf(t, "zones: [x.zone]\n", parentZone+"a DNAME b\nb DNAME a\n")
	r := exchange(t, p, question("x.a.contoso.com", dns.TypeA, ""), netip.MustParseAddr("127.0.0.1"))
	if r.Rcode != 0 || r.Truncated || len(r.Answer) != 4 {
		t.Errorf("want both DNAMEs and their CNAMEs, each once, got\n%s", r)
	}
}

// TestMappedSubnet: a client subnet of IPv6 that holds an IPv4 address is no
// IPv4 place, because a scope of IPv4 would be said of IPv6's leading bits.
func TestMappedSubnet(t *testing.T) {
	p := planOf(t, smallworld.TwoSites, smallworld.TwoSitesZone)
	ask := func(family uint16, bits uint8, addr string) (first string, scope int) {
		q := question("_sip._tls.contoso.com", dns.TypeSRV, "")
		q.IsEdns0().Option = append(q.IsEdns0().Option, &dns.EDNS0_SUBNET{
			Code: dns.EDNS0SUBNET, Family: family, SourceNetmask: bits, Address: netip.MustParseAddr(addr).AsSlice(),
		})
		r := exchange(t, p, q, netip.MustParseAddr("127.0.0.1"))
		for _, rr := range r.Answer {
			if s := rr.(*dns.SRV); s.Priority == 10 {
				first = s.Target
			}
		}
		return first, scopeOf(r)
	}
	mapped, scope := ask(2, 128, "::ffff:10.2.0.1")
	plain, wide := ask(2, 64, "::")
	if mapped != plain || scope != wide {
		t.Errorf("mapped: %s, scope %d; its /64: %s, scope %d: want the same", mapped, scope, plain, wide)
	}
	if first, scope := ask(1, 24, "10.2.0.0"); first != "access-nyc.contoso.com." || scope != 16 {
		t.Errorf("IPv4: %s, scope %d", first, scope)
	}
}
