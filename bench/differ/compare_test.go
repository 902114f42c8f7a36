package differ

import (
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// message is a reply as text: the question, rcode and flags, then sections as
// lines of records, each with the name of its section in front.
func message(t testing.TB, text string) *dns.Msg {
	t.Helper()
	m := new(dns.Msg)
	m.Response = true
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		head, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case i == 0:
			m.Question = []dns.Question{{Name: head, Qtype: dns.StringToType[rest], Qclass: dns.ClassINET}}
		case i == 1:
			m.Rcode = dns.StringToRcode[head]
			m.Authoritative, m.Truncated = strings.Contains(rest, "aa"), strings.Contains(rest, "tc")
			if strings.Contains(rest, "edns") {
				m.SetEdns0(1232, strings.Contains(rest, "do"))
			}
		default:
			rr, err := dns.NewRR(rest)
			if err != nil {
				t.Fatal(err)
			}
			switch head {
			case "answer":
				m.Answer = append(m.Answer, rr)
			case "authority":
				m.Ns = append(m.Ns, rr)
			case "additional":
				m.Extra = append(m.Extra, rr)
			default:
				t.Fatalf("no section %q", head)
			}
		}
	}
	return m
}

// said is a reply that came over the wire.
func said(t testing.TB, text string) *reply {
	t.Helper()
	wire, err := message(t, text).Pack()
	if err != nil {
		t.Fatal(err)
	}
	return read(wire)
}

const chain = `www.example. A
NOERROR aa edns
answer www.example. 60 IN CNAME a.example.
answer a.example. 60 IN CNAME b.example.
answer b.example. 60 IN A 192.0.2.1
answer b.example. 60 IN A 192.0.2.2`

const referral = `www.sub.example. A
NOERROR
authority sub.example. 300 IN NS ns.sub.example.
authority sub.example. 300 IN NS ns.elsewhere.test.
additional ns.sub.example. 300 IN A 192.0.2.53`

// TestCompareSeesEachAlteration: a comparison that finds nothing proves
// nothing, so each thing that can be wrong is put into a reply.
func TestCompareSeesEachAlteration(t *testing.T) {
	replace := strings.NewReplacer
	for _, c := range []struct {
		name, base string
		alter      *strings.Replacer
		want       part
	}{
		{"missing record", chain, replace("answer b.example. 60 IN A 192.0.2.2", ""), answer},
		{"another address", chain, replace("192.0.2.2", "192.0.2.3"), answer},
		{"record twice", chain, replace("192.0.2.2", "192.0.2.2\nanswer b.example. 60 IN A 192.0.2.2"), answer},
		{"other TTL", chain, replace("60 IN A 192.0.2.2", "61 IN A 192.0.2.2"), answer},
		{"other rcode", chain, replace("NOERROR", "NXDOMAIN"), rcode},
		{"no AA", chain, replace(" aa", ""), aa},
		{"TC", chain, replace(" aa", " aa tc"), tc},
		{"no OPT", chain, replace(" edns", ""), edns},
		{"DO", chain, replace(" edns", " edns do"), edns},
		{"another question", chain, replace("www.example. A", "www.example. AAAA"), echo},
		{"another case in the question", chain, replace("www.example. A", "WWW.example. A"), echo},
		{"SOA too many", chain, replace("192.0.2.2", "192.0.2.2\nauthority example. 60 IN SOA a. b. 1 2 3 4 5"), authority},
		{"missing server", referral, replace("authority sub.example. 300 IN NS ns.elsewhere.test.\n", ""), authority},
		{"missing glue", referral, replace("additional ns.sub.example. 300 IN A 192.0.2.53", ""), glue},
		{"other TTL of glue", referral, replace("300 IN A", "60 IN A"), glue},
	} {
		t.Run(c.name, func(t *testing.T) {
			altered := clean(c.alter.Replace(c.base))
			if got := compare(said(t, altered), said(t, c.base)); !slices.Equal(got, []part{c.want}) {
				t.Errorf("ours altered: differs in %v, want %v", got, c.want)
			}
			if got := compare(said(t, c.base), said(t, altered)); !slices.Equal(got, []part{c.want}) {
				t.Errorf("theirs altered: differs in %v, want %v", got, c.want)
			}
		})
	}
}

