package verbs

import (
	"cmp"
	"slices"
	"strings"

	"geosrv/server/control"
	"geosrv/server/picture"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// Done says what follows from the entries, before they are said.
func (p *Prepared) Done() *control.Done {
	d := &control.Done{Said: []control.Override{}}
	for _, e := range p.entries {
		d.Said = append(d.Said, overrideOf(e, ""))
	}
	d.Moves, d.Names = p.moves(), p.names()
	d.Leaves = p.leaves()
	p.safety(d)
	for _, e := range p.entries {
		p.replaces(e, d)
		p.explain(e, d)
	}
	return d
}

// typeSRV is the type of SRV records (RFC 2782).
const typeSRV = 33

// changes visits the groups of which the outlook changes.
func (p *Prepared) changes(visit func(g int32)) {
	for g := range p.World.Roster.Groups {
		if p.World.Roster.Groups[g].Policy.Kind != steer.Members {
			visit(int32(g))
		}
	}
}

// moves is who is led elsewhere: for each pair of pools the groups, and the
// share of places of the group where it is largest.
func (p *Prepared) moves() []control.Move {
	r := p.World.Roster
	found := map[[2]string]*control.Move{}
	p.changes(func(g int32) {
		moved := map[[2]string]float64{}
		for order, share := range p.World.Places(g) {
			from, to := p.word(r, g, p.was[g], order), p.word(r, g, p.will[g], order)
			if from != to {
				moved[[2]string{from, to}] += share
			}
		}
		for pair, share := range moved {
			m := found[pair]
			if m == nil {
				m = &control.Move{From: pair[0], To: pair[1]}
				found[pair] = m
			}
			m.Share = max(m.Share, share)
			m.Groups = append(m.Groups, r.Groups[g].Name)
		}
	})
	out := make([]control.Move, 0, len(found))
	for _, m := range found {
		out = append(out, *m)
	}
	slices.SortFunc(out, func(a, b control.Move) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), strings.Compare(a.From+" "+a.To, b.From+" "+b.To))
	})
	return out
}

// word is the pool that an order is led to.
func (p *Prepared) word(r *roster.Roster, g int32, o outlook, order int) string {
	if o.Disabled {
		return "no service"
	}
	rung, ok := o.First(min(order, o.Orders()-1))
	if !ok {
		return "nowhere"
	}
	if c := r.Groups[g].Candidates[rung.Candidate]; c.Pool >= 0 {
		return r.Pools[c.Pool].Name
	}
	return "(not ours)"
}

// names is how many names get another answer.
func (p *Prepared) names() (n int) {
	r := p.World.Roster
	owners := map[string]bool{}
	for i := range r.Sets {
		s := &r.Sets[i]
		if _, served := r.SetAt(s.Zone, s.RRset); !served {
			continue
		}
		was, will := &p.was[s.Group], &p.will[s.Group]
		same := was.Disabled == will.Disabled && slices.Equal(was.Addresses(s), will.Addresses(s))
		for order := 0; same && s.Type == typeSRV && order < was.Orders() && order < will.Orders(); order++ {
			same = alike(s, was.Rungs(order), will.Rungs(order))
		}
		if !same {
			owners[s.Owner.Text()] = true
		}
	}
	return len(owners)
}

// alike reports whether two ladders make the same records of a set: a lone record
// keeps its weight, however little is left of its pool.
func alike(s *roster.Set, a, b []steer.Rung) bool {
	return slices.EqualFunc(a, b, func(x, y steer.Rung) bool {
		x.Reason, y.Reason = 0, 0
		if x.Candidate == y.Candidate && x.Lone && y.Lone && len(s.By[x.Candidate]) == 1 {
			x.Quarters = y.Quarters
		}
		return x == y
	})
}

// leaves is where few live pools are left that were not as few before.
func (p *Prepared) leaves() (out []control.Left) {
	p.changes(func(g int32) {
		before, after := p.was[g].Live(), p.will[g].Live()
		if after < before && after <= 1 {
			out = append(out, control.Left{Group: p.World.Roster.Groups[g].Name, Live: after})
		}
	})
	return out
}

// leads is the pool that a group leads the unknown place to.
func (pic view) leads(g int32) string {
	return picture.Leader(pic.World.Roster, g, &pic.World.Outlooks(pic.Inputs, []int32{g})[0])
}
