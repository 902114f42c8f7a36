package oracle

import (
	"net/netip"
	"strings"
	"testing"
)

// trunk is the world of the scenarios areas, weights and foreign: four pools in
// two areas, a ladder over them, a name that moves, host names with members.
func trunk(t *testing.T) World {
	return World{
		Zones: []Zone{parsedZone(t, "t.test.", `$TTL 60
@ SOA ns h 1 7200 900 1209600 60
@ NS ns
ns A 192.0.2.53
_sip._tcp SRV 10 40 5060 fra
_sip._tcp SRV 10 20 5060 lon
_sip._tcp SRV 20 30 5060 nyc
_sip._tcp SRV 20 10 5060 sjc
fra A 192.0.2.10
fra A 192.0.2.11
fra A 192.0.2.12
fra A 192.0.2.13
lon A 192.0.2.130
lon A 192.0.2.131
nyc A 198.51.100.10
nyc A 198.51.100.11
nyc A 198.51.100.12
sjc A 203.0.113.10
fed A 192.0.2.10
`)},
		Sites: []Site{
			{"fra", 50.11, 8.68, "eu"},
			{"lon", 51.51, -0.13, "eu"},
			{"nyc", 40.71, -74.01, "us"},
			{"sjc", 37.34, -121.89, "us"},
		},
		Networks: map[netip.Prefix]string{netip.MustParsePrefix("10.1.0.0/16"): "fra", netip.MustParsePrefix("10.2.0.0/16"): "nyc"},
		Pools:    []Pool{onePool("fra"), onePool("lon"), onePool("nyc"), onePool("sjc")},
		Groups: []Group{
			{Name: "sip", Owners: []string{"_sip._tcp.t.test."}, By: Nearest},
			{Name: "fed", Owners: []string{"fed.t.test."}, Policy: One, By: Nearest, Pools: []string{"fra", "lon", "nyc", "sjc"}, Port: 5061},
		},
		Endpoints: map[netip.AddrPort]Endpoint{},
	}
}

func onePool(name string) Pool {
	return Pool{Name: name, Site: name, Roles: []Role{{Hosts: []string{name + ".t.test."}}}}
}

// silence makes addresses silent at a port.
func (w World) silence(port uint16, addresses ...string) World {
	for _, a := range addresses {
		w.Endpoints[netip.AddrPortFrom(netip.MustParseAddr(a), port)] = Endpoint{Standing: Silent}
	}
	return w
}

// short are the answers of a question, without owner, TTL and type.
func short(w World, name, qtype, from string) string {
	var out []string
	for _, rr := range New(w).Ask(plainQuery(name, qtype, from)).Msg.Answer {
		words := strings.Fields(rr.String())
		out = append(out, strings.TrimSuffix(strings.Join(words[4:], " "), ".t.test."))
	}
	return strings.Join(out, ", ")
}

