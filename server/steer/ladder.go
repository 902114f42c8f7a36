package steer

import "slices"

// demoted is where the rungs of silent and of demoted drained pools begin:
// far enough from the others that a person sees it in dig.
const demoted = 1000

// Rung is one pool of a ladder.
type Rung struct {
	Candidate int
	Priority  uint16
	Quarters  uint8 // of the zone's weights: see Scale
	Lone      bool  // no other pool shares the priority
	Reason    Reason
}

// Climb builds a ladder (RFC 2782: clients walk it by priority): every
// candidate by standing, then by ranking, with what does not answer moved to
// the end or left out. ranking holds each candidate's number once, best first.
// The rungs are appended to out and are never none while there are candidates.
func Climb(p Policy, cs []Candidate, ranking []int, out []Rung) []Rung {
	order := slices.Clone(ranking)
	slices.SortStableFunc(order, func(a, b int) int { return int(level(&cs[a])) - int(level(&cs[b])) })
	start := len(out)
	if len(order) == 0 {
		return out
	}
	best := level(&cs[order[0]])
	for _, i := range order {
		c := &cs[i]
		if omitted(p, c, best) {
			continue
		}
		r := Rung{Candidate: i, Quarters: c.Quarters(), Lone: true, Reason: c.reason()}
		if len(out) == start && r.Reason != Frozen {
			r.Reason = Chosen
		}
		out = append(out, r)
	}
	number(p, cs, best, out[start:])
	return cut(p, out, start)
}

// level is the key by which a ladder sorts: the standing, with foreign targets
// behind every pool of ours that may be chosen.
func level(c *Candidate) uint8 {
	if c.Foreign {
		return 2*uint8(Rising) + 1
	}
	return 2 * uint8(c.Standing)
}

func omitted(p Policy, c *Candidate, best uint8) bool {
	if level(c) == best {
		return false
	}
	switch {
	case c.Foreign:
		return false
	case c.Standing == Maintenance:
		return true
	case c.Standing == Silent:
		return p.DownOmit
	case c.Standing == Drained:
		return !p.DrainedDemote
	}
	return false
}

// number gives the rungs their priorities. Pools of one area and one standing
// share a rung; so do, by zone, pools of one priority and one standing.
func number(p Policy, cs []Candidate, best uint8, rungs []Rung) {
	rungs = rungs[:len(rungs):len(rungs)]
	gather(p, cs, rungs)
	next := p.First
	for i := range rungs {
		c := &cs[rungs[i].Candidate]
		if i > 0 && shared(p, &cs[rungs[i-1].Candidate], c) {
			rungs[i].Priority = rungs[i-1].Priority
			rungs[i].Lone, rungs[i-1].Lone = false, false
			continue
		}
		at := next
		if low := level(c) != best && c.Standing >= Drained && !c.Foreign; low {
			at = max(at, demoted)
		} else if p.By == Zone {
			at = int(c.Priority)
			if i > 0 && at <= int(rungs[i-1].Priority) {
				at = next
			}
		}
		rungs[i].Priority = uint16(min(at, 0xffff))
		next = at + p.Step
	}
}

// gather moves each pool of an area behind the first pool of that area and
// standing, so that an area is one run.
func gather(p Policy, cs []Candidate, rungs []Rung) {
	for i := 1; i < len(rungs); i++ {
		for j := range i {
			if !shared(p, &cs[rungs[j].Candidate], &cs[rungs[i].Candidate]) {
				continue
			}
			last := j
			for last+1 < i && shared(p, &cs[rungs[j].Candidate], &cs[rungs[last+1].Candidate]) {
				last++
			}
			r := rungs[i]
			copy(rungs[last+2:i+1], rungs[last+1:i])
			rungs[last+1] = r
			break
		}
	}
}

func shared(p Policy, a, b *Candidate) bool {
	if level(a) != level(b) || a.Foreign || b.Foreign {
		return false
	}
	if p.By == Zone {
		return a.Priority == b.Priority
	}
	return a.Area >= 0 && a.Area == b.Area
}

// cut keeps the first p.Rungs distinct priorities of out[start:].
func cut(p Policy, out []Rung, start int) []Rung {
	if p.Rungs == 0 {
		return out
	}
	n := 0
	for i := start; i < len(out); i++ {
		if i == start || out[i].Priority != out[i-1].Priority {
			if n++; n > p.Rungs {
				return out[:i]
			}
		}
	}
	return out
}
