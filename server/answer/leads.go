package answer

import (
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// Leads are the candidates that those who ask for a set from places of an order are
// led to, each with its part of them, from above 0 to 1: who reads an SRV set takes
// the lowest priority, by weight (RFC 2782); an address set is one pool's. None
// where nobody is led anywhere.
func (o *Outlook) Leads(set *roster.Set, order int) map[int]float64 {
	d := o.settled.decision
	if set.Type != typeSRV {
		c := o.decider.choice(o.settled, set)
		if chosen := c.chosen[c.variant[order]]; chosen >= 0 {
			return map[int]float64{chosen: 1}
		}
		return nil
	}
	if d.disabled {
		return nil
	}
	lowest, out, all := uint16(0xffff), map[int]float64{}, 0.0
	for _, rung := range o.Rungs(order) {
		lowest = min(lowest, o.Priority(set, rung))
	}
	for _, rung := range o.Rungs(order) {
		rung = steer.Rung{Candidate: rung.Candidate, Priority: rung.Priority, Quarters: o.Candidates[rung.Candidate].Quarters(), Lone: d.lone[rung.Candidate]}
		for _, i := range set.By[rung.Candidate] {
			if rec := &set.Records[i]; priority(o.group, set, rec, rung) == lowest {
				w := float64(weight(rec, rung, len(set.By[rung.Candidate])))
				out[rung.Candidate] += w
				all += w
			}
		}
	}
	for candidate := range out {
		out[candidate] /= all
	}
	return out
}

// Order is the order in which a group sees the places of a class.
func (w *World) Order(group int32, class uint16) int {
	if list := w.Roster.Groups[group].List; list >= 0 {
		return int(w.Geo.Order(int(list), class))
	}
	return 0
}
