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
		s.turns(c.name, c.qtype, c.firsts)
	}
}

// TestSteeredRotation: the addresses of a host name in a pool take turns too, by
// their own name and by an alias.
func TestSteeredRotation(t *testing.T) {
	s := steer(t, steeredConfig, steeredZone+"to CNAME a1\n")
	s.turns("a1.s.example.", dns.TypeA, 2)
	s.turns("to.s.example.", dns.TypeA, 2)
	s.turns("to.s.example.", dns.TypeAAAA, 1)
}

// turns asks 12 times: each of so many records is the first equally often, and
// all of them are always there.
func (s *served) turns(name string, qtype uint16, records int) {
	s.t.Helper()
	in, err := new(dns.Msg).SetQuestion(name, qtype).Pack()
	if err != nil {
		s.t.Fatal(err)
	}
	firsts := map[string]int{}
	var sorted []string
	for range 12 {
		var got []string
		for _, rr := range s.exchange(in, true).Answer {
			if rr.Header().Rrtype == qtype {
				got = append(got, rr.String())
			}
		}
		firsts[got[0]]++
		if slices.Sort(got); sorted != nil && !slices.Equal(got, sorted) {
			s.t.Errorf("%s: %v, before %v", name, got, sorted)
		}
		sorted = got
	}
	if len(firsts) != records {
		s.t.Errorf("%s %s: the first is %v", name, dns.TypeToString[qtype], firsts)
	}
	for first, times := range firsts {
		if times != 12/records {
			s.t.Errorf("%s is the first %d times of 12", first, times)
		}
	}
}
