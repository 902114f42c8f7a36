package steer

// Pin is an operator's wish for a group. The zero value is none.
type Pin struct {
	Set       bool
	Candidate int
	Hard      bool // holds even when silent
}

// AnyFamily asks Choose for the pool of a set that is not of one family.
const AnyFamily = -1

// Choose picks the one candidate of a policy One for a set of the given
// family (V4, V6 or AnyFamily): the pin; else the best ranked at degraded or
// better that is not stood down; else the best standing, then rank. It returns
// -1 only when there is no candidate.
//
// With p.Rank above 1 it picks the 2nd, 3rd, ... distinct pool of the same
// order, or the last one if there are not so many.
func Choose(p Policy, cs []Candidate, ranking []int, pin Pin, family int) (candidate int, why Reason) {
	if p.Kind == Members {
		return substitute(cs, ranking, family)
	}
	if pin.Set && p.Rank <= 1 {
		c := &cs[pin.Candidate]
		if has(c, family) && (pin.Hard || usable(p, c, family)) {
			return pin.Candidate, Pinned
		}
	}
	chosen, taken := -1, make([]bool, len(cs))
	for range max(1, p.Rank) {
		next := best(p, cs, ranking, family, taken)
		if next < 0 {
			break
		}
		chosen, taken[next] = next, true
	}
	if chosen < 0 {
		return -1, Chosen
	}
	if why = cs[chosen].reason(); why == Farther {
		why = Chosen
	}
	return chosen, why
}

// best is one round of Choose over the candidates that are not taken.
func best(p Policy, cs []Candidate, ranking []int, family int, taken []bool) int {
	fallback := -1
	for _, i := range ranking {
		c := &cs[i]
		if taken[i] || !has(c, family) {
			continue
		}
		if usable(p, c, family) && !c.StoodDown {
			return i
		}
		if fallback < 0 || Stands(p, c, family) < Stands(p, &cs[fallback], family) {
			fallback = i
		}
	}
	return fallback
}

// Stands is the standing that counts for a set of the family: of the pool, or
// with families apart that of the family alone.
func Stands(p Policy, c *Candidate, family int) Standing {
	if c.Foreign {
		return Up
	}
	if p.Together {
		if c.Standing == Degraded && c.halfSilent() {
			return Rising // not whole: behind every pool whose families all answer
		}
		return c.Standing
	}
	if family == AnyFamily {
		return c.Standing
	}
	// What the operator said of the pool holds for each of its families; one
	// that is silent is no better for it.
	if c.Standing >= Drained {
		return max(c.Standing, c.Family[family])
	}
	return c.Family[family]
}

// usable reports whether c may be chosen outright. Where takeover waits for a
// command, silence alone does not count against a pool.
func usable(p Policy, c *Candidate, family int) bool {
	s := Stands(p, c, family)
	if p.TakeoverCommand && (s == Silent || s == Rising) {
		return true
	}
	return s.Live()
}

func has(c *Candidate, family int) bool { return family == AnyFamily || c.Foreign || c.Has[family] }
