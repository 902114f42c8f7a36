package server

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/wire"
)

// respond is a reply to a client, into room for the longest.
func respond(a *answer.Answerer, plan *answer.Plan, source netip.Addr, udp bool, in, out []byte) int {
	a.Who, a.UDP = &answer.Meta{Source: source}, udp
	return a.Reply(plan, in, (*wire.Room)(out))
}

// exchange sends a question to a plan by the code that answers, as UDP.
func exchange(t testing.TB, plan *answer.Plan, m *dns.Msg, source netip.Addr) *dns.Msg {
	t.Helper()
	in, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, 65535)
	var a answer.Answerer
	n := respond(&a, plan, source, true, in, out)
	reply := new(dns.Msg)
	if err := reply.Unpack(out[:n]); err != nil {
		t.Fatalf("reply to %v: %v", m.Question, err)
	}
	return reply
}

// question makes a query with EDNS and, if from is said, a client subnet of
// its full length.
func question(name string, qtype uint16, from string) *dns.Msg {
	m := new(dns.Msg).SetQuestion(dns.Fqdn(name), qtype)
	m.SetEdns0(1232, false)
	if from != "" {
		a := netip.MustParseAddr(from)
		e := &dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: 24, Address: net.IP(a.AsSlice()).Mask(net.CIDRMask(24, 32))}
		if a.Is6() {
			e.Family, e.SourceNetmask = 2, 56
			e.Address = net.IP(a.AsSlice()).Mask(net.CIDRMask(56, 128))
		}
		m.IsEdns0().Option = append(m.IsEdns0().Option, e)
	}
	return m
}

// digWords are the options of an ask.
type digWords struct {
	from        string // client subnet
	short       bool   // leave out owner, TTL and type
	additional  bool   // the additional section too, marked by "+"
	scope       bool   // the scope of the reply's client subnet
	size        int    // UDP payload size; 0 for 1232
	name, qtype string
}

func parseDig(t testing.TB, words []string) (d digWords) {
	t.Helper()
	d.name, d.qtype = words[0], words[1]
	for i := 2; i < len(words); i++ {
		switch words[i] {
		case "from":
			i++
			d.from = words[i]
		case "short":
			d.short = true
		case "additional":
			d.additional = true
		case "scope":
			d.scope = true
		case "size":
			i++
			if _, err := fmt.Sscan(words[i], &d.size); err != nil {
				t.Fatalf("ask: size %s", words[i])
			}
		default:
			t.Fatalf("ask: no word %q", words[i])
		}
	}
	return d
}

// dig asks in the words of testdata/scenario/README.md and prints the answer,
// sorted. An answer that is not plain has its status too, such as NXDOMAIN,
// NODATA or TC.
func dig(t testing.TB, plan *answer.Plan, words []string) []string {
	t.Helper()
	d := parseDig(t, words)
	q := question(d.name, dns.StringToType[d.qtype], d.from)
	if d.size > 0 {
		q.IsEdns0().SetUDPSize(uint16(d.size))
	}
	r := exchange(t, plan, q, netip.MustParseAddr("127.0.0.1"))
	var out []string
	for _, rr := range r.Answer {
		out = append(out, d.record(rr))
	}
	for _, rr := range r.Extra {
		if d.additional && rr.Header().Rrtype != dns.TypeOPT {
			out = append(out, "+ "+strings.Join(strings.Fields(rr.String()), " "))
		}
	}
	switch {
	case r.Truncated:
		out = append(out, "TC")
	case r.Rcode != dns.RcodeSuccess:
		out = append(out, dns.RcodeToString[r.Rcode])
	case len(r.Answer) == 0:
		out = append(out, "NODATA")
	}
	if d.scope {
		out = append(out, fmt.Sprintf("scope %d", scopeOf(r)))
	}
	slices.Sort(out)
	return out
}

func (d digWords) record(rr dns.RR) string {
	fields := strings.Fields(rr.String())
	if d.short {
		fields = fields[4:]
	}
	return strings.Join(fields, " ")
}

// scopeOf is the scope of a reply's client subnet, -1 if it has none.
func scopeOf(r *dns.Msg) int {
	opt := r.IsEdns0()
	if opt == nil {
		return -1
	}
	for _, o := range opt.Option {
		if e, ok := o.(*dns.EDNS0_SUBNET); ok {
			return int(e.SourceScope)
		}
	}
	return -1
}
