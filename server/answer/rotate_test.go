package answer_test

import (
	"slices"
	"testing"

	"github.com/miekg/dns"
)

// TestRotation: addresses take turns at the front, by their own name, by a
// wildcard and by an alias. Records of other types stay as the zone has them.
func TestRotation(t *testing.T) {
	s := serve(t, `$ORIGIN r.example.
$TTL 300
@     SOA ns hostmaster 1 7200 900 1209600 60
      NS  ns
ns    A   192.0.2.53
www   A   192.0.2.1
      A   192.0.2.2
      A   192.0.2.3
      AAAA 2001:db8::1
      AAAA 2001:db8::2
      TXT "one"
      TXT "two of another size"
      MX  10 ns
      MX  20 ns.elsewhere.test.
*.w   A   192.0.2.1
      A   192.0.2.2
      AAAA 2001:db8::1
      AAAA 2001:db8::2
      TXT "one"
      TXT "two of another size"
to    CNAME www
`)
	for _, c := range []struct {
		name   string
		qtype  uint16
		firsts int // how many records are ever the first
	}{
		{"www.r.example.", dns.TypeA, 3},
		{"www.r.example.", dns.TypeAAAA, 2},
		{"www.r.example.", dns.TypeTXT, 1},
		{"www.r.example.", dns.TypeMX, 1},
		{"x.w.r.example.", dns.TypeA, 2},
		{"x.w.r.example.", dns.TypeAAAA, 2},
		{"x.w.r.example.", dns.TypeTXT, 1},
		{"to.r.example.", dns.TypeA, 3},
		{"to.r.example.", dns.TypeAAAA, 2},
		{"to.r.example.", dns.TypeTXT, 1},
		{"to.r.example.", dns.TypeMX, 1},
	} {
		in, err := new(dns.Msg).SetQuestion(c.name, c.qtype).Pack()
		if err != nil {
			t.Fatal(err)
		}
		firsts := map[string]int{}
		var sorted []string
		for range 12 {
			var got []string
			for _, rr := range s.exchange(in, true).Answer {
				if rr.Header().Rrtype == c.qtype {
					got = append(got, rr.String())
				}
			}
			firsts[got[0]]++
			if slices.Sort(got); sorted != nil && !slices.Equal(got, sorted) {
				t.Errorf("%s: %v, before %v", c.name, got, sorted)
			}
			sorted = got
		}
		if len(firsts) != c.firsts {
			t.Errorf("%s %s: the first is %v", c.name, dns.TypeToString[c.qtype], firsts)
		}
		for first, times := range firsts {
			if times != 12/c.firsts {
				t.Errorf("%s is the first %d times of 12", first, times)
			}
		}
	}
}
