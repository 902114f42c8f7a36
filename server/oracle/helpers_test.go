package oracle

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// zoneOf parses the text of a zone, which says its $ORIGIN and $TTL itself.
func parsedZone(t *testing.T, apex, text string) Zone {
	t.Helper()
	z := Zone{Apex: apex}
	p := dns.NewZoneParser(strings.NewReader("$ORIGIN "+apex+"\n"+text), "", "")
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		z.Records = append(z.Records, rr)
	}
	if err := p.Err(); err != nil {
		t.Fatal(err)
	}
	return z
}

// plainQuery asks by UDP, with EDNS, from an address.
func plainQuery(name, qtype, from string) Query {
	m := new(dns.Msg).SetQuestion(name, dns.StringToType[qtype])
	m.SetEdns0(1232, false)
	return Query{Msg: m, Source: netip.MustParseAddr(from), UDP: true}
}

// told is a reply as lines: status, answer, authority (with "!"), glue (with
// "#"), what it brings (with "+").
func told(r *Reply) string {
	if r == nil {
		return "silence"
	}
	status := dns.RcodeToString[r.Msg.Rcode]
	if r.Msg.Authoritative {
		status += " aa"
	}
	lines := []string{status}
	put := func(mark string, rrs []dns.RR) {
		for _, rr := range rrs {
			lines = append(lines, strings.TrimSpace(mark+strings.Join(strings.Fields(rr.String()), " ")))
		}
	}
	put("", r.Msg.Answer)
	put("! ", r.Msg.Ns)
	for _, g := range r.Glue {
		put("# ", g.Records)
	}
	for _, set := range r.Brings {
		put("+ ", set)
	}
	return strings.Join(lines, "\n")
}

// expect asks and compares with lines.
func expect(t *testing.T, o *Oracle, q Query, want string) {
	t.Helper()
	if got := told(o.Ask(q)); got != strings.TrimSpace(want) {
		t.Errorf("%s %s from %s\ngot  %s\nwant %s", q.Msg.Question[0].Name, dns.Type(q.Msg.Question[0].Qtype), q.Source,
			strings.ReplaceAll(got, "\n", "\n     "), strings.ReplaceAll(strings.TrimSpace(want), "\n", "\n     "))
	}
}
