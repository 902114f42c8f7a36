package steer

import "slices"

// Behind puts the other pools that are live behind the one that a policy One
// chose, best standing first, for clients that walk all records (publish_standby):
// one rung each, numbered like those of a ladder. What does not answer, or is
// drained, is no standby. chosen is what Choose said, with its reason.
func Behind(p Policy, cs []Candidate, ranking []int, chosen int, why Reason) []Rung {
	order := slices.DeleteFunc(slices.Clone(ranking), func(i int) bool { return i == chosen || !standby(&cs[i]) })
	slices.SortStableFunc(order, func(a, b int) int { return int(level(&cs[a])) - int(level(&cs[b])) })
	rungs := []Rung{{Candidate: chosen, Reason: why}}
	for _, i := range order {
		r := Rung{Candidate: i, Reason: cs[i].reason()}
		if cs[i].StoodDown {
			r.Reason = StoodDown
		}
		rungs = append(rungs, r)
	}
	next := p.First
	for i := range rungs {
		r := &rungs[i]
		r.Priority, r.Quarters, r.Lone = uint16(min(next, 0xffff)), cs[r.Candidate].Quarters(), true
		next += p.Step
	}
	return cut(p, rungs, 0)
}

// standby reports whether a pool may stand behind the chosen one.
func standby(c *Candidate) bool { return c.Foreign || c.Standing.Live() }
