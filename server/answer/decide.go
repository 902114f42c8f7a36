package answer

import (
	"encoding/binary"
	"slices"

	"geosrv/server/roster"
	"geosrv/server/steer"
)

// decision is what steering says of one group at one moment, for every order.
// Groups with the same shape, policy and standings share one.
type decision struct {
	// variant is, by order, which of the ladders applies to SRV sets. A policy
	// One makes ladders of a single rung.
	variant []uint16
	ladders [][]steer.Rung
	lone    []bool    // by candidate: whether it has its rung for itself, in every ladder
	choices [2]choice // for A and for AAAA sets
	// disabled: an operator says that there is no such service. SRV sets answer
	// so (RFC 2782: the target is "."); addresses are not touched.
	disabled bool
}

// choice is the outcome of a policy One, or Members, for the sets of one family.
type choice struct {
	variant []uint16 // by order
	chosen  []int    // by variant: a candidate, or -1
}

// decider makes decisions and remembers those of the current publish.
type decider struct {
	w    *World
	in   *Inputs
	made map[string]*decision
	key  []byte
}

// same reports whether two decisions make the same ladders. Sets that stand
// alike share theirs, so that mostly the last two are asked for again.
func (r *renderer) same(a, b *decision) bool {
	if r.compared != [2]*decision{a, b} {
		r.compared = [2]*decision{a, b}
		r.alike = slices.Equal(a.variant, b.variant) && sameRungs(a.ladders, b.ladders)
	}
	return r.alike
}

func newDecider(w *World, in *Inputs) *decider {
	return &decider{w: w, in: in, made: map[string]*decision{}}
}

// decide returns the decision of a group that stands so.
func (d *decider) decide(group int32, s *Standings) *decision {
	pin, disabled := d.in.Pins[group], d.in.disabled(group)
	d.key = binary.LittleEndian.AppendUint32(d.key[:0], uint32(d.w.shape[group]))
	d.key = binary.LittleEndian.AppendUint32(d.key, uint32(d.w.policy[group]))
	d.key = append(d.key, bit(pin.Set), byte(pin.Candidate), byte(pin.Candidate>>8), bit(pin.Hard), bit(disabled))
	for i := range s.Candidates {
		d.key = appendCandidate(d.key, &s.Candidates[i])
	}
	if made, ok := d.made[string(d.key)]; ok {
		return made
	}
	made := d.make(&d.w.Roster.Groups[group], d.w.rankings[d.w.shape[group]], s.Candidates, pin)
	if disabled {
		made.disable()
	}
	d.made[string(d.key)] = made
	return made
}

// appendCandidate writes all that a decision can depend on.
func appendCandidate(key []byte, c *steer.Candidate) []byte {
	key = append(key, byte(c.Standing), byte(c.Family[0]), byte(c.Family[1]), bit(c.Has[0]), bit(c.Has[1]),
		c.Quarters(), bit(c.Foreign), bit(c.StoodDown), bit(c.StandIn), bit(c.Never), bit(c.Forced), bit(c.Held))
	key = binary.LittleEndian.AppendUint32(key, uint32(c.Area))
	return binary.LittleEndian.AppendUint16(key, c.Priority)
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

func (d *decider) make(g *roster.Group, rankings [][]int, cs []steer.Candidate, pin steer.Pin) *decision {
	out := &decision{lone: make([]bool, len(cs))}
	for _, ranking := range rankings {
		if g.Policy.Kind == steer.Ladder {
			out.ladder(steer.Climb(g.Policy, cs, ranking, nil))
			continue
		}
		out.ladder(alone(g.Policy, cs, ranking, pin))
		for family := range out.choices {
			chosen, _ := steer.Choose(g.Policy, cs, ranking, pin, family)
			out.choices[family].add(chosen)
		}
	}
	for _, rungs := range out.ladders {
		for _, r := range rungs {
			out.lone[r.Candidate] = r.Lone
		}
	}
	return out
}

// alone is the ladder of the one pool that is chosen. Its records keep the
// priorities of the zone, unless others stand behind it.
func alone(p steer.Policy, cs []steer.Candidate, ranking []int, pin steer.Pin) []steer.Rung {
	chosen, why := steer.Choose(p, cs, ranking, pin, steer.AnyFamily)
	if chosen < 0 {
		return nil
	}
	if p.Standby {
		return steer.Behind(p, cs, ranking, chosen, why)
	}
	c := &cs[chosen]
	return []steer.Rung{{Candidate: chosen, Priority: c.Priority, Quarters: c.Quarters(), Lone: true, Reason: why}}
}

// ladder notes the ladder of the next order.
func (d *decision) ladder(rungs []steer.Rung) {
	at := slices.IndexFunc(d.ladders, func(l []steer.Rung) bool { return slices.Equal(l, rungs) })
	if at < 0 {
		at = len(d.ladders)
		d.ladders = append(d.ladders, rungs)
	}
	d.variant = append(d.variant, uint16(at))
}

// add notes the choice for the next order.
func (c *choice) add(chosen int) {
	at := slices.Index(c.chosen, chosen)
	if at < 0 {
		at = len(c.chosen)
		c.chosen = append(c.chosen, chosen)
	}
	c.variant = append(c.variant, uint16(at))
}

// of is the choice for an address set of a type.
func (d *decision) of(rrtype uint16) *choice {
	if rrtype == typeAAAA {
		return &d.choices[steer.V6]
	}
	return &d.choices[steer.V4]
}

// choice is the choice for an address set. A pool has the families of all
// services of its group, so that it may have one and no address of it for this
// very set: then the set decides among those that have one, because an answer
// is never empty.
func (d *decider) choice(s *settled, set *roster.Set) *choice {
	family := familyOf(set.Type)
	cs := able(s.Candidates, set, family)
	g := &d.w.Roster.Groups[set.Group]
	if g.Policy.Kind != steer.One || len(cs) == 0 || &cs[0] == &s.Candidates[0] {
		return s.decision.of(set.Type)
	}
	own := new(choice)
	for _, ranking := range d.w.rankings[d.w.shape[set.Group]] {
		chosen, _ := steer.Choose(g.Policy, cs, ranking, d.in.Pins[set.Group], family)
		own.add(chosen)
	}
	return own
}

// familyOf is the family of an address set.
func familyOf(rrtype uint16) int {
	if rrtype == typeAAAA {
		return steer.V6
	}
	return steer.V4
}

// able are the candidates as an address set sees them: those that have no address
// for it lack its family. They are cs itself where that makes no difference.
func able(cs []steer.Candidate, set *roster.Set, family int) []steer.Candidate {
	out := cs
	for i := range cs {
		if cs[i].Has[family] && !set.Has[i] {
			if &out[0] == &cs[0] {
				out = slices.Clone(cs)
			}
			out[i].Has[family] = false
		}
	}
	return out
}
