package server

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/config"
	"geosrv/server/oracle"
	"geosrv/server/roster"
	"geosrv/zones"
)

// worldOfDrawn builds what the packet path knows from a world, by way of its texts.
func worldOfDrawn(w *oracle.World) (*answer.World, error) {
	c, err := config.Parse("geosrv.yaml", []byte(yamlOf(w)))
	if err != nil {
		return nil, err
	}
	var sources []roster.Source
	for _, z := range w.Zones {
		read, err := zones.Read(z.Apex+"zone", strings.NewReader(zoneText(z)), "")
		if err != nil {
			return nil, err
		}
		sources = append(sources, roster.Source{Zone: read})
	}
	r, err := roster.Build(c, sources)
	if err != nil {
		return nil, err
	}
	return answer.NewWorld(r, nil, nil, 1)
}

// report says what differs, in the smallest world in which it does.
func (w *twin) report(state oracle.World, q oracle.Query, wrong string) {
	seed := w.r.Uint64()
	small, again := state, disagree(&state, q, seed)
	for {
		next, found := smaller(small, q, seed)
		if !found {
			break
		}
		small = next
	}
	if again != "" {
		wrong = disagree(&small, q, seed)
	} else {
		wrong += " (only in a plan that was updated, or for another in the scope)"
	}
	var b strings.Builder
	for _, z := range small.Zones {
		b.WriteString(zoneText(z) + "\n")
	}
	got, want := "none", "none"
	if world, err := worldOfDrawn(&small); err == nil {
		var c answer.Composer
		p := newPair(&c, c.Compose(world, inputsOf(&small, world.Roster)), oracle.New(small))
		if wire, err := p.ask(q); err == nil {
			m := new(dns.Msg)
			_ = m.Unpack(wire)
			got = m.String()
		}
		if r := p.slow.Ask(q); r != nil {
			want = fmt.Sprint(r.Msg, "\nbrings ", r.Brings, "\nglue ", r.Glue, "\ntailored ", r.Tailored)
		}
	}
	w.t.Errorf("go test ./server -run TestTwin -twin.seed=%d -twin.world=%d\n%s\n\nfrom %s, UDP %v:\n%s\n--- got\n%s\n--- want\n%s\n--- state\n%s\n--- geosrv.yaml\n%s--- zones\n%s",
		w.seed, w.number, wrong, q.Source, q.UDP, q.Msg, got, want, stateText(&small), yamlOf(&small), b.String())
}

// disagree asks one query in a world that is made from nothing.
func disagree(w *oracle.World, q oracle.Query, seed uint64) (wrong string) {
	world, err := worldOfDrawn(w)
	if err != nil {
		return ""
	}
	defer func() {
		if recover() != nil { // the oracle wants valid worlds
			wrong = ""
		}
	}()
	var c answer.Composer
	p := newPair(&c, c.Compose(world, inputsOf(w, world.Roster)), oracle.New(*w))
	return p.compare(q, rand.New(rand.NewPCG(seed, 0)))
}

// smaller leaves out one thing of a world without which they still disagree.
func smaller(w oracle.World, q oracle.Query, seed uint64) (oracle.World, bool) {
	for _, next := range without(w) {
		if disagree(&next, q, seed) != "" {
			return next, true
		}
	}
	return w, false
}

// without lists the worlds that have one thing less, the large things first.
func without(w oracle.World) (out []oracle.World) {
	less := func(change func(*oracle.World)) {
		next := w
		change(&next)
		out = append(out, next)
	}
	for i := range w.Zones {
		less(func(n *oracle.World) { n.Zones = slices.Delete(slices.Clone(n.Zones), i, i+1) })
	}
	for i := range w.Groups {
		less(func(n *oracle.World) { n.Groups = slices.Delete(slices.Clone(n.Groups), i, i+1) })
	}
	for i := range w.Pools {
		less(func(n *oracle.World) { n.Pools = slices.Delete(slices.Clone(n.Pools), i, i+1) })
	}
	for p := range w.Networks {
		less(func(n *oracle.World) { n.Networks = maps.Clone(n.Networks); delete(n.Networks, p) })
	}
	for at := range w.Endpoints {
		less(func(n *oracle.World) { n.Endpoints = maps.Clone(n.Endpoints); delete(n.Endpoints, at) })
	}
	for i, z := range w.Zones {
		for j := range z.Records {
			less(func(n *oracle.World) {
				n.Zones = slices.Clone(n.Zones)
				n.Zones[i].Records = slices.Delete(slices.Clone(z.Records), j, j+1)
			})
		}
	}
	for i, p := range w.Pools {
		if p.Word != oracle.NoWord {
			less(func(n *oracle.World) { n.Pools = slices.Clone(n.Pools); n.Pools[i].Word = oracle.NoWord })
		}
		if p.Servers != nil {
			less(func(n *oracle.World) { n.Pools = slices.Clone(n.Pools); n.Pools[i].Servers = nil })
		}
	}
	if w.Words != nil {
		less(func(n *oracle.World) { n.Words = nil })
	}
	return out
}
