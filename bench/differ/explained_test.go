package differ

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/oracle/random"
)

// parent and child are zones of ours, the child beside its parent.
const (
	parentZone = `$ORIGIN p.example.
@ 60 IN SOA ns hostmaster 1 2 3 4 5
@ 60 IN NS ns.elsewhere.test.
over 60 IN CNAME a.q.example.
into 60 IN CNAME x.c
c 60 IN NS ns.c
ns.c 60 IN A 192.0.2.1
hidden.c 60 IN TXT "hidden"
`
	childZone = `$ORIGIN c.p.example.
@ 60 IN SOA ns hostmaster 1 2 3 4 5
@ 60 IN NS ns.elsewhere.test.
* 60 IN A 192.0.2.2
`
	otherZone = `$ORIGIN q.example.
@ 60 IN SOA ns hostmaster 1 2 3 4 5
@ 60 IN NS ns.elsewhere.test.
a 60 IN A 192.0.2.3
`
)

func worldOf(t testing.TB, texts ...string) *world {
	t.Helper()
	var zones []random.Zone
	for _, text := range texts {
		z := random.Zone{Text: text}
		p := dns.NewZoneParser(strings.NewReader(text), "", "")
		for rr, ok := p.Next(); ok; rr, ok = p.Next() {
			z.Records = append(z.Records, rr)
		}
		if p.Err() != nil {
			t.Fatal(p.Err())
		}
		z.Apex = z.Records[0].Header().Name
		zones = append(zones, z)
	}
	return newWorld(zones)
}

// TestKinds: the list is short, and each kind says who decides it.
func TestKinds(t *testing.T) {
	kinds := Kinds()
	if len(kinds) > 10 {
		t.Errorf("%d kinds, at most 10", len(kinds))
	}
	seen := map[string]bool{}
	for _, k := range kinds {
		if seen[k.Name] || !strings.Contains(k.RFC, "RFC ") || len(k.Why) < 40 || len(k.Peers) == 0 || k.match == nil {
			t.Errorf("%q is not whole", k.Name)
		}
		seen[k.Name] = true
	}
}

// sample is a question with our reply and a peer's.
type sample struct {
	kind, peer   string // kind "" for none
	edit         func(*exchange)
	ours, theirs string
}

