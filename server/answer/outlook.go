package answer

import (
	"net/netip"
	"slices"

	"geosrv/server/roster"
	"geosrv/server/steer"
)

// Outlook is what a group answers under some inputs, for those who compare: a
// person who is about to change them, a page, a log. Not to be written to.
type Outlook struct {
	Standings
	Disabled bool
	group    *roster.Group
	settled  *settled
	decider  *decider
}

// Outlooks are the outlooks of groups under inputs. Nothing is rendered.
func (w *World) Outlooks(in *Inputs, groups []int32) []Outlook {
	d := newDecider(w, in)
	out := make([]Outlook, len(groups))
	for i, g := range groups {
		s := &settled{Standings: in.Stand(w.Roster, g)}
		s.decision = d.decide(g, &s.Standings)
		out[i] = Outlook{s.Standings, s.decision.disabled, &w.Roster.Groups[g], s, d}
	}
	return out
}

// Orders is how many orders of places a group tells apart.
func (o *Outlook) Orders() int { return len(o.settled.decision.variant) }

// First is the first rung of an order: the pool that most who ask from there are
// led to. ok is false where there is none.
func (o *Outlook) First(order int) (rung steer.Rung, ok bool) {
	d := o.settled.decision
	rungs := d.ladders[d.variant[order]]
	if len(rungs) == 0 {
		return steer.Rung{}, false
	}
	return rungs[0], true
}

// Rungs are all rungs of an order.
func (o *Outlook) Rungs(order int) []steer.Rung {
	d := o.settled.decision
	return d.ladders[d.variant[order]]
}

// Addresses are the addresses that an address set answers to anybody, sorted;
// none of an SRV set.
func (o *Outlook) Addresses(set *roster.Set) (out []netip.Addr) {
	if set.Type == typeSRV {
		return nil
	}
	for _, candidate := range o.decider.choice(o.settled, set).chosen {
		out, _ = o.live(o.group, set, candidate, out)
	}
	slices.SortFunc(out, netip.Addr.Compare)
	return slices.Compact(out)
}

// Live is how many candidates can be chosen outright; targets that are not ours
// count as one.
func (o *Outlook) Live() (n int) {
	for i := range o.Candidates {
		if o.Candidates[i].Foreign || o.Candidates[i].Standing.Live() {
			n++
		}
	}
	return n
}

// TTL is the time to live of a set of the group now.
func (o *Outlook) TTL(set *roster.Set) uint32 { return ttl(o.group, set, o.Unsettled) }
