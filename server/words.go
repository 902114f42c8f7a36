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

// apply writes one entry into the inputs; false if what it names is gone.
func apply(e operator.Entry, r *roster.Roster, in *answer.Inputs) bool {
	switch e.Verb {
	case operator.Move, operator.Pin:
		return pin(e, r, in)
	case operator.Return:
		return slices.ContainsFunc(r.Groups, func(g roster.Group) bool { return g.Name == e.Group })
	case operator.Drain:
		return word(e.Selector, answer.Drain, r, in)
	case operator.Maintenance:
		return word(e.Selector, answer.Maintenance, r, in)
	}
	return false
}

func pin(e operator.Entry, r *roster.Roster, in *answer.Inputs) bool {
	for g := range r.Groups {
		if r.Groups[g].Name != e.Group {
			continue
		}
		for i, c := range r.Groups[g].Candidates {
			if c.Pool >= 0 && r.Pools[c.Pool].Name == e.Pool {
				in.Pins[g] = steer.Pin{Set: true, Candidate: i, Hard: e.Hard}
				return true
			}
		}
	}
	return false
}

// word says w of everything that a selector names.
func word(s operator.Selector, w answer.Word, r *roster.Roster, in *answer.Inputs) (found bool) {
	if s.Kind == "addr" {
		a, err := netip.ParseAddr(s.Name)
		if err == nil {
			in.Addrs[a] = max(in.Addrs[a], w)
		}
		return err == nil && owns(r, a)
	}
	for i := range r.Pools {
		p := &r.Pools[i]
		switch {
		case s.Kind == "pool" && p.Name == s.Name,
			s.Kind == "site" && r.Config.Sites[p.Site].Name == s.Name:
			in.Pools[i], found = max(in.Pools[i], w), true
		case s.Kind == "server":
			for j, name := range p.Servers {
				if name == s.Name {
					in.Servers[i][j], found = max(in.Servers[i][j], w), true
				}
			}
		case s.Kind == "role" && strings.HasPrefix(s.Name, p.Name+"/"):
			for j := range p.Roles {
				if p.Roles[j].Name == s.Name[len(p.Name)+1:] {
					in.Roles[i][j], found = max(in.Roles[i][j], w), true
				}
			}
		}
	}
	return found
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
