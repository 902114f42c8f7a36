package random

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

func source(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// many draws zones by the hundred, as large as they come.
func many(seed uint64) []Zone {
	return NewZones(source(seed), "example.", 150, Options{Occluded: true, Big: true})
}

// TestSameSeedSameZones: a report of a difference names a seed, and that must
// be enough to see it again.
func TestSameSeedSameZones(t *testing.T) {
	a, b := many(7), many(7)
	ra, rb := source(8), source(8)
	for i := range a {
		if a[i].Text != b[i].Text {
			t.Fatalf("zone %d differs for the same seed", i)
		}
		qa, _ := Question(ra, a).Pack()
		qb, _ := Question(rb, b).Pack()
		if !slices.Equal(qa, qb) {
			t.Fatalf("question %d differs for the same seed", i)
		}
	}
	if many(9)[0].Text == a[0].Text {
		t.Error("another seed gives the same zone")
	}
}

// TestZonesBreakNoRule looks for what a server must refuse.
func TestZonesBreakNoRule(t *testing.T) {
	for _, z := range many(1) {
		sets, ttls, dnames := map[string][]uint16{}, map[string]uint32{}, []string{}
		for _, rr := range z.Records {
			h := rr.Header()
			owner := strings.ToLower(h.Name)
			if !under(owner, z.Apex) || lengthOf(owner) > maxName {
				t.Errorf("%s: %s does not belong here", z.Apex, rr)
			}
			if !slices.Contains(sets[owner], h.Rrtype) {
				sets[owner] = append(sets[owner], h.Rrtype)
			}
			key := fmt.Sprint(owner, " ", h.Rrtype)
			if ttl, ok := ttls[key]; ok && ttl != h.Ttl {
				t.Errorf("%s has two TTLs", key)
			}
			ttls[key] = h.Ttl
			if h.Rrtype == dns.TypeDNAME {
				dnames = append(dnames, owner)
			}
			if isWildcard(owner) && (h.Rrtype == dns.TypeNS || h.Rrtype == dns.TypeDNAME) {
				t.Errorf("%s: nobody knows what that means", rr)
			}
		}
		for owner, types := range sets {
			if slices.Contains(types, dns.TypeCNAME) && len(types) > 1 {
				t.Errorf("%s: a CNAME is not alone: %v\n%s", owner, types, z.Text)
			}
			for _, d := range dnames {
				if owner != d && under(owner, d) {
					t.Errorf("%s stands below the DNAME %s", owner, d)
				}
			}
		}
		if !slices.Contains(sets[z.Apex], dns.TypeNS) || !slices.Contains(sets[z.Apex], dns.TypeSOA) {
			t.Errorf("%s lacks SOA or NS:\n%s", z.Apex, z.Text)
		}
	}
}

// TestNoDNAMEOverAnotherZone: NSD would not load the zone.
func TestNoDNAMEOverAnotherZone(t *testing.T) {
	zones := many(6)
	for _, z := range zones {
		for _, rr := range z.Records {
			if rr.Header().Rrtype != dns.TypeDNAME {
				continue
			}
			for _, above := range zones {
				for _, other := range above.Records {
					owner := other.Header().Name
					if above.Apex != z.Apex && under(z.Apex, above.Apex) && under(owner, rr.Header().Name) {
						t.Errorf("%s stands over %s of %s", rr, owner, above.Apex)
					}
				}
			}
		}
	}
}

// TestNoRecordTwice: servers count a record that stands twice once.
func TestNoRecordTwice(t *testing.T) {
	for _, z := range many(2) {
		seen := map[string]bool{}
		for _, rr := range z.Records {
			text := strings.ToLower(rr.String())
			if seen[text] {
				t.Errorf("twice: %s", text)
			}
			seen[text] = true
		}
	}
}

// TestCornersAreThere: a run over zones without the hard cases shows nothing.
func TestCornersAreThere(t *testing.T) {
	found := map[string]int{}
	for _, z := range many(3) {
		cuts := map[string]bool{}
		for _, rr := range z.Records {
			h := rr.Header()
			if h.Rrtype == dns.TypeNS && !strings.EqualFold(h.Name, z.Apex) {
				cuts[strings.ToLower(h.Name)] = true
				found["cut"]++
			}
		}
		for _, rr := range z.Records {
			h := rr.Header()
			owner := strings.ToLower(h.Name)
			found[dns.TypeToString[h.Rrtype]]++
			if isWildcard(owner) {
				found["wildcard"]++
			}
			for c := range cuts {
				if owner != c && under(owner, c) && h.Rrtype != dns.TypeA && h.Rrtype != dns.TypeAAAA {
					found["occluded"]++
				}
			}
			if strings.Contains(owner, `\0`) || strings.Contains(owner, `\2`) {
				found["octets"]++
			}
			if len(owner) > 150 {
				found["long"]++
			}
			if owner != h.Name {
				found["case"]++
			}
		}
	}
	for _, name := range []string{
		"cut", "wildcard", "occluded", "octets", "long", "case", "CNAME", "DNAME", "DS", "NAPTR", "SVCB", "HTTPS", "SRV",
		"CAA", "TLSA", "LOC", "APL",
	} {
		if found[name] < 10 {
			t.Errorf("%d of %s in 150 zones, want 10 or more", found[name], name)
		}
	}
	if t.Failed() {
		t.Log(found)
	}
}

// TestQuestionsArePackable: each question makes a message, and each kind comes.
func TestQuestionsArePackable(t *testing.T) {
	zones, r := many(4), source(5)
	count := map[string]int{}
	for range 20000 {
		m := Ask{EDNS: true, Subnets: true, Classes: true, Opcodes: true}.Question(r, zones)
		wire, err := m.Pack()
		if err != nil {
			t.Fatalf("%v\n%s", err, m)
		}
		if err := new(dns.Msg).Unpack(wire); err != nil {
			t.Fatalf("%v\n%s", err, m)
		}
		if m.Opcode != dns.OpcodeQuery {
			count["opcode"]++
		}
		if m.Question[0].Qclass != dns.ClassINET {
			count["class"]++
		}
		if o := m.IsEdns0(); o != nil {
			count["edns"]++
			if o.Version() > 0 {
				count["version"]++
			}
			for _, option := range o.Option {
				if _, ok := option.(*dns.EDNS0_SUBNET); ok {
					count["subnet"]++
				}
			}
		}
	}
	for _, kind := range []string{"opcode", "class", "edns", "version", "subnet"} {
		if count[kind] < 100 {
			t.Errorf("%d of %s in 20,000 questions", count[kind], kind)
		}
	}
	for range 1000 {
		if m := (Ask{}).Question(r, zones); len(m.Extra) > 0 || m.Opcode != 0 || m.Question[0].Qclass != dns.ClassINET {
			t.Fatalf("not plain:\n%s", m)
		}
	}
}
