package answer_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/wire"
	"geosrv/zones"
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

func (w *ways) compare(t testing.TB, plan *answer.Plan, m *answer.Meta, udp bool, in, reply []byte, o answer.Outcome) {
	t.Helper()
	if w.plan != plan {
		w.plan, w.finished = plan, new(answer.Composer).Finish(plan)
	}
	roomy := append(make([]byte, 0, 2048), in...)
	for i := range roomy[len(in):cap(roomy)] {
		roomy[:cap(roomy)][len(in)+i] = 0x2a // means nothing
	}
	out := new(wire.Room)
	for _, way := range []struct {
		name string
		make func(p *answer.Plan, in []byte, out *wire.Room) int
		plan *answer.Plan
		in   []byte
	}{
		{"long", w.a.Long, plan, in},
		{"long, finished", w.a.Long, w.finished, roomy},
		{"express", w.a.Reply, plan, roomy},
		{"express, finished", w.a.Reply, w.finished, slices.Clip(in)},
	} {
		w.a.Who, w.a.UDP = m, udp
		w.a.Turn(w.turn)
		n := way.make(way.plan, way.in, out)
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

// TestExpressLowestAddress: a subnet stands for its lowest address, also where a
// network is smaller than it.
func TestExpressLowestAddress(t *testing.T) {
	s := steer(t, `
profile: lync
geo: {networks: {10.1.0.0/16: ams, 2001:db8:9::/128: nyc, 192.0.2.0/32: nyc}}
sites: {ams: {at: [52, 5]}, nyc: {at: [41, -74]}}
pools:
  ams: {site: ams, names: [a.x.example]}
  nyc: {site: nyc, names: [n.x.example]}
steer: [{name: _sip._tls.x.example, policy: ladder}]
`, `
$ORIGIN x.example.
$TTL 60
@ SOA ns h 1 7200 900 1209600 60
@ NS ns
ns A 192.0.2.53
a A 192.0.2.1
n A 192.0.2.2
_sip._tls SRV 10 10 443 a
_sip._tls SRV 20 10 443 n
`)
	for subnet, first := range map[string]string{
		"2001:db8:9::/64": "n.x.example.", "2001:db8:9:1::/64": "a.x.example.",
		"192.0.2.0/24": "n.x.example.", "192.0.3.0/24": "a.x.example.", "10.1.0.0/16": "a.x.example.",
	} {
		in, err := parseAsk(t, ";; _sip._tls.x.example. SRV +subnet="+subnet).msg.Pack()
		if err != nil {
			t.Fatal(err)
		}
		r := s.exchange(in, true)
		if len(r.Answer) != 2 || s.ways.hasty == 0 {
			t.Fatalf("%s: %v", subnet, r)
		}
		for _, rr := range r.Answer {
			if srv := rr.(*dns.SRV); (srv.Target == first) != (srv.Priority == 10) {
				t.Errorf("%s: %v, want %s first", subnet, r.Answer, first)
			}
		}
	}
}

// TestExpressForgedHash: a name that has the hash of another zone's apex, or a
// part of which has it, is none of that zone's names.
func TestExpressForgedHash(t *testing.T) {
	const forged = "\x17tjpeaaaaaaaaaaagzve:|2i\x04test\x00"
	if zones.Name(forged).Hash() != zones.Name("\x01x\x07example\x00").Hash() {
		t.Fatal("forge another name")
	}
	const zone = "$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n"
	s := serve(t, "$ORIGIN test.\n"+zone, "$ORIGIN x.example.\n"+zone)
	for _, name := range []string{forged, "\x01a" + forged} {
		r := s.exchange([]byte("\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00"+name+"\x00\x06\x00\x01"), true)
		if r.Rcode != dns.RcodeNameError || len(r.Ns) != 1 || r.Ns[0].Header().Name != "test." {
			t.Errorf("%q: %v", name, r)
		}
	}
	if s.ways.hasty != 0 {
		t.Errorf("%d replies by the short way", s.ways.hasty)
	}
}

// TestExpressNoHash: a name whose hash is that of an empty slot is found where
// there is one, and is missing where there is none.
func TestExpressNoHash(t *testing.T) {
	const name = "\x1263mf8hw!uio2w;q69v\x04test\x00"
	if zones.Name(name).Hash() != 0 {
		t.Fatal("forge another name")
	}
	const zone = "$ORIGIN test.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n"
	for _, c := range []struct {
		zone    string
		rcode   int
		answers int
	}{
		{zone, dns.RcodeNameError, 0},
		{zone + "63mf8hw!uio2w\\;q69v A 192.0.2.1\n", dns.RcodeSuccess, 1},
		{zone + "* A 192.0.2.1\n", dns.RcodeSuccess, 1},
	} {
		r := serve(t, c.zone).exchange([]byte("\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00"+name+"\x00\x01\x00\x01"), true)
		if r.Rcode != c.rcode || len(r.Answer) != c.answers {
			t.Errorf("%v", r)
		}
	}
}

// TestExpressSameHash: of two names with one hash both are found.
func TestExpressSameHash(t *testing.T) {
	s := serve(t, `$ORIGIN test.
$TTL 60
@ SOA ns h 1 7200 900 1209600 60
@ NS ns
ns A 192.0.2.53
tjpeaaaaaaaaaaagzve:|2i A 192.0.2.1
tjpeaaaaaaaaaaagzve:|2i.sub A 192.0.2.3
`, `$ORIGIN x.example.
$TTL 60
@ SOA ns h 1 7200 900 1209600 60
@ NS ns
@ A 192.0.2.2
ns A 192.0.2.53
`)
	for ask, want := range map[string]string{
		"\x17tjpeaaaaaaaaaaagzve:|2i\x04test\x00": "192.0.2.1",
		"\x01x\x07example\x00":                    "192.0.2.2",
	} {
		r := s.exchange([]byte("\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00"+ask+"\x00\x01\x00\x01"), true)
		if len(r.Answer) != 1 || r.Answer[0].(*dns.A).A.String() != want {
			t.Errorf("%q: %v, want %s", ask, r, want)
		}
	}
	r := s.exchange([]byte("\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01a\x04test\x00\x00\x01\x00\x01"), true)
	if r.Rcode != dns.RcodeNameError {
		t.Errorf("%v, want that there is no such name", r)
	}
}
