package server

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"pgregory.net/rapid"

	"geosrv/server/answer"
)

// TestAgainstNaive asks small random zones of wildcards, empty non-terminals,
// delegations and aliases, and compares with the naive answerer.
func TestAgainstNaive(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := randomZone(rt)
		w := worldOf(fatal{t, rt}, "zones: []\n", nil, text)
		var c answer.Composer
		plan := c.Compose(w, answer.NewInputs(w.Roster))
		n := newNaive("z.example.", parsed(rt, text))
		for range 12 {
			name := anyName(rt, "asked")
			qtype := rapid.SampledFrom([]uint16{dns.TypeA, dns.TypeTXT, dns.TypeMX, dns.TypeNS, dns.TypeCNAME, dns.TypeDS, dns.TypeSOA}).Draw(rt, "type")
			r := exchange(fatal{t, rt}, plan, question(name, qtype, ""), netip.MustParseAddr("127.0.0.1"))
			want := n.answer(name, qtype)
			got := outcome{r.Rcode, r.Authoritative, r.Answer, r.Ns}
			if !same(got, want) {
				rt.Fatalf("%s %s\ngot  %s\nwant %s\nzone\n%s", name, dns.TypeToString[qtype], show(got), show(want), text)
			}
		}
	})
}

// fatal makes a failure inside a helper one of the property.
type fatal struct {
	testing.TB
	rt *rapid.T
}

func (f fatal) Fatal(args ...any)                 { f.rt.Fatal(args...) }
func (f fatal) Fatalf(format string, args ...any) { f.rt.Fatalf(format, args...) }

func same(a, b outcome) bool {
	return a.rcode == b.rcode && a.aa == b.aa && slices.Equal(lines(a.answer), lines(b.answer)) && slices.Equal(lines(a.ns), lines(b.ns))
}

func lines(rrs []dns.RR) (out []string) {
	for _, rr := range rrs {
		out = append(out, strings.ToLower(strings.Join(strings.Fields(rr.String()), " ")))
	}
	slices.Sort(out)
	return out
}

func show(o outcome) string {
	return fmt.Sprintf("%s aa=%v\n  %s\n  authority %s", dns.RcodeToString[o.rcode], o.aa,
		strings.Join(lines(o.answer), "\n  "), strings.Join(lines(o.ns), "\n  "))
}

// anyName is a name in or at the zone of few labels, so that names meet.
func anyName(rt *rapid.T, label string) string {
	labels := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "A"}), 0, 4).Draw(rt, label)
	return strings.Join(append(labels, "z.example."), ".")
}

// randomZone is a valid zone: an alias is alone at its name, a wildcard is no
// cut, and there is nothing but addresses below a cut.
func randomZone(rt *rapid.T) string {
	var b strings.Builder
	b.WriteString("$ORIGIN z.example.\n$TTL 300\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n")
	kinds := map[string]string{}
	for i := range rapid.IntRange(0, 12).Draw(rt, "owners") {
		owner := strings.ToLower(anyName(rt, "owner"))
		wild := rapid.IntRange(0, 3).Draw(rt, "wild") == 0
		if wild {
			owner = "*." + owner
		}
		if _, taken := kinds[owner]; taken || owner == "z.example." {
			continue
		}
		kind := rapid.SampledFrom([]string{"data", "data", "alias", "cut"}).Draw(rt, "kind")
		if kind == "cut" && wild {
			kind = "data"
		}
		kinds[owner] = kind
		switch kind {
		case "data":
			fmt.Fprintf(&b, "%s A 192.0.2.%d\n%s A 198.51.100.%d\n", owner, i, owner, i)
			if i%2 == 0 {
				fmt.Fprintf(&b, "%s TXT \"t%d\"\n%s MX %d %s\n", owner, i, owner, i, anyName(rt, "exchange"))
			}
		case "alias":
			fmt.Fprintf(&b, "%s CNAME %s\n", owner, rapid.OneOf(rapid.Just("out.invalid."), rapid.Custom(func(rt *rapid.T) string { return anyName(rt, "target") })).Draw(rt, "alias"))
		case "cut":
			fmt.Fprintf(&b, "%s NS %s\n%s NS ns.out.invalid.\n", owner, anyName(rt, "server"), owner)
		}
	}
	return b.String()
}

func parsed(rt *rapid.T, text string) (out []dns.RR) {
	p := dns.NewZoneParser(strings.NewReader(text), "", "")
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		out = append(out, rr)
	}
	if err := p.Err(); err != nil {
		rt.Fatal(err)
	}
	return out
}
