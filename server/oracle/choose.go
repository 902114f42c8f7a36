package oracle

import "slices"

// anyFamily asks for the pool of a set that is not of one address family.
const anyFamily = -1

// choose picks the pool of a policy One among those that can serve, best ranked
// first: the one that somebody wants; else the best ranked that is usable and
// not stood down; else the best standing, the best ranked of those. By rank it
// is the 2nd, 3rd, ... of the same, each another pool; the last one if there
// are not so many.
func (g *group) choose(able []*candidate, family int) (chosen *candidate) {
	if g.Rank <= 1 && g.Pin != "" {
		for _, c := range able {
			if c.pool != nil && c.pool.Name == g.Pin && (g.Hard || g.usable(c, family)) {
				return c
			}
		}
	}
	able = slices.Clone(able)
	for range max(1, g.Rank) {
		if len(able) == 0 {
			break
		}
		i := g.best(able, family)
		chosen = able[i]
		able = slices.Delete(able, i, i+1)
	}
	return chosen
}

// best is the number of the best of some candidates.
func (g *group) best(able []*candidate, family int) int {
	for i, c := range able {
		if g.usable(c, family) && (c.pool == nil || !g.StoodDown[c.pool.Name]) {
			return i
		}
	}
	best := 0
	for i, c := range able {
		if g.counts(c, family) < g.counts(able[best], family) {
			best = i
		}
	}
	return best
}

// usable reports whether a candidate may be chosen outright: at degraded or
// better. Where takeover waits for a command, silence does not count.
func (g *group) usable(c *candidate, family int) bool {
	s := g.counts(c, family)
	return s <= Degraded || g.TakeoverCommand && (s == Silent || s == Rising)
}

// counts is the standing that counts for a family. Families apart: its own,
// under what the operator said of the pool. Together: the pool's, and one with
// half its families silent goes behind all that are whole.
func (g *group) counts(c *candidate, family int) Standing {
	switch {
	case c.pool == nil:
		return Up
	case g.Together && c.standing == Degraded && c.halfSilent():
		return Rising
	case g.Together || family == anyFamily:
		return c.standing
	case c.standing >= Drained:
		return max(c.standing, c.family[family])
	}
	return c.family[family]
}
