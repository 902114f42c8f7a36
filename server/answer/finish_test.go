package answer

import (
	"bytes"
	"fmt"
	"math"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"pgregory.net/rapid"

	"geosrv/health"
	"geosrv/server/config"
	"geosrv/server/roster"
	"geosrv/server/wire"
	"geosrv/zones"
)

// worldFrom makes a world of one zone, with places from networks alone.
func worldFrom(yaml, zone string) (*World, error) {
	conf, err := config.Parse("drawn.yaml", []byte(yaml))
	if err != nil {
		return nil, err
	}
	z, err := zones.Read("drawn.zone", strings.NewReader(zone), "")
	if err != nil {
		return nil, err
	}
	r, err := roster.Build(conf, []roster.Source{{Zone: z, Profile: conf.Profile}})
	if err != nil {
		return nil, err
	}
	return NewWorld(r, nil, nil, 1)
}

// drawLadders draws a world of ladders: pools with one host name or several,
// in one family or both, each at a site of its own.
func drawLadders(t *rapid.T) *World {
	var c, z, pools strings.Builder
	c.WriteString("geo: {networks: {10.0.0.0/16: s0, 10.1.0.0/16: s1, 10.2.0.0/16: s2}}\nsites: {s0: {at: [52, 5]}, s1: {at: [41, -74]}, s2: {at: [1, 104]}}\npools:\n")
	z.WriteString("$ORIGIN x.example.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n NS ns\nns A 192.0.2.53\n")
	sets := rapid.IntRange(1, 3).Draw(t, "sets")
	for p := range rapid.IntRange(1, 6).Draw(t, "pools") {
		var names []string
		for h := range rapid.IntRange(1, 3).Draw(t, "hosts") {
			host := fmt.Sprintf("h%d%d%s", p, h, strings.Repeat("n", rapid.SampledFrom([]int{0, 7, 59}).Draw(t, "long")))
			names = append(names, host+".x.example")
			families := rapid.IntRange(1, 3).Draw(t, "families")
			for a := range rapid.IntRange(1, 3).Draw(t, "addresses") {
				if families&1 > 0 {
					fmt.Fprintf(&z, "%s A 192.0.%d.%d\n", host, p, 10*h+a)
				}
				if families&2 > 0 {
					fmt.Fprintf(&z, "%s AAAA 2001:db8:%d::%d\n", host, p, 10*h+a)
				}
			}
			for s := range sets {
				for r := range rapid.IntRange(1, 2).Draw(t, "records") { // the same target twice, too
					priority := rapid.SampledFrom([]int{0, 5, 10, 65535}).Draw(t, "priority")
					fmt.Fprintf(&z, "_s%d._tcp SRV %d %d 44%d %s\n", s, priority, rapid.IntRange(0, 99).Draw(t, "weight"), r, host)
				}
			}
		}
		fmt.Fprintf(&pools, "  p%d: {site: s%d, names: [%s]}\n", p, p%3, strings.Join(names, ", "))
	}
	c.WriteString(pools.String() + "steer:\n")
	for s := range sets {
		by := rapid.SampledFrom([]string{"nearest", "listed", "zone"}).Draw(t, "by")
		policy := rapid.SampledFrom([]string{"ladder", "ladder", "one"}).Draw(t, "policy")
		entry := fmt.Sprintf("name: _s%d._tcp.x.example, policy: %s, by: %s, service: {check: tcp, port: 443}", s, policy, by)
		if policy == "one" {
			entry += ", certificate: shared"
		} else {
			entry += fmt.Sprintf(", down: %s, rungs: %d", rapid.SampledFrom([]string{"omit", "demote"}).Draw(t, "down"), rapid.IntRange(1, 7).Draw(t, "rungs"))
		}
		fmt.Fprintf(&c, "  - {%s}\n", entry)
	}
	w, err := worldFrom(c.String(), z.String())
	if err != nil {
		t.Fatalf("%v\n%s%s", err, c.String(), z.String())
	}
	return w
}

