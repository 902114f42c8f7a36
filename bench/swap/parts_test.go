package swap

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// replyTo is a reply to a query, made by hand.
func replyTo(t *testing.T, q *question, rcode int, answer, authority, additional []string) []byte {
	t.Helper()
	m := new(dns.Msg)
	if err := m.Unpack(q.packet); err != nil {
		t.Fatal(err)
	}
	r := new(dns.Msg).SetRcode(m, rcode)
	r.Authoritative, r.Compress = true, true
	for _, part := range []struct {
		lines []string
		into  *[]dns.RR
	}{{answer, &r.Answer}, {authority, &r.Ns}, {additional, &r.Extra}} {
		for _, line := range part.lines {
			rr, err := dns.NewRR(strings.ReplaceAll(line, "~", "swap.example."))
			if err != nil {
				t.Fatal(err)
			}
			*part.into = append(*part.into, rr)
		}
	}
	r.SetEdns0(1232, false)
	wire, err := r.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return wire
}

// find is a query of a kind.
func find(t *testing.T, what string) *question {
	t.Helper()
	all, err := newQuestions(estateOf(1000), 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		m := new(dns.Msg)
		if err := m.Unpack(all[i].packet); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(m.Question[0].String(), what) {
			return &all[i]
		}
	}
	t.Fatalf("nobody asks for %s", what)
	return nil
}

// TestLook judges replies: what is mixed must be seen in every section.
func TestLook(t *testing.T) {
	srv := func(a, b string) []string {
		return []string{"x.~ 60 SRV 10 10 " + a + " a.c1.~", "x.~ 60 SRV 20 10 " + b + " b.c1.~"}
	}
	addresses := func(a, b string) []string { return []string{"a.c1.~ 60 A 10.1." + a, "b.c1.~ 60 A 10.2." + b} }
	soa := func(serial string) []string { return []string{"~ 60 SOA ns.~ h.~ " + serial + " 1 2 3 4"} }
	none := []string(nil)
	cases := []struct {
		name, kind                    string
		rcode                         int
		answer, authority, additional []string
		what                          uint8
		generation                    uint32
	}{
		{"services", "_tcp", 0, srv("258", "258"), none, addresses("1.2", "1.2"), whole, 258},
		{"steered services", "_udp", 0, srv("7", "7"), none, addresses("0.7", "0.7"), whole, 7},
		{"two services", "_tcp", 0, srv("258", "259"), none, addresses("1.2", "1.2"), mixed, 259},
		{"services and addresses", "_tcp", 0, srv("258", "258"), none, addresses("1.2", "1.1"), mixed, 258},
		{"an address less", "_tcp", 0, srv("258", "258"), none, addresses("1.2", "1.2")[:1], odd, 0},
		{"address", ";a.c", 0, []string{"x.~ 60 A 10.1.255.255"}, none, none, whole, 65535},
		{"text", "TXT", 0, []string{"x.~ 60 TXT 1234"}, none, none, whole, 1234},
		{"no name", "none.", 3, none, soa("99"), none, whole, 99},
		{"a name that is", "none.", 0, none, soa("99"), none, odd, 0},
		{"no generation", "TXT", 0, []string{"x.~ 60 CNAME a.~"}, none, none, odd, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			q := find(t, c.kind)
			reply := replyTo(t, q, c.rcode, c.answer, c.authority, c.additional)
			if what, generation := look(reply, q); what != c.what || generation != c.generation {
				t.Errorf("%d of generation %d, want %d of %d", what, generation, c.what, c.generation)
			}
			for n := range reply {
				if what, _ := look(reply[:n], q); what != odd {
					t.Fatalf("cut at %d it is %d", n, what)
				}
			}
		})
	}
}

// TestGenerations: what a query may be answered with, by when it was sent and
// its reply held.
func TestGenerations(t *testing.T) {
	edits := []edit{{}, {10, 20}, {30, 40}, {50, 0}} // the last was not acknowledged
	for _, c := range []struct {
		at             int64
		oldest, newest int
	}{{5, 1, 1}, {10, 1, 1}, {11, 1, 2}, {20, 1, 2}, {21, 2, 2}, {35, 2, 3}, {41, 3, 3}, {60, 3, 4}} {
		if o, n := oldest(edits, c.at), newest(edits, c.at); o != c.oldest || n != c.newest {
			t.Errorf("at %d: %d to %d, want %d to %d", c.at, o, n, c.oldest, c.newest)
		}
	}
	samples := []sample{
		{Sent: 21, Held: 22, What: whole, Generation: 1}, // too old
		{Sent: 21, Held: 22, What: whole, Generation: 2},
		{Sent: 19, Held: 29, What: whole, Generation: 1},
		{Sent: 19, Held: 29, What: whole, Generation: 3}, // too new
		{Sent: 41, Held: 45, What: mixed, Generation: 3},
		{Sent: 41, Held: 45, What: odd},
		{Sent: 41},
	}
	got := judge("x", samples, edits)
	if got.Queries != 7 || got.Wrong != 2 || got.Mixed != 1 || got.Odd != 1 || got.Lost != 1 {
		t.Errorf("%+v", got)
	}
	if n, took := reloads(edits); n != 2 || took.Max != 1e-5 {
		t.Errorf("%d reloads, %+v", n, took)
	}
}

// TestSpread reads percentiles off by nearest rank.
func TestSpread(t *testing.T) {
	var took []int64
	for i := range 10_000 {
		took = append(took, int64(10_000-i)*1_000_000)
	}
	if got, want := spreadOf(took), (spread{5000, 9900, 9990, 9999, 10_000}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := spreadOf(nil); got != (spread{}) {
		t.Errorf("%+v of nothing", got)
	}
}

// TestKeep gives replies to their queries, also when ids have come round.
func TestKeep(t *testing.T) {
	l := load{sent: 8*70_000 + 3, samples: make([]sample, 8*70_000+3)}
	all, err := newQuestions(estateOf(1000), 1)
	if err != nil {
		t.Fatal(err)
	}
	l.questions = all
	reply := func(id int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(id)) }
	l.keep(2, append(reply(70_000), make([]byte, 10)...), 5) // the newest on socket 2: 8*70000+2
	l.keep(3, append(reply(69_999), make([]byte, 10)...), 6) // the newest on socket 3: 8*69999+3
	l.keep(3, append(reply(69_999), make([]byte, 10)...), 7) // twice: the first counts
	l.keep(9, append(reply(280_000), make([]byte, 10)...), 8)
	if l.samples[8*70_000+2].Held != 5 || l.samples[8*69_999+3].Held != 6 || l.samples[2*280_000+1].Echoed != 8 || l.held != 3 {
		t.Errorf("%+v %+v %+v, %d held", l.samples[8*70_000+2], l.samples[8*69_999+3], l.samples[2*280_000+1], l.held)
	}
}

// TestZone: a generation is a zone, and the configuration steers some of it.
func TestZone(t *testing.T) {
	text := string(estateOf(10_000).zone(300))
	n := 0
	p := dns.NewZoneParser(strings.NewReader(text), "", "")
	for _, ok := p.Next(); ok; _, ok = p.Next() {
		n++
	}
	if p.Err() != nil || n != 10_003 {
		t.Errorf("%d records, %v", n, p.Err())
	}
	if !strings.Contains(text, "a.c7 A 10.1.1.44\n") || !strings.Contains(text, "_svc._udp.c7 SRV 20 10 300 b.c7\n") {
		t.Error(text[:500])
	}
}
