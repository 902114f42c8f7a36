package server

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

// Dangling are the overrides in force at now that name nothing in the world:
// a slip of the pen, or what they named is gone.
func (l *Loaded) Dangling(now time.Time) []operator.Entry {
	r := l.World.Roster
	return applyLedger(l.Ledger, r, answer.NewInputs(r), now)
}

// applyLedger writes the entries that hold into the inputs and returns those
// whose object is gone.
func applyLedger(l *operator.Ledger, r *roster.Roster, in *answer.Inputs, now time.Time) (dangling []operator.Entry) {
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
		return groupOf(r, e.Group) >= 0
	case operator.Disable:
		g := groupOf(r, e.Group)
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

// groupOf is the number of a group, or -1.
func groupOf(r *roster.Roster, name string) int32 {
	i, ok := slices.BinarySearchFunc(r.Groups, name, func(g roster.Group, name string) int { return strings.Compare(g.Name, name) })
	if !ok {
		return -1
	}
	return int32(i)
}

func pin(e operator.Entry, r *roster.Roster, in *answer.Inputs) bool {
	g := groupOf(r, e.Group)
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

// meant is what a selector names in a roster: the numbers of pools, of servers
// and roles beside their pool's, and addresses.
type meant struct {
	pools          []int32
	servers, roles [][2]int32
	addrs          []netip.Addr
}

func (m *meant) nothing() bool {
	return len(m.pools)+len(m.servers)+len(m.roles)+len(m.addrs) == 0
}

// mean finds what a selector names.
func mean(s operator.Selector, r *roster.Roster) (m meant) {
	if s.Kind == "addr" {
		if a, err := netip.ParseAddr(s.Name); err == nil && owns(r, a) {
			m.addrs = append(m.addrs, a)
		}
		return m
	}
	for i := range r.Pools {
		p, n := &r.Pools[i], int32(i)
		switch {
		case s.Kind == "pool" && p.Name == s.Name,
			s.Kind == "site" && r.Config.Sites[p.Site].Name == s.Name:
			m.pools = append(m.pools, n)
		case s.Kind == "server":
			for j, name := range p.Servers {
				if name == s.Name {
					m.servers = append(m.servers, [2]int32{n, int32(j)})
				}
			}
		case s.Kind == "role" && strings.HasPrefix(s.Name, p.Name+"/"):
			for j := range p.Roles {
				if p.Roles[j].Name == s.Name[len(p.Name)+1:] {
					m.roles = append(m.roles, [2]int32{n, int32(j)})
				}
			}
		}
	}
	return m
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

// owns reports whether an address is one of a pool.
func owns(r *roster.Roster, a netip.Addr) bool {
	for i := range r.Pools {
		for _, role := range r.Pools[i].Roles {
			if slices.Contains(role.Addresses, a) {
				return true
			}
		}
	}
	return false
}
