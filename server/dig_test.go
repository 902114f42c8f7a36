package server

import (
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
)

// exchange sends a question to a plan by the code that answers, as UDP.
func exchange(t testing.TB, plan *answer.Plan, m *dns.Msg, source netip.Addr) *dns.Msg {
	t.Helper()
	in, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, 65535)
	var a answer.Answerer
	n := a.Reply(plan, answer.Meta{Source: source, UDP: true}, in, out)
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

// dig asks "NAME TYPE [from ADDR] [short]" and prints the answer section,
// sorted, each record with its TTL unless short is said. An answer that is not
// plain begins with its status, such as NXDOMAIN or NODATA.
func dig(t testing.TB, plan *answer.Plan, words []string) []string {
	t.Helper()
	from, short := "", false
	for i, w := range words {
		if w == "from" {
			from = words[i+1]
		}
		short = short || w == "short"
	}
	r := exchange(t, plan, question(words[0], dns.StringToType[words[1]], from), netip.MustParseAddr("127.0.0.1"))
	var out []string
	for _, rr := range r.Answer {
		fields := strings.Fields(rr.String())
		if short {
			fields = fields[4:]
		}
		out = append(out, strings.Join(fields, " "))
	}
	switch {
	case r.Rcode != dns.RcodeSuccess:
		out = append(out, dns.RcodeToString[r.Rcode])
	case len(r.Answer) == 0:
		out = append(out, "NODATA")
	}
	slices.Sort(out)
	return out
}
