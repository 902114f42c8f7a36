package server

import (
	"net/netip"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
	"geosrv/server/wire"
)

// TestReplyAllocatesNothing asks one question of every kind.
func TestReplyAllocatesNothing(t *testing.T) {
	w := smallworld.Of(t, familiesConfig, nil, familiesZone)
	var c answer.Composer
	plan := c.Compose(w, answer.NewInputs(w.Roster))
	out := make([]byte, 65535)
	for _, q := range []struct {
		what, name string
		qtype      uint16
		from       string
		rcode      int
	}{
		{"plain", "ns.x.example", dns.TypeA, "", dns.RcodeSuccess},
		{"plain with subnet", "ns.x.example", dns.TypeA, "10.0.1.1", dns.RcodeSuccess},
		{"carrier", "x.example", dns.TypeMX, "", dns.RcodeSuccess},
		{"ladder", "_sip._udp.x.example", dns.TypeSRV, "", dns.RcodeSuccess},
		{"ladder with subnet", "_sip._udp.x.example", dns.TypeSRV, "10.0.1.1", dns.RcodeSuccess},
		{"addresses", "www.x.example", dns.TypeAAAA, "2001:db8:a::1", dns.RcodeSuccess},
		{"any", "www.x.example", dns.TypeANY, "10.0.1.1", dns.RcodeSuccess},
		{"alias", "alias.x.example", dns.TypeA, "10.0.1.1", dns.RcodeSuccess},
		{"wildcard to alias", "a.b.wild.x.example", dns.TypeA, "10.0.1.1", dns.RcodeSuccess},
		{"referral", "a.sub.x.example", dns.TypeA, "10.0.1.1", dns.RcodeSuccess},
		{"no name", "nothing.x.example", dns.TypeA, "10.0.1.1", dns.RcodeNameError},
		{"no data", "www.x.example", dns.TypeTXT, "", dns.RcodeSuccess},
		{"not ours", "www.elsewhere.invalid", dns.TypeA, "", dns.RcodeRefused},
	} {
		in := packed(t, q.name, q.qtype, q.from)
		var a answer.Answerer
		a.Who, a.UDP = &answer.Meta{Source: netip.MustParseAddr("10.0.0.1")}, true
		if n := a.Reply(plan, in, (*wire.Room)(out)); n < 12 || int(out[3]&15) != q.rcode {
			t.Errorf("%s: %d octets, rcode %d", q.what, n, out[3]&15)
		}
		if n := testing.AllocsPerRun(100, func() { a.Reply(plan, in, (*wire.Room)(out)) }); n != 0 {
			t.Errorf("%s: %v allocations", q.what, n)
		}
	}
}

// A worker's whole way allocates nothing either: with a cookie, limited and
// not. Where the rate is one, the run to warm up is what it lets pass.
func TestAnswerAllocatesNothing(t *testing.T) {
	for _, c := range []struct {
		what, lines string
		in          func() []byte
		from        string
		want        fate
	}{
		{"passed", "rate_limit: {answers: 1000000}\n", nil, "192.0.2.1", fate{full: 101}},
		{"slipped", "rate_limit: {answers: 1, slip: 1}\n", nil, "192.0.2.1", fate{full: 1, short: 100}},
		{"dropped", "rate_limit: {answers: 1, slip: 0}\n", nil, "2001:db8::1", fate{full: 1, none: 100}},
		{"exempt", "rate_limit: {exempt: [192.0.2.0/24]}\n", nil, "192.0.2.1", fate{full: 101}},
		{"a cookie", "nsid: here\n", func() []byte { return cookied(t, nil) }, "192.0.2.1", fate{full: 101}},
		{"a forged cookie", "rate_limit: {answers: 1, slip: 1}\n", func() []byte { return cookied(t, make([]byte, 16)) }, "2001:db8::1", fate{full: 1, badcookie: 100}},
	} {
		a := windowOf(t, c.lines)
		in, out := packed(t, "ns1.contoso.com", dns.TypeA, ""), make([]byte, 65535)
		if c.in != nil {
			in = c.in()
		}
		client := udp(c.from)
		var got fate
		if n := testing.AllocsPerRun(100, func() { got.add(t, in, out, a.Answer(in, (*wire.Room)(out), client)) }); n != 0 || got != c.want {
			t.Errorf("%s: %v allocations, %+v, want %+v", c.what, n, got, c.want)
		}
	}
	a := windowOf(t, "")
	in, out, client := cookied(t, nil), make([]byte, 65535), udp("192.0.2.1")
	in = cookied(t, given(t, out[:a.Answer(in, (*wire.Room)(out), client)]))
	if n := testing.AllocsPerRun(100, func() { a.Answer(in, (*wire.Room)(out), client) }); n != 0 || a.tally.proven.Load() != 101 {
		t.Errorf("a cookie that holds: %v allocations, %d of 101 held", n, a.tally.proven.Load())
	}
}
