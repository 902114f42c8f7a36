package oracle

import (
	"net"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// TestWrong alters a right reply in each way that must be noticed, and in those
// in which a server is free.
func TestWrong(t *testing.T) {
	o := New(trunk(t))
	q := plainQuery("_sip._tcp.t.test.", "SRV", "10.1.0.1")
	right := func() *dns.Msg {
		r := o.Ask(q)
		m := r.Msg.Copy()
		for _, set := range r.Brings {
			m.Extra = append(m.Extra, owned(set, set[0].Header().Name)...)
		}
		m.SetEdns0(1232, false)
		m.Compress = true
		return m
	}
	for _, c := range []struct {
		what, want string
		change     func(*dns.Msg)
	}{
		{"nothing", "", func(*dns.Msg) {}},
		{"other order in a set", "", func(m *dns.Msg) { m.Answer[0], m.Answer[3] = m.Answer[3], m.Answer[0] }},
		{"case of an owner", "", func(m *dns.Msg) { m.Answer[0].Header().Name = "_SIP._tcp.t.test." }},
		{"extended error", "", func(m *dns.Msg) { m.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_EDE{InfoCode: 18}} }},
		{"id", "id, QR or opcode", func(m *dns.Msg) { m.Id++ }},
		{"a query", "id, QR or opcode", func(m *dns.Msg) { m.Response = false }},
		{"rcode", "rcode SERVFAIL, want NOERROR", func(m *dns.Msg) { m.Rcode = dns.RcodeServerFailure }},
		{"AA", "AA is false, want true", func(m *dns.Msg) { m.Authoritative = false }},
		{"RA", "RA, AD or Z is set", func(m *dns.Msg) { m.RecursionAvailable = true }},
		{"CD", "CD is set", func(m *dns.Msg) { m.CheckingDisabled = true }},
		{"RD", "RD is not echoed", func(m *dns.Msg) { m.RecursionDesired = false }},
		{"question", "question [", func(m *dns.Msg) { m.Question[0].Name = "_SIP._tcp.t.test." }},
		{"record missing", "answer: not there", func(m *dns.Msg) { m.Answer = m.Answer[1:] }},
		{"record twice", "answer: not wanted", func(m *dns.Msg) { m.Answer = append(m.Answer, m.Answer[0]) }},
		{"TTL", "answer: not wanted", func(m *dns.Msg) { m.Answer[0].Header().Ttl++ }},
		{"weight", "answer: not wanted", func(m *dns.Msg) { m.Answer[0].(*dns.SRV).Weight++ }},
		{"authority", "authority: not wanted", func(m *dns.Msg) { m.Ns = m.Answer[:1] }},
		{"set left off with room", "additional: 3 of 4 sets, and the next would fit", func(m *dns.Msg) { m.Extra = append(m.Extra[:9:9], m.Extra[10]) }},
		{"half a set", "additional set 4", func(m *dns.Msg) { m.Extra[9] = dns.Copy(m.Extra[0]) }},
		{"stranger", "additional: not wanted", func(m *dns.Msg) { m.Extra = append(m.Extra, dns.Copy(m.Extra[0])) }},
		{"no OPT", "no OPT record", func(m *dns.Msg) { m.Extra = m.Extra[:10] }},
		{"two OPTs", "several OPT records", func(m *dns.Msg) { m.Extra = append(m.Extra, dns.Copy(m.Extra[10])) }},
		{"option", "option 3, which nobody asked for", func(m *dns.Msg) { m.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_NSID{Code: 3}} }},
		{"subnet", "client subnet: nobody sent one", func(m *dns.Msg) {
			m.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_SUBNET{Code: 8, Family: 1, SourceNetmask: 24, Address: net.IPv4(192, 0, 2, 0)}}
		}},
		{"needless TC", "truncated, but the reply takes", func(m *dns.Msg) {
			m.Truncated, m.Answer, m.Extra = true, nil, m.Extra[10:]
		}},
		{"TC with records", "truncated, but not empty", func(m *dns.Msg) { m.Truncated = true }},
	} {
		m := right()
		m.Extra = append([]dns.RR(nil), m.Extra...)
		c.change(m)
		wire, err := m.Pack()
		if err != nil {
			t.Fatal(c.what, err)
		}
		got := o.Ask(q).Wrong(wire)
		if c.want == "" && got != "" || c.want != "" && !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// TestWrongWithoutReply: silence where a reply is due, and a reply where none is.
func TestWrongWithoutReply(t *testing.T) {
	o := New(trunk(t))
	q := plainQuery("t.test.", "SOA", "10.1.0.1")
	if got := o.Ask(q).Wrong(nil); got != "no reply" {
		t.Error(got)
	}
	q.Msg.Response = true
	if got := o.Ask(q).Wrong(make([]byte, 12)); got != "a reply to what wants none" {
		t.Error(got)
	}
	if got := o.Ask(q).Wrong(nil); got != "" {
		t.Error(got)
	}
}