func samples() []sample {
	chaos := func(x *exchange) { x.question.Question[0].Qclass = dns.ClassCHAOS }
	tiny := func(x *exchange) { x.question.SetEdns0(1, false) }
	status := func(x *exchange) { x.question.Opcode = dns.OpcodeStatus }
	soa := "\nauthority p.example. 5 IN SOA ns.p.example. hostmaster.p.example. 1 2 3 4 5"
	over := "\nanswer over.p.example. 60 IN CNAME a.q.example."
	wild := "\nNOERROR aa\nanswer ns.c.p.example. 60 IN A 192.0.2.2"
	below := "\nanswer d.p.example. 60 IN DNAME q.example.\nanswer a.d.p.example. 60 IN CNAME a.q.example."
	loop := "\nanswer l.p.example. 60 IN CNAME l.p.example."
	long := strings.Repeat("\nanswer m.p.example. 60 IN MX 10 "+strings.Repeat("l", 50)+".p.example.", 1)
	return []sample{
		{"another opcode", "knot", status, "p.example. A\nNOTIMP", "p.example. A\nREFUSED"},
		{"", "knot", status, "p.example. A\nREFUSED", "p.example. A\nNOTIMP"},
		{"another class", "bind9", chaos, "p.example. A\nREFUSED", "p.example. A\nFORMERR"},
		{"", "bind9", chaos, "p.example. A\nNOERROR", "p.example. A\nFORMERR"},
		{"ANY", "bind9", nil, "a.q.example. ANY\nNOERROR aa\nanswer a.q.example. 60 IN A 192.0.2.3", "a.q.example. ANY\nNOERROR aa\nanswer a.q.example. 60 IN A 192.0.2.3\nanswer a.q.example. 60 IN TXT x"},
		{"", "bind9", nil, "a.q.example. ANY\nNOERROR aa", "a.q.example. ANY\nNOERROR aa\nanswer a.q.example. 60 IN A 192.0.2.3"},
		{"", "nsd", nil, "a.q.example. ANY\nNOERROR\nanswer a.q.example. 60 IN A 192.0.2.3", "a.q.example. ANY\nNOERROR aa\nanswer a.q.example. 60 IN TXT x"},
		{"ANY", "nsd", nil, "a.d.p.example. ANY\nNOERROR aa" + below + "\nanswer a.q.example. 60 IN A 192.0.2.3", "a.d.p.example. ANY\nNOERROR aa" + below + "\nanswer a.q.example. 60 IN TXT x"},
		{"", "nsd", nil, "a.d.p.example. ANY\nNOERROR aa" + below + "\nanswer a.q.example. 60 IN A 192.0.2.3", "a.d.p.example. ANY\nNOERROR aa" + below + "\nanswer b.q.example. 60 IN TXT x"},
		{"", "nsd", nil, "a.d.p.example. ANY\nNOERROR aa" + below + "\nanswer a.q.example. 60 IN A 192.0.2.3\nanswer a.q.example. 60 IN TXT x", "a.d.p.example. ANY\nNOERROR aa" + below + "\nanswer a.q.example. 60 IN TXT x"},
		{"ANY", "bind9", nil, "a.d.p.example. ANY\nNOERROR aa tc", "a.d.p.example. ANY\nNOERROR aa" + below},
		{"", "nsd", nil, "a.d.p.example. ANY\nNOERROR aa tc", "a.d.p.example. ANY\nNOERROR aa" + below},
		{"types of messages", "bind9", nil, "p.example. TKEY\nNOERROR aa" + soa, "p.example. TKEY\nFORMERR"},
		{"", "bind9", nil, "p.example. TXT\nNOERROR aa" + soa, "p.example. TXT\nFORMERR"},
		{"small UDP size", "knot", tiny, "p.example. A\nNOERROR aa edns" + soa, "p.example. A\nFORMERR"},
		{"", "bind9", tiny, "p.example. A\nNOERROR aa edns" + soa, "p.example. A\nFORMERR"},
		{"alias into another zone", "knot", nil, "over.p.example. A\nNOERROR aa" + over + "\nanswer a.q.example. 60 IN A 192.0.2.3", "over.p.example. A\nNOERROR aa" + over},
		{"", "nsd", nil, "over.p.example. A\nNOERROR aa" + over + "\nanswer a.q.example. 60 IN A 192.0.2.3", "over.p.example. A\nNOERROR aa" + over},
		{"", "knot", nil, "over.p.example. A\nNOERROR aa" + over + "\nanswer a.q.example. 60 IN A 192.0.2.3", "over.p.example. A\nNXDOMAIN aa" + over},
		{"", "knot", nil, "over.p.example. A\nNOERROR aa" + over + "\nanswer a.q.example. 60 IN A 192.0.2.3", "over.p.example. A\nNOERROR aa" + over + soa},
		{"one tree for all zones", "nsd", nil, "ns.c.p.example. A" + wild, "ns.c.p.example. A\nNOERROR aa" + soa},
		{"", "bind9", nil, "ns.c.p.example. A" + wild, "ns.c.p.example. A\nNOERROR aa" + soa},
		{"", "nsd", nil, "no.c.p.example. A\nNOERROR aa\nanswer no.c.p.example. 60 IN A 192.0.2.2", "no.c.p.example. A\nNOERROR aa" + soa},
		{"end of a chain", "bind9", nil, "l.p.example. A\nNOERROR aa" + loop, "l.p.example. A\nSERVFAIL aa" + loop},
		{"", "bind9", nil, "l.p.example. A\nNOERROR aa\nanswer l.p.example. 60 IN A 192.0.2.1", "l.p.example. A\nSERVFAIL aa"},
		{"end of a chain", "knot", nil, "l.p.example. A\nNOERROR aa" + loop, "l.p.example. A\nNOERROR aa" + loop + loop},
		{"end of a chain", "knot", nil, "a.d.p.example. DNAME\nNOERROR aa" + below, "a.d.p.example. DNAME\nNOERROR aa" + below + below[:strings.LastIndex(below, "\n")]},
		{"", "knot", nil, "a.d.p.example. DNAME\nNOERROR aa" + below + below[:strings.LastIndex(below, "\n")], "a.d.p.example. DNAME\nNOERROR aa" + below},
		{"what fits", "nsd", nil, "m.p.example. MX\nNOERROR aa tc", "m.p.example. MX\nNOERROR aa" + tenMX()},
		{"", "nsd", nil, "m.p.example. MX\nNOERROR aa tc", "m.p.example. MX\nNOERROR aa" + long},
		{"", "nsd", func(x *exchange) { x.tcp = true }, "m.p.example. MX\nNOERROR aa tc", "m.p.example. MX\nNOERROR aa" + tenMX()},
		{"what fits", "bind9", nil, manyGlue(17), manyGlue(16)},
		{"", "knot", nil, manyGlue(5), manyGlue(4)},
		{"", "bind9", nil, manyGlue(16), manyGlue(17)},
		{"signatures at an alias", "knot", nil, "over.p.example. RRSIG\nNOERROR aa" + over, "over.p.example. RRSIG\nNOERROR aa" + soa},
		{"", "knot", nil, "over.p.example. A\nNOERROR aa" + over, "over.p.example. A\nNOERROR aa" + soa},
		{"", "nsd", nil, "over.p.example. RRSIG\nNOERROR aa" + over, "over.p.example. RRSIG\nNOERROR aa" + soa},
	}
}