// TestLadder is testdata/scenario/weights and areas of package server, and what
// an operator's words do to it.
func TestLadder(t *testing.T) {
	const owner = "_sip._tcp.t.test."
	near := func(change func(*World)) World {
		w := trunk(t)
		change(&w)
		return w
	}
	for _, c := range []struct {
		what, from, want string
		world            World
	}{
		{"all up", "10.1.0.1", "10 40 5060 fra, 10 20 5060 lon, 20 30 5060 nyc, 20 10 5060 sjc", trunk(t)},
		{"from New York", "10.2.0.1", "10 30 5060 nyc, 10 10 5060 sjc, 20 20 5060 lon, 20 40 5060 fra", trunk(t)},
		{"from nowhere", "172.16.0.1", "10 40 5060 fra, 10 20 5060 lon, 20 30 5060 nyc, 20 10 5060 sjc", trunk(t)},
		{
			"3 of 4, 2 of 3", "10.1.0.1", "10 30 5060 fra, 10 20 5060 lon, 20 22 5060 nyc, 20 10 5060 sjc",
			trunk(t).silence(5060, "192.0.2.10", "198.51.100.10"),
		},
		{
			"1 of 3", "10.1.0.1", "10 20 5060 fra, 10 20 5060 lon, 20 7 5060 nyc, 20 10 5060 sjc",
			trunk(t).silence(5060, "192.0.2.10", "192.0.2.11", "198.51.100.10", "198.51.100.11"),
		},
		{
			"lon silent: fra alone keeps its weight", "10.1.0.1", "10 40 5060 fra, 20 30 5060 nyc, 20 10 5060 sjc, 1000 20 5060 lon",
			trunk(t).silence(5060, "192.0.2.130", "192.0.2.131", "192.0.2.10"),
		},
		{
			"omitted", "10.1.0.1", "10 40 5060 fra, 20 30 5060 nyc, 20 10 5060 sjc",
			near(func(w *World) { w.Groups[0].DownOmit = true }).silence(5060, "192.0.2.130", "192.0.2.131"),
		},
		{
			"one rung", "10.1.0.1", "10 40 5060 fra, 10 20 5060 lon",
			near(func(w *World) { w.Groups[0].Rungs = 1 }),
		},
		{
			"drained", "10.1.0.1", "10 20 5060 lon, 20 30 5060 nyc, 20 10 5060 sjc",
			near(func(w *World) { w.Pools[0].Word = Drain }),
		},
		{
			"drained beats silent", "10.1.0.1", "10 40 5060 fra, 1000 20 5060 lon, 1010 30 5060 nyc, 1010 10 5060 sjc",
			near(func(w *World) { w.Pools[0].Word = Drain }).silence(5060, "192.0.2.130", "192.0.2.131",
				"198.51.100.10", "198.51.100.11", "198.51.100.12", "203.0.113.10"),
		},
		{
			"too few up", "10.1.0.1", "10 20 5060 lon, 20 30 5060 nyc, 20 10 5060 sjc, 30 40 5060 fra",
			near(func(w *World) { w.Pools[0].MinUp = 5 }),
		},
	} {
		if got := short(c.world, owner, "SRV", c.from); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.what, got, c.want)
		}
	}
}

// TestOne moves a name between pools: place, silence, pins and marks.
func TestOne(t *testing.T) {
	said := func(change func(*Group)) World {
		w := trunk(t)
		change(&w.Groups[1])
		return w
	}
	const fra, lon = "192.0.2.10, 192.0.2.11, 192.0.2.12, 192.0.2.13", "192.0.2.130, 192.0.2.131"
	const nyc, sjc = "198.51.100.10, 198.51.100.11, 198.51.100.12", "203.0.113.10"
	all := []string{"192.0.2.10", "192.0.2.11", "192.0.2.12", "192.0.2.13"}
	for _, c := range []struct {
		what, from, want string
		world            World
	}{
		{"nearest", "10.1.0.1", fra, trunk(t)},
		{"nearest of America", "10.2.0.1", nyc, trunk(t)},
		{"one server silent", "10.1.0.1", "192.0.2.10, 192.0.2.12, 192.0.2.13", trunk(t).silence(5061, "192.0.2.11")},
		{"pool silent", "10.1.0.1", lon, trunk(t).silence(5061, all...)},
		{"takeover by command", "10.1.0.1", fra, said(func(g *Group) { g.TakeoverCommand = true }).silence(5061, all...)},
		{"second", "10.1.0.1", lon, said(func(g *Group) { g.Rank = 2 })},
		{"last", "10.1.0.1", sjc, said(func(g *Group) { g.Rank = 9 })},
		{"pinned", "10.1.0.1", sjc, said(func(g *Group) { g.Pin = "sjc" })},
		{"pinned to a silent pool", "10.1.0.1", fra, said(func(g *Group) { g.Pin = "sjc" }).silence(5061, "203.0.113.10")},
		{"pinned hard to a silent pool", "10.1.0.1", sjc, said(func(g *Group) { g.Pin, g.Hard = "sjc", true }).silence(5061, "203.0.113.10")},
		{"stood down", "10.1.0.1", lon, said(func(g *Group) { g.StoodDown = map[string]bool{"fra": true} })},
		{"observed", "10.2.0.1", "192.0.2.10", said(func(g *Group) { g.Observe = true })},
	} {
		if got := short(c.world, "fed.t.test.", "A", c.from); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.what, got, c.want)
		}
	}
	w := trunk(t).silence(5060, "192.0.2.10")
	if got := short(w, "fra.t.test.", "A", "10.1.0.1"); got != "192.0.2.11, 192.0.2.12, 192.0.2.13" {
		t.Errorf("members of a host name: %s", got)
	}
}