// clean leaves out empty lines.
func clean(text string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(text, "\n"), func(s string) bool { return s == "" }), "\n")
}

// TestChainOutOfOrder: the records are the same, but an alias stands behind
// what it leads to. That is asked of us, not of peers.
func TestChainOutOfOrder(t *testing.T) {
	lines := strings.Split(chain, "\n")
	lines[2], lines[3] = lines[3], lines[2]
	wrong := strings.Join(lines, "\n")
	if got := compare(said(t, wrong), said(t, chain)); !slices.Equal(got, []part{order}) {
		t.Errorf("ours in wrong order: differs in %v", got)
	}
	if got := compare(said(t, chain), said(t, wrong)); len(got) > 0 {
		t.Errorf("theirs in wrong order: differs in %v", got)
	}
}

// TestInOrder: which answers can be read from first to last.
func TestInOrder(t *testing.T) {
	for text, want := range map[string]bool{
		"x.old.example. A\nNOERROR aa\nanswer old.example. 1 IN DNAME new.example.\n" +
			"answer x.old.example. 1 IN CNAME x.new.example.\nanswer x.new.example. 1 IN A 192.0.2.1": true,
		"x.old.example. A\nNOERROR aa\nanswer x.old.example. 1 IN CNAME x.new.example.\n" +
			"answer old.example. 1 IN DNAME new.example.\nanswer x.new.example. 1 IN A 192.0.2.1": false,
		"x.old.example. A\nNOERROR aa\nanswer other.example. 1 IN DNAME new.example.\n" +
			"answer x.old.example. 1 IN CNAME x.new.example.": false,
		"old.example. DNAME\nNOERROR aa\nanswer OLD.example. 1 IN DNAME new.example.": true,
		"a.example. A\nNOERROR aa\nanswer b.example. 1 IN A 192.0.2.1":                false,
		"a.example. A\nNOERROR aa\nanswer b.example. 1 IN CNAME c.example.":           false,
		"A.example. A\nNOERROR aa\nanswer a.EXAMPLE. 1 IN A 192.0.2.1":                true,
	} {
		if got := said(t, text).ordered; got != want {
			t.Errorf("%v, want %v:\n%s", got, want, text)
		}
	}
}

// TestCompareKnowsWhatIsTheSame: what a server may say in another way.
func TestCompareKnowsWhatIsTheSame(t *testing.T) {
	for name, alter := range map[string]*strings.Replacer{
		"letter case":      strings.NewReplacer("CNAME b.example.", "CNAME B.Example.", "answer b.example.", "answer B.example."),
		"order of records": strings.NewReplacer("192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.1"),
		"additional data":  strings.NewReplacer("192.0.2.2", "192.0.2.2\nadditional c.example. 60 IN A 192.0.2.9"),
	} {
		if got := compare(said(t, chain), said(t, alter.Replace(chain))); len(got) > 0 {
			t.Errorf("%s: differs in %v", name, got)
		}
	}
	cut := "www.example. A\nNOERROR aa tc"
	if got := compare(said(t, cut), said(t, cut+"\nanswer www.example. 60 IN CNAME a.example.")); len(got) > 0 {
		t.Errorf("what a truncated reply holds: differs in %v", got)
	}
	if got := compare(said(t, "www.example. A\nREFUSED edns do"), said(t, "www.example. A\nREFUSED edns")); len(got) > 0 {
		t.Errorf("DO of a refusal: differs in %v", got)
	}
}

// TestSilenceAndRubbish: no reply and one that cannot be read are differences.
func TestSilenceAndRubbish(t *testing.T) {
	nothing, rubbish := read(nil), read([]byte{1, 2, 3})
	for _, c := range []struct {
		ours, theirs *reply
		want         []part
	}{
		{nothing, said(t, chain), []part{silence}},
		{said(t, chain), nothing, []part{silence}},
		{rubbish, said(t, chain), []part{broken}},
		{said(t, chain), rubbish, []part{broken}},
		{nothing, nothing, nil},
		{rubbish, nothing, []part{silence, broken}},
	} {
		if got := compare(c.ours, c.theirs); !slices.Equal(got, c.want) {
			t.Errorf("differs in %v, want %v", got, c.want)
		}
	}
}
