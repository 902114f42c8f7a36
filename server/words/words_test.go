package words

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
	"geosrv/server/operator"
	"geosrv/server/roster"
)

// estate is an estate in which a word can mean several things.
func estate(t *testing.T) *roster.Roster {
	t.Helper()
	yaml := strings.Replace(smallworld.TwoSites, "  ams: {site: ams, names: [access-ams.contoso.com]}\n",
		"  ams: {site: ams, names: [access-ams.contoso.com], servers: {edge1: [192.0.2.11], nyc: {behind: 192.0.2.12, probe: 192.0.2.99}}}\n", 1)
	return smallworld.Of(t, yaml, nil, smallworld.TwoSitesZone+"access-ams A 192.0.2.12\n").Roster
}

// TestSelected: a bare word is taken where it can mean one thing only, and who
// types another is told what there is.
func TestSelected(t *testing.T) {
	r := estate(t)
	for _, c := range []struct{ word, want string }{
		{"ams", "pool:ams"}, // and the site, which is the same addresses
		{"site:ams", "site:ams"},
		{"edge1", "server:edge1"},
		{"192.0.2.11", "addr:192.0.2.11"},
		{"nyc", `"nyc" may mean site:nyc (1 address) or pool:nyc (1 address) or server:nyc (0 addresses): say which`},
		{"am", `nothing is called "am" (say site:ams or pool:ams)`},
		{"x", `nothing is called "x" (say site:, pool:, role:, server: or addr:)`},
		{"192.0.2.1", `nothing is called "192.0.2.1" (say site:, pool:, role:, server: or addr:)`},
		{"pool:berlin", "there is no pool:berlin (known: ams, nyc)"},
	} {
		s, err := Selected(c.word, r)
		got := s.String()
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %s\nwant %s", c.word, got, c.want)
		}
	}
}

// TestQualified: the verbs that take a selector take a bare word, and others are let
// alone.
func TestQualified(t *testing.T) {
	r := estate(t)
	for _, c := range []struct{ verb, words, want string }{
		{"drain", "edge1", "[server:edge1]"},
		{"drain", "pool:berlin", "[pool:berlin]"},
		{"force", "down 192.0.2.11", "[down addr:192.0.2.11]"},
		{"pin", "_sip._tls.contoso.com nyc", "[_sip._tls.contoso.com nyc]"},
		{"drain", "", "[]"},
	} {
		got, err := Qualified(operator.Verb(c.verb), strings.Fields(c.words), r)
		if fmt.Sprint(got) != c.want || err != nil {
			t.Errorf("%s %s: %v, %v", c.verb, c.words, got, err)
		}
	}
}

// TestAddresses: a server behind a balancer is reached by the balancer's address, and
// probed at its own.
func TestAddresses(t *testing.T) {
	r := estate(t)
	for _, c := range []struct{ selector, named, answering, machines string }{
		{"pool:ams", "[192.0.2.11 192.0.2.12]", "[192.0.2.11 192.0.2.12]", "[192.0.2.11 192.0.2.12 192.0.2.99]"},
		{"server:edge1", "[192.0.2.11]", "[192.0.2.11]", "[192.0.2.11]"},
		{"server:nyc", "[]", "[192.0.2.12]", "[192.0.2.99]"},
		{"addr:192.0.2.12", "[192.0.2.12]", "[192.0.2.12]", "[192.0.2.12 192.0.2.99]"},
		{"addr:203.0.113.1", "[]", "[]", "[]"},
	} {
		s, err := operator.ParseSelector(c.selector)
		if err != nil {
			t.Fatal(err)
		}
		named, answering, machines := fmt.Sprint(Addresses(s, r)), fmt.Sprint(Answering(s, r)), fmt.Sprint(Machines(s, r))
		if named != c.named || answering != c.answering || machines != c.machines {
			t.Errorf("%s: %s, answering %s, machines %s", c.selector, named, answering, machines)
		}
	}
}

// TestApply: what holds is in the inputs, the stronger of two words about one object;
// what names nothing is told and changes nothing; and what was there before is gone.
func TestApply(t *testing.T) {
	r := estate(t)
	in := answer.NewInputs(r)
	now := time.Unix(1_700_000_000, 0)
	lost := Apply(ledger(t, "drain pool:ams\nmaintenance site:ams\ndrain pool:berlin\nforce down addr:198.51.100.11\n"), r, in, now)
	if len(lost) != 1 || lost[0].String() != "drain pool:berlin" {
		t.Errorf("lost %v", lost)
	}
	if in.Pools[0] != answer.Maintenance || in.Pools[1] != 0 || in.Forced.Addrs[netip.MustParseAddr("198.51.100.11")] != answer.ForceDown {
		t.Errorf("pools %v, forced %v", in.Pools, in.Forced)
	}
	if lost := Apply(ledger(t, "drain server:edge1\n"), r, in, now); len(lost) > 0 {
		t.Errorf("lost %v", lost)
	}
	if in.Pools[0] != 0 || in.Servers[0][0] != answer.Drain || len(in.Forced.Addrs) > 0 {
		t.Errorf("pools %v, servers %v, forced %v", in.Pools, in.Servers, in.Forced)
	}
}

// TestAbout: a word is about the groups that it may move.
func TestAbout(t *testing.T) {
	r := estate(t)
	g := &r.Groups[Group(r, "_sip._tls.contoso.com")]
	for text, want := range map[string]bool{
		"drain pool:ams": true, "drain server:edge1": true, "force down addr:198.51.100.11": true, "freeze": true,
		"disable _sip._tls.contoso.com": true, "disable federation": false, "drain pool:berlin": false,
	} {
		if got := About(ledger(t, text+"\n").Entries[0], g, r); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// ledger reads an overrides file.
func ledger(t *testing.T, text string) *operator.Ledger {
	t.Helper()
	l, err := operator.Parse("overrides", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return l
}
