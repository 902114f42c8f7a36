package siege

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

func TestSpread(t *testing.T) {
	var samples []time.Duration
	for i := range 200 {
		samples = append(samples, time.Duration(200-i)*time.Millisecond)
	}
	s := spreadOf(samples, 0)
	if want := (spread{N: 200, P50: 100, P99: 198, Max: 200}); s != want {
		t.Errorf("%+v, want %+v", s, want)
	}
	if err := s.check("x", 198*time.Millisecond); err != nil {
		t.Error(err)
	}
	for _, c := range [...]struct {
		s    spread
		want string
	}{
		{spread{}, "x: nothing was answered"},
		{spread{N: 9, Lost: 1}, "x: 1 of 10 were not answered"},
		{s, "x: p99 is 198 ms, more than 197 ms"},
	} {
		if err := c.s.check("x", 197*time.Millisecond); err == nil || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

func TestKindOf(t *testing.T) {
	for _, c := range [...]struct {
		name  string
		reply func(*dns.Msg)
		want  kind
	}{
		{"answer", func(*dns.Msg) {}, full},
		{"truncated", func(m *dns.Msg) { m.Truncated, m.Answer = true, nil }, short},
		{"refused", func(m *dns.Msg) { m.Rcode = dns.RcodeRefused }, other},
		{"nothing", func(m *dns.Msg) { m.Answer = nil }, other},
		{"query", func(m *dns.Msg) { m.Response = false }, other},
	} {
		m := new(dns.Msg).SetReply(new(dns.Msg).SetQuestion("a.", dns.TypeNS))
		m.Answer = []dns.RR{&dns.NS{Hdr: dns.RR_Header{Name: "a.", Rrtype: dns.TypeNS, Class: 1}, Ns: "b."}}
		c.reply(m)
		b, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		if got := kindOf(b); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	if got := kindOf(nil); got != other {
		t.Errorf("nothing at all: %d", got)
	}
}

// TestPace sends at the rate, and does not make up for what it slept through.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := 0
		took := pace(t.Context(), 2500, 2*time.Second, func() { sent++ })
		if sent < 4990 || sent > 5000 || took != 2*time.Second {
			t.Errorf("%d sent in %v", sent, took)
		}
		sent = 0
		pace(t.Context(), 1000, 2*time.Second, func() {
			if sent++; sent == 500 {
				time.Sleep(time.Second)
			}
		})
		if sent < 990 || sent > 1010 {
			t.Errorf("%d sent with a second slept", sent)
		}
	})
}

// TestKeep gives answers to the newest question of their id.
func TestKeep(t *testing.T) {
	m := new(dns.Msg).SetReply(new(dns.Msg).SetQuestion("a.", dns.TypeNS))
	m.Answer = []dns.RR{&dns.NS{Hdr: dns.RR_Header{Name: "a.", Rrtype: dns.TypeNS, Class: 1}, Ns: "b."}}
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	const n = 1<<16 + 10
	at := time.Now()
	s := &steady{sent: make([]time.Time, n), took: make([]time.Duration, n)}
	for i := range s.sent {
		s.sent[i] = at
	}
	for _, id := range []uint16{3, 9, 10, 3} {
		s.keep(identified(b, id), at.Add(time.Second))
	}
	for number, want := range map[int]bool{3: false, 9: false, 10: true, 1<<16 + 3: true, 1<<16 + 9: true, 1<<16 + 8: false} {
		if (s.took[number] > 0) != want {
			t.Errorf("question %d: %v", number, s.took[number])
		}
	}
	m.Truncated, m.Answer = true, nil
	if b, err = m.Pack(); err != nil {
		t.Fatal(err)
	}
	if s.keep(b, at); s.short != 1 || s.odd != 0 {
		t.Errorf("%d truncated, %d odd", s.short, s.odd)
	}
}

// TestFloodBounds breaks each bound.
func TestFloodBounds(t *testing.T) {
	o := floodOrder{flood: 1000, slip: 2}
	for _, c := range [...]struct {
		change func(*floodReport)
		want   string
	}{
		{func(*floodReport) {}, ""},
		{func(r *floodReport) { r.Steady = 204 }, "204.0 answers a second to the flooded network, more than 200"},
		{func(r *floodReport) { r.Full = 0 }, "0 answers and 0 odd replies"},
		{func(r *floodReport) { r.Other = 1 }, "2000 answers and 1 odd replies"},
		{func(r *floodReport) { r.Short = 0 }, "no truncated replies"},
		{func(r *floodReport) { r.Flood = 8999 }, "only 8999 questions"},
		{func(r *floodReport) { r.Slipped = 1 }, "1 truncated replies to neighbours"},
		{func(r *floodReport) { r.ShortNames = 1 }, "1 to the resolver"},
		{func(r *floodReport) { r.After = 17 << 20 }, "the server grew by 17408 KiB"},
		{func(r *floodReport) { r.Neighbours.Lost = 1 }, "neighbours: 1 of 11 were not answered"},
		{func(r *floodReport) { r.Resolver.Lost = 1 }, "resolver: 1 of 11 were not answered"},
	} {
		r := floodReport{
			Seconds: 10, Rate: 200, Flood: 10_000, Full: 2000, Short: 4000, Steady: 200,
			Neighbours: spread{N: 10}, Resolver: spread{N: 10},
		}
		c.change(&r)
		switch err := r.checkAll(&o); {
		case c.want == "" && err != nil:
			t.Error(err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}
