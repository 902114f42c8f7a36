package server

import (
	"maps"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"time"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/oracle"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// drawState draws how everything stands and what operators said, into a copy
// of a world. places are all endpoints that anybody probes.
func drawState(r *rand.Rand, w oracle.World, places []netip.AddrPort) oracle.World {
	chance := func(percent int) bool { return r.IntN(100) < percent }
	w.Endpoints, w.Words = map[netip.AddrPort]oracle.Endpoint{}, map[netip.Addr]oracle.Word{}
	w.Pools, w.Groups = slices.Clone(w.Pools), slices.Clone(w.Groups)
	trouble, never := pick(r, 0, 5, 30, 60, 95, 100), pick(r, 10, 10, 80, 100)
	for _, at := range places {
		if chance(trouble) {
			e := oracle.Endpoint{Standing: pick(r, oracle.Silent, oracle.Silent, oracle.Silent, oracle.Rising, oracle.Drained)}
			e.Never = e.Standing == oracle.Silent && chance(never)
			e.Unsettled = e.Standing == oracle.Rising || chance(50)
			w.Endpoints[at] = e
		} else if chance(5) {
			w.Endpoints[at] = oracle.Endpoint{Unsettled: true}
		}
	}
	w.Frozen = chance(3)
	spoken := pick(r, 0, 0, 10, 40)
	word := func() oracle.Word {
		if !chance(spoken) {
			return oracle.NoWord
		}
		return pick(r, oracle.Drain, oracle.Maintenance)
	}
	for i := range w.Pools {
		p := &w.Pools[i]
		p.Word = word()
		p.Roles, p.Servers = slices.Clone(p.Roles), slices.Clone(p.Servers)
		for j := range p.Roles {
			p.Roles[j].Word = word()
		}
		for j := range p.Servers {
			p.Servers[j].Word = word()
		}
	}
	for _, at := range places {
		if chance(20) {
			w.Words[at.Addr()] = word()
		}
	}
	for i := range w.Groups {
		drawMarks(r, &w, &w.Groups[i])
		if g := &w.Groups[i]; i > 0 && chance(50) { // as the one before, if it can be, but for a word
			if before := w.Groups[i-1]; before.Policy == g.Policy && len(g.Owners) == len(before.Owners) && slices.Equal(g.Pools, before.Pools) {
				g.StoodDown, g.Pin, g.Hard = before.StoodDown, before.Pin, !before.Hard
			}
		}
	}
	return w
}

// drawMarks draws pins and what is stood down, of groups of policy one.
func drawMarks(r *rand.Rand, w *oracle.World, g *oracle.Group) {
	if g.Policy != oracle.One || r.IntN(2) > 0 {
		return
	}
	g.StoodDown = map[string]bool{}
	for _, p := range w.Pools {
		if len(g.Pools) > 0 && !slices.Contains(g.Pools, p.Name) {
			continue
		}
		if r.IntN(3) == 0 {
			g.StoodDown[p.Name] = true
		}
		if r.IntN(8) == 0 {
			g.Pin, g.Hard = p.Name, r.IntN(2) == 0
		}
	}
}

// inputsOf says the state of a world to the plan.
func inputsOf(w *oracle.World, r *roster.Roster) *answer.Inputs {
	in := answer.NewInputs(r)
	in.Frozen = w.Frozen
	for i, e := range r.Endpoints {
		said := w.Endpoints[e.Addr]
		in.Verdicts[i] = health.Verdict{Standing: endpointStanding(said.Standing), Never: said.Never, Unsettled: said.Unsettled}
	}
	for a, word := range w.Words {
		in.Addrs[a] = answer.Word(word)
	}
	for i := range r.Pools {
		p := poolNamed(w, r.Pools[i].Name)
		in.Pools[i] = answer.Word(p.Word)
		for _, s := range p.Servers {
			in.Servers[i][slices.Index(r.Pools[i].Servers, s.Name)] = answer.Word(s.Word)
		}
		for _, role := range p.Roles {
			j := slices.IndexFunc(r.Pools[i].Roles, func(o roster.Role) bool { return o.Name == role.Name })
			in.Roles[i][j] = answer.Word(role.Word)
		}
	}
	for i := range r.Groups {
		for _, g := range w.Groups {
			if g.Name == r.Groups[i].Name {
				markInputs(&g, r, i, in)
			}
		}
	}
	return in
}

func poolNamed(w *oracle.World, name string) *oracle.Pool {
	return &w.Pools[slices.IndexFunc(w.Pools, func(p oracle.Pool) bool { return p.Name == name })]
}

func markInputs(g *oracle.Group, r *roster.Roster, i int, in *answer.Inputs) {
	for c, candidate := range r.Groups[i].Candidates {
		if candidate.Pool < 0 {
			continue
		}
		name := r.Pools[candidate.Pool].Name
		if g.StoodDown[name] {
			in.Marks[i][c] = steer.Mark{Since: time.Unix(1, 0), Why: steer.IsSilent}
		}
		if g.Pin == name {
			in.Pins[i] = steer.Pin{Set: true, Candidate: c, Hard: g.Hard}
		}
	}
}

func endpointStanding(s oracle.Standing) health.Standing {
	switch s {
	case oracle.Rising:
		return health.Rising
	case oracle.Drained:
		return health.Drained
	case oracle.Silent:
		return health.Silent
	}
	return health.Up
}

// placesOf lists the endpoints of a roster.
func placesOf(r *roster.Roster) (out []netip.AddrPort) {
	for _, e := range r.Endpoints {
		out = append(out, e.Addr)
	}
	return out
}

// stateText says how a world stands, for a reader of a failure.
func stateText(w *oracle.World) string {
	var lines []string
	standings := [...]string{"up", "degraded", "rising", "drained", "silent"}
	words := [...]string{"", "drain", "maintenance"}
	for _, at := range slices.SortedFunc(maps.Keys(w.Endpoints), netip.AddrPort.Compare) {
		e := w.Endpoints[at]
		lines = append(lines, strings.TrimSpace(at.String()+" "+standings[e.Standing]+said(e.Never, " never")+said(e.Unsettled, " unsettled")))
	}
	for a, word := range w.Words {
		lines = append(lines, said(word > 0, words[word]+" addr:"+a.String()))
	}
	for _, p := range w.Pools {
		lines = append(lines, said(p.Word > 0, words[p.Word]+" pool:"+p.Name))
		for _, r := range p.Roles {
			lines = append(lines, said(r.Word > 0, words[r.Word]+" role:"+p.Name+"/"+r.Name))
		}
		for _, s := range p.Servers {
			lines = append(lines, said(s.Word > 0, words[s.Word]+" server:"+s.Name))
		}
	}
	for _, g := range w.Groups {
		lines = append(lines, said(g.Pin != "", "pin "+g.Name+" "+g.Pin+said(g.Hard, " --hard")))
		for p := range g.StoodDown {
			lines = append(lines, g.Name+": "+p+" is stood down")
		}
	}
	lines = append(lines, said(w.Frozen, "frozen"))
	return strings.Join(slices.DeleteFunc(lines, func(s string) bool { return s == "" }), "\n")
}

func said(set bool, word string) string {
	if set {
		return word
	}
	return ""
}