func drawVerdicts(t *rapid.T, in *Inputs) {
	for i := range in.Verdicts {
		in.Verdicts[i] = health.Verdict{
			Standing:  rapid.SampledFrom([]health.Standing{health.Up, health.Up, health.Rising, health.Drained, health.Silent}).Draw(t, "standing"),
			Unsettled: rapid.IntRange(0, 9).Draw(t, "unsettled") == 0,
		}
	}
}

// asker asks plans for their sets, in any room, from all networks.
type asker struct {
	a     Answerer
	outs  [2][]byte // in turns
	from  []netip.Addr
	asked map[*roster.Set][2][]byte
}

func newAsker() *asker {
	x := &asker{asked: map[*roster.Set][2][]byte{}}
	for i := range x.outs {
		x.outs[i] = make([]byte, math.MaxUint16)
	}
	for _, from := range []string{"10.0.0.1", "10.1.0.1", "10.2.0.1", "203.0.113.1"} {
		x.from = append(x.from, netip.MustParseAddr(from))
	}
	return x
}

func (x *asker) ask(t failer, p *Plan, set int, source netip.Addr, room int, query []byte) []byte {
	x.a.turn = 7
	if x.a.q.Parse(query) != wire.Answer {
		t.Fatalf("no query: %x", query)
	}
	x.outs[0], x.outs[1] = x.outs[1], x.outs[0]
	s := &p.World().Roster.Sets[set]
	r := reply{a: &x.a, v: &p.views[0], in: query, out: x.outs[0], room: room}
	x.a.Who = &Meta{Source: source}
	if x.a.q.DO {
		r.do = 1
	}
	return r.out[:r.set(s.Zone, s.RRset, false)]
}

// queries ask for a set, without and with DO.
func (x *asker) queries(t failer, s *roster.Set) [2][]byte {
	out, ok := x.asked[s]
	if ok {
		return out
	}
	name, _, err := dns.UnpackDomainName([]byte(s.Owner), 0)
	for do := range out {
		if err == nil {
			out[do], err = new(dns.Msg).SetQuestion(name, s.Type).SetEdns0(1232, do == 1).Pack()
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	x.asked[s] = out
	return out
}

// failer is a test of either kind.
type failer interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// TestBlocksAreTheirParts: from a finished plan comes what comes from parts,
// octet for octet, for every order and room, with and without DO.
func TestBlocksAreTheirParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawLadders(t)
		in := NewInputs(w.Roster)
		drawVerdicts(t, in)
		var c Composer
		parts := c.Compose(w, in)
		sameInEveryRoom(t, parts, c.Finish(parts))
	})
}

func sameInEveryRoom(t failer, parts, whole *Plan) {
	x := newAsker()
	for n, l := range whole.views[0].ladders {
		if l == nil {
			continue
		}
		if !l.finished() || parts.views[0].ladders[n].finished() {
			t.Fatalf("set %d: blocks are not in the finished plan alone", n)
		}
		full := 0
		for _, b := range l.blocks.slots[0] {
			full = max(full, int(b.full))
		}
		for room := range math.MaxUint16 + 1 {
			if room <= full+1 || room > math.MaxUint16-2 { // in between, all of it fits
				x.same(t, parts, whole, n, room)
			}
		}
	}
}

// same asks for a set from everywhere, both plans.
func (x *asker) same(t failer, parts, whole *Plan, set, room int) {
	for _, q := range x.queries(t, &parts.World().Roster.Sets[set]) {
		for _, source := range x.from {
			a, turn := x.ask(t, parts, set, source, room, q), x.a.turn
			if b := x.ask(t, whole, set, source, room, q); !bytes.Equal(a, b) || turn != x.a.turn {
				t.Fatalf("set %d, from %s, room %d, query %x:\n%x from parts,\n%x from its block", set, source, room, q, a, b)
			}
		}
	}
}
