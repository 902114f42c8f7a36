package words

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"geosrv/server/answer"
	"geosrv/server/operator"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// Dangling are the entries of a ledger in force at now that name nothing in a
// roster: a slip of the pen, or what they named is gone.
func Dangling(l *operator.Ledger, r *roster.Roster, now time.Time) []operator.Entry {
	return Apply(l, r, answer.NewInputs(r), now)
}

// Apply writes the entries that hold at now into inputs of the roster, over all
// that words left there before, and returns those whose object is gone.
func Apply(l *operator.Ledger, r *roster.Roster, in *answer.Inputs, now time.Time) (dangling []operator.Entry) {
	clear(in.Pins)
	clear(in.Pools)
	clear(in.Addrs)
	clear(in.Disabled)
	for i := range in.Servers {
		clear(in.Servers[i])
		clear(in.Roles[i])
	}
	in.Forced = answer.Forces{
		Pools: map[int32]answer.Force{}, Servers: map[[2]int32]answer.Force{},
		Roles: map[[2]int32]answer.Force{}, Addrs: map[netip.Addr]answer.Force{},
	}
	for _, e := range l.InForce(now) {
		if !apply(e, r, in) {
			dangling = append(dangling, e)
		}
	}
	return dangling
}

// apply writes one entry into the inputs; false if what it names is gone.
func apply(e operator.Entry, r *roster.Roster, in *answer.Inputs) bool {
	switch e.Verb {
	case operator.Move, operator.Pin:
		return pin(e, r, in)
	case operator.Return:
		return Group(r, e.Group) >= 0
	case operator.Disable:
		g := Group(r, e.Group)
		if g >= 0 {
			in.Disabled[g] = true
		}
		return g >= 0
	case operator.Drain:
		return word(e.Selector, answer.Drain, r, in)
	case operator.Maintenance:
		return word(e.Selector, answer.Maintenance, r, in)
	case operator.Force:
		way := answer.ForceDown
		if e.Way == operator.WayUp {
			way = answer.ForceUp
		}
		return force(e.Selector, way, r, in)
	case operator.Drill:
		return force(operator.Selector{Kind: "pool", Name: e.Pool}, answer.ForceDown, r, in)
	case operator.Freeze:
		return true // it is about all, and is for who judges
	}
	return false
}

// Group is the number of a group, or -1.
func Group(r *roster.Roster, name string) int32 {
	i, ok := slices.BinarySearchFunc(r.Groups, name, func(g roster.Group, name string) int { return strings.Compare(g.Name, name) })
	if !ok {
		return -1
	}
	return int32(i)
}

func pin(e operator.Entry, r *roster.Roster, in *answer.Inputs) bool {
	g := Group(r, e.Group)
	if g < 0 {
		return false
	}
	for i, c := range r.Groups[g].Candidates {
		if c.Pool >= 0 && r.Pools[c.Pool].Name == e.Pool {
			in.Pins[g] = steer.Pin{Set: true, Candidate: i, Hard: e.Hard}
			return true
		}
	}
	return false
}

// word says w of everything that a selector names.
func word(s operator.Selector, w answer.Word, r *roster.Roster, in *answer.Inputs) (found bool) {
	m := mean(s, r)
	for _, a := range m.addrs {
		in.Addrs[a] = max(in.Addrs[a], w)
	}
	for _, p := range m.pools {
		in.Pools[p] = max(in.Pools[p], w)
	}
	for _, at := range m.servers {
		in.Servers[at[0]][at[1]] = max(in.Servers[at[0]][at[1]], w)
	}
	for _, at := range m.roles {
		in.Roles[at[0]][at[1]] = max(in.Roles[at[0]][at[1]], w)
	}
	return !m.nothing()
}

// force forces everything that a selector names.
func force(s operator.Selector, way answer.Force, r *roster.Roster, in *answer.Inputs) (found bool) {
	m := mean(s, r)
	f := &in.Forced
	for _, a := range m.addrs {
		f.Addrs[a] = max(f.Addrs[a], way)
	}
	for _, p := range m.pools {
		f.Pools[p] = max(f.Pools[p], way)
	}
	for _, at := range m.servers {
		f.Servers[at] = max(f.Servers[at], way)
	}
	for _, at := range m.roles {
		f.Roles[at] = max(f.Roles[at], way)
	}
	return !m.nothing()
}
