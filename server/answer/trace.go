package answer

import (
	"geosrv/server/roster"
	"geosrv/server/steer"
	"geosrv/zones"
)

// Trace is which way a reply took, noted by the code that made it. The zero
// value is ready for one reply.
type Trace struct {
	// Steps has one for each name that was looked up: the question's, then those
	// behind its aliases. None where no zone answers for the question.
	Steps []Step
	// Class is that of the asker, and Scope its bits, as the geo table has them.
	// They mean something where Placed is set: where the answer depends on the
	// asker.
	Class  uint16
	Scope  uint8
	Placed bool
}

// Step is one name that was looked up.
type Step struct {
	Name  zones.Name
	Zone  int32 // of the roster
	Match zones.Match
	// RRset is what was answered of the zone, or -1: there is no such data, or the
	// name is delegated, or an alias leads on.
	RRset int32
	Set   int32  // the steered set that stood for RRset, or -1
	Order uint16 // in which that set was answered; 0 if it makes no difference
}

// Traced is Reply, the long way, noting in t which one that is. It allocates.
func (a *Answerer) Traced(p *Plan, in, out []byte, t *Trace) int {
	a.trace = t
	defer func() { a.trace = nil }()
	a.hasty = false
	return a.long(p, in, out)
}

// look notes a name that is looked up.
func (t *Trace) look(k *zones.Key, zone int32, m zones.Match) {
	t.Steps = append(t.Steps, Step{Name: k.Name(), Zone: zone, Match: m, RRset: -1, Set: -1})
}

// take notes the RRset that answers the name looked up last. moves is that of its
// zone.
func (t *Trace) take(id int32, moves []int32) {
	s := &t.Steps[len(t.Steps)-1]
	if s.RRset = id; moves != nil && moves[id] > 0 {
		s.Set = moves[id] - 1
	}
}

// place notes where the asker is taken to be, and what that comes to for the set.
func (t *Trace) place(class uint16, scope uint8, order uint16) {
	t.Class, t.Scope, t.Placed = class, scope, true
	t.Steps[len(t.Steps)-1].Order = order
}

// Ruling is how a steered set is decided for one order: which one rule put each
// candidate where it is.
type Ruling struct {
	Order    int // clipped to those that the set's group tells apart
	Disabled bool
	Rulings  []steer.Ruling // by candidate
	Ranking  []int          // candidates, best first by distance or list alone
	Family   int            // of the set: steer.V4, steer.V6 or steer.AnyFamily
}

// Rule says of each candidate of a set which rule decides it for an order, by the
// decisions that plans are rendered of.
func (o *Outlook) Rule(set *roster.Set, order int) Ruling {
	d, g := o.settled.decision, o.group
	rankings := o.decider.w.rankings[o.decider.w.shape[set.Group]]
	out := Ruling{Order: min(order, len(rankings)-1), Disabled: d.disabled && set.Type == typeSRV, Family: steer.AnyFamily}
	out.Ranking = rankings[out.Order]
	if set.Type == typeSRV {
		if !d.disabled {
			out.Rulings = steer.Rule(g.Policy, o.Candidates, out.Family, o.Rungs(out.Order))
		}
		return out
	}
	out.Family = familyOf(set.Type)
	cs := o.Candidates
	if g.Policy.Kind == steer.One {
		cs = able(cs, set, out.Family)
	}
	made := o.decider.choice(o.settled, set)
	var rungs []steer.Rung
	if chosen := made.chosen[made.variant[out.Order]]; chosen >= 0 {
		_, why := steer.Choose(g.Policy, cs, out.Ranking, o.decider.in.Pins[set.Group], out.Family)
		rungs = []steer.Rung{{Candidate: chosen, Quarters: 4, Lone: true, Reason: why}}
	}
	out.Rulings = steer.Rule(g.Policy, cs, out.Family, rungs)
	return out
}

// Priority is the lowest that the records of a candidate have on a rung of an SRV
// set (RFC 2782).
func (o *Outlook) Priority(set *roster.Set, rung steer.Rung) uint16 {
	low := uint16(0xffff)
	for _, i := range set.By[rung.Candidate] {
		low = min(low, priority(o.group, set, &set.Records[i], rung))
	}
	return low
}

// Unsettles are the candidates because of which a group has the short TTL.
func (w *World) Unsettles(in *Inputs, group int32) (out []int) {
	g := &w.Roster.Groups[group]
	stand := in.Stand(w.Roster, group)
	for i := range g.Candidates {
		c, moving := &g.Candidates[i], false
		if c.Pool < 0 || c.StandIn > 0 && stand.Candidates[0].Standing.Live() {
			continue
		}
		in.pool(w.Roster, g, c, make([]steer.Member, g.Members), &moving)
		if moving {
			out = append(out, i)
		}
	}
	return out
}