// tenMX are records that fit 512 octets compressed and not in full.
func tenMX() string {
	var b strings.Builder
	for _, c := range "abcdefghij" {
		b.WriteString("\nanswer m.p.example. 60 IN MX 10 " + string(c) + "." + strings.Repeat("l", 40) + ".p.example.")
	}
	return b.String()
}

// manyGlue is a referral whose one server has so many addresses. Sixteen
// fill 512 octets, and in full they do not fit.
func manyGlue(n int) string {
	text := "x.c.p.example. A\nNOERROR\nauthority c.p.example. 60 IN NS ns.c.p.example."
	for i := range n {
		text += fmt.Sprintf("\nadditional ns.c.p.example. 60 IN AAAA 2001:db8::%d", i)
	}
	return text
}

// TestKindsAreNarrow: each kind explains its sample, and nothing beside it.
func TestKindsAreNarrow(t *testing.T) {
	w := worldOf(t, parentZone, childZone, otherZone)
	covered := map[string]bool{}
	for _, s := range samples() {
		a, b := message(t, s.ours), message(t, s.theirs)
		b.Compress = true
		x := &exchange{question: new(dns.Msg), ours: said(t, s.ours), theirs: []*reply{repacked(t, b)}, world: w}
		x.question.Question = slices.Clone(a.Question)
		if s.edit != nil {
			s.edit(x)
		}
		parts := x.differences(0)
		if len(parts) == 0 {
			t.Errorf("no difference:\n%s\n%s", s.ours, s.theirs)
		}
		kind, _ := explain(Kinds(), Difference{x, s.peer, x.theirs[0], parts})
		if kind != s.kind {
			t.Errorf("kind %q, want %q, %s, %v:\n%s\n-\n%s", kind, s.kind, s.peer, parts, s.ours, s.theirs)
		}
		covered[kind] = true
	}
	for _, k := range Kinds() {
		if !covered[k.Name] {
			t.Errorf("no sample of %q", k.Name)
		}
	}
}

func repacked(t testing.TB, m *dns.Msg) *reply {
	t.Helper()
	wire, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return read(wire)
}

// TestSilenceIsNoKind: a server that doesn't answer is not explained, but for
// BIND in class CH, which it limits.
func TestSilenceIsNoKind(t *testing.T) {
	w := worldOf(t, parentZone)
	for _, text := range []string{"p.example. A\nNOERROR aa", "p.example. ANY\nNOERROR aa", "p.example. RRSIG\nNOERROR aa", "p.example. TKEY\nNOTIMP"} {
		for _, p := range peers() {
			x := &exchange{question: message(t, text), ours: said(t, text), theirs: []*reply{read(nil)}, world: w}
			if kind, ok := explain(Kinds(), Difference{x, p.name, x.theirs[0], x.differences(0)}); ok {
				t.Errorf("silence of %s is explained as %q", p.name, kind)
			}
		}
	}
}

// TestAdditionalMustStandInAZone: peers need not agree on it, but nothing may
// be made up.
func TestAdditionalMustStandInAZone(t *testing.T) {
	w := worldOf(t, parentZone, otherZone)
	text := "p.example. MX\nNOERROR aa\nanswer p.example. 60 IN MX 10 a.q.example."
	for extra, want := range map[string]int{
		"": 0, "\nadditional a.q.example. 60 IN A 192.0.2.3": 0,
		"\nadditional a.q.example. 60 IN A 192.0.2.4": 1, "\nadditional a.q.example. 61 IN A 192.0.2.3": 1,
	} {
		x := &exchange{question: message(t, text), ours: said(t, text+extra), theirs: []*reply{said(t, text)}, world: w}
		if parts := x.differences(0); len(parts) != want {
			t.Errorf("%q: differs in %v", extra, parts)
		}
	}
}
