package answer_test

import (
	"bytes"
	"slices"
	"testing"

	"geosrv/server/answer"
)

// ways asks by each way that a reply may be made: by express and the long way,
// from a plan with and without finished blocks, from a buffer with and without
// room behind the request. It fails the test if they differ, so that every test
// of a corner is one of all ways.
type ways struct {
	a        answer.Answerer
	plan     *answer.Plan // that finished is of
	finished *answer.Plan
	turn     uint32
	hasty    int // replies that express made
}

func (w *ways) compare(t testing.TB, plan *answer.Plan, m answer.Meta, in, reply []byte, o answer.Outcome) {
	t.Helper()
	if w.plan != plan {
		w.plan, w.finished = plan, new(answer.Composer).Finish(plan)
	}
	roomy := append(make([]byte, 0, 2048), in...)
	for i := range roomy[len(in):cap(roomy)] {
		roomy[:cap(roomy)][len(in)+i] = 0x2a // means nothing
	}
	out := make([]byte, 65535)
	for _, way := range []struct {
		name string
		make func(p *answer.Plan, m answer.Meta, in, out []byte) int
		plan *answer.Plan
		in   []byte
	}{
		{"long", w.a.Long, plan, in},
		{"long, finished", w.a.Long, w.finished, roomy},
		{"express", w.a.Reply, plan, roomy},
		{"express, finished", w.a.Reply, w.finished, slices.Clip(in)},
	} {
		w.a.Turn(w.turn)
		n := way.make(way.plan, m, way.in, out)
		if w.a.Hasty() {
			w.hasty++
		}
		if !bytes.Equal(out[:n], reply) {
			t.Errorf("%s\nquery %x\ngot  %x\nwant %x", way.name, in, out[:n], reply)
		}
		if w.a.Outcome() != o {
			t.Errorf("%s\nquery %x\noutcome %+v, want %+v", way.name, in, w.a.Outcome(), o)
		}
	}
	w.turn++
}

// TestExpress: what is asked for most goes the short way, and what has to be
// looked at more closely does not.
func TestExpress(t *testing.T) {
	s := fuzzed(t)
	s.t = t
	for _, c := range []struct {
		ask   string
		hasty bool
	}{
		{"_sip._tls.s.example. SRV", true},
		{"_SIP._tls.s.EXAMPLE. SRV +noedns", true},
		{"_sip._tls.s.example. SRV +do +subnet=10.2.0.0/16", true},
		{"_sip._tls.s.example. SRV +subnet=2001:db8:2::/56", true},
		{"x.example. SOA", true},
		{"no.such.name.x.example. A +subnet=10.2.0.0/16", true},
		{"_sip._tls.s.example. SRV +nsid", false},
		{"_sip._tls.s.example. SRV +cookie=" + clientCookie, false},
		{"_sip._tls.s.example. SRV +subnet=2001:db8:2::/72", false},
		{"_sip._tls.s.example. ANY", false},
		{"elsewhere.test. A", false},
		{"foo.bar.example. TXT", false},
		{"a.old.d.example. MX", false},
		{"child.p.example. DS", false},
	} {
		in, err := parseAsk(t, ";; "+c.ask).msg.Pack()
		if err != nil {
			t.Fatal(err)
		}
		before := s.ways.hasty
		s.exchange(in, true)
		if got := s.ways.hasty > before; got != c.hasty {
			t.Errorf("%s: by express %v, want %v", c.ask, got, c.hasty)
		}
	}
}
