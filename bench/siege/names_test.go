package siege

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"geosrv/bench/batter"
)

// TestGuesses reads what a guesser asks: good messages for names that nobody
// has, with client subnets of all kinds.
func TestGuesses(t *testing.T) {
	f, err := newGuesser(netip.MustParseAddrPort("127.0.0.1:53"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.conn.Close()
	names, lengths := map[string]bool{}, map[uint16]map[uint8]bool{1: {}, 2: {}}
	const n = 5000
	for i := range n {
		m := new(dns.Msg)
		if err := m.Unpack(f.guess(uint16(i))); err != nil {
			t.Fatal(err)
		}
		if int(m.Id) != i || len(m.Question) != 1 || m.Question[0].Qclass != dns.ClassINET {
			t.Fatal(m)
		}
		name := m.Question[0].Name
		if !dns.IsSubDomain(globeApex, name) && !dns.IsSubDomain(wildApex, name) {
			t.Fatal(name)
		}
		names[name] = true
		subnet := m.IsEdns0().Option[0].(*dns.EDNS0_SUBNET)
		lengths[subnet.Family][subnet.SourceNetmask] = true
		// It is written as miekg/dns would, with no bit behind the length.
		a, _ := netip.AddrFromSlice(subnet.Address)
		if p := netip.PrefixFrom(a, int(subnet.SourceNetmask)); subnet.Family == 2 && p != p.Masked() {
			t.Fatal(p)
		}
	}
	if len(names) < n*99/100 || len(lengths[1]) != 33 || len(lengths[2]) != 129 {
		t.Errorf("%d names, %d lengths of IPv4, %d of IPv6", len(names), len(lengths[1]), len(lengths[2]))
	}
}

// TestGuesserIsManyNetworks: half of it from few, the others from all over.
func TestGuesserIsManyNetworks(t *testing.T) {
	f := &guesser{random: rand.New(rand.NewPCG(1, 1))}
	few, many := 0, map[netip.Prefix]bool{}
	for range 10_000 {
		a := netip.AddrFrom4(f.source())
		if !strayNetwork().Contains(a) {
			t.Fatal(a)
		}
		p, _ := a.Prefix(24) // it is IPv4
		if many[p] = true; netip.MustParsePrefix("100.64.0.0/20").Contains(a) {
			few++
		}
	}
	if few < 4800 || few > 5200 || len(many) < 4000 {
		t.Errorf("%d of 10000 from %d networks, and %d networks in all", few, throngs, len(many))
	}
}

// TestJury takes the right answer, for the asker's place, and no other.
func TestJury(t *testing.T) {
	g := newGlobe()
	states, err := g.oracles()
	if err != nil {
		t.Fatal(err)
	}
	at := func(site string) netip.Prefix {
		i := slices.IndexFunc(g.prefixes, func(p netip.Prefix) bool { return g.networks[p] == site && p.Addr().Is4() })
		return netip.PrefixFrom(g.prefixes[i].Addr(), 24)
	}
	m := new(dns.Msg).SetQuestion(globeWeb(3), dns.TypeA)
	m.SetEdns0(1232, false)
	m.IsEdns0().Option = []dns.EDNS0{subnetOption(at("s2"))}
	query, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	j := newJury(states, netip.MustParseAddr("198.18.0.7"), [][]byte{query})
	for i, c := range [...]struct {
		last byte // of both addresses
		want string
	}{{2, ""}, {2, ""}, {1, "answer"}, {1, "answer"}} {
		r := new(dns.Msg).SetReply(m)
		r.Authoritative, r.Id = true, uint16(i)
		r.SetEdns0(1232, false)
		subnet := subnetOption(at("s2"))
		subnet.SourceScope = 24
		r.IsEdns0().Option = []dns.EDNS0{subnet}
		for _, a := range [...]byte{100, 120} { // of a pool
			r.Answer = append(r.Answer, &dns.A{
				Hdr: dns.RR_Header{Name: globeWeb(3), Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 60},
				A:   []byte{192, 0, 2, a + c.last},
			})
		}
		b, err := r.Pack()
		if err != nil {
			t.Fatal(err)
		}
		if got := j.judge(0, b); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%d: %q, want %q", c.last, got, c.want)
		}
	}
	if len(j.known) != 2 {
		t.Errorf("%d verdicts kept, want 2: the id is no part of an answer", len(j.known))
	}
}

// TestWrongAnswersAreNoAnswers: what the judge does not like is not counted as
// answered.
func TestWrongAnswersAreNoAnswers(t *testing.T) {
	m := new(dns.Msg).SetReply(new(dns.Msg).SetQuestion("a.", dns.TypeNS))
	m.Answer = []dns.RR{&dns.NS{Hdr: dns.RR_Header{Name: "a.", Rrtype: dns.TypeNS, Class: 1}, Ns: "b."}}
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	s := &steady{queries: make([][]byte, 2), judge: func(query int, _ []byte) string { return []string{"", "bad"}[query] }}
	at := time.Now()
	for range 4 {
		s.sent, s.took = append(s.sent, at), append(s.took, 0)
	}
	for id := range uint16(4) {
		s.keep(identified(b, id), at.Add(1))
	}
	if s.odd != 2 || s.wrong != "bad" || s.took[0] == 0 || s.took[1] > 0 || s.took[2] == 0 || s.took[3] > 0 {
		t.Errorf("%v, and %d odd: %s; want answers to the first and third, and two bad ones", s.took, s.odd, s.wrong)
	}
}

// TestNamesBounds breaks each bound.
func TestNamesBounds(t *testing.T) {
	o := namesOrder{useful: 1000, times: 30, lasts: 10 * time.Second}
	plan := batter.PlanSize{Orders: 7, Classes: 7, Variants: 70}
	for _, c := range [...]struct {
		change func(*namesRow)
		want   string
	}{
		{func(*namesRow) {}, ""},
		{func(r *namesRow) { r.Besieged.Good = 9989; r.Besieged.Short = 11 }, "during the flood 9989 of 10000 questions had a good answer (11 truncated"},
		{func(r *namesRow) { r.Calm.Good = 900 }, "before the flood 900 of 1000"},
		{func(r *namesRow) { r.Besieged.Odd, r.Besieged.Wrong = 1, "TTL" }, "1 wrong replies: TTL"},
		{func(r *namesRow) { r.Besieged.Asked, r.Besieged.Good = 8999, 8999 }, "only 8999 useful questions"},
		{func(r *namesRow) { r.Flood.Sent = 269_999 }, "only 269999 random names"},
		{func(r *namesRow) { r.Flood.Other = 1 }, "1 odd replies"},
		{func(r *namesRow) { r.Flood.Short = 0 }, "no truncated replies"},
		{func(r *namesRow) { r.Limit = "off" }, "9 truncated replies"},
		{func(r *namesRow) { r.Peak = 33 << 20 }, "the server grew by 32769 KiB"},
		{func(r *namesRow) { r.After = 34 << 20 }, "the server grew by 33793 KiB"},
		{func(r *namesRow) { r.Last.Plan.Variants++ }, "the plan was"},
		{func(r *namesRow) { r.Last.Goroutines = 13 }, "13 goroutines, 10 before"},
	} {
		r := namesRow{
			Limit: "default", Calm: welcome{Asked: 1000, Good: 1000}, Besieged: welcome{Asked: 10_000, Good: 9990},
			Flood:  guesses{Sent: 270_000, Missing: 1, Found: 1, Short: 9},
			Before: 1<<20 - 1<<10, Peak: 33<<20 - 1<<10, After: 1 << 20,
			First: batter.Tally{Plan: plan, Goroutines: 10}, Last: batter.Tally{Plan: plan, Goroutines: 12},
		}
		c.change(&r)
		switch err := o.checkAll([]namesRow{r}); {
		case c.want == "" && err != nil:
			t.Error(err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}
