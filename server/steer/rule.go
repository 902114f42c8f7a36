package steer

// Ruling is the one rule that put a candidate where it is in one answer. A value.
type Ruling struct {
	Reason Reason
	Rung   int  // index into the rungs that were answered; -1 if it is not answered
	Able   bool // it has an address of the family that is asked for; else no rule was needed
}

// Rule says of every candidate which one rule of the closed list decided it, given
// the rungs that Climb, Behind or Choose made of the same arguments: of those that
// are answered their own reason, of the others what kept them from being so.
func Rule(p Policy, cs []Candidate, family int, rungs []Rung) []Ruling {
	out := make([]Ruling, len(cs))
	for i := range cs {
		out[i] = Ruling{Reason: passed(p, &cs[i], family), Rung: -1, Able: has(&cs[i], family)}
	}
	for at, r := range rungs {
		out[r.Candidate].Reason, out[r.Candidate].Rung = r.Reason, at
		if cs[r.Candidate].StandIn {
			out[r.Candidate].Reason = Chosen // the rung's reason is that of the pool that it stands in for
		}
	}
	return out
}

// passed says why a candidate is not answered.
func passed(p Policy, c *Candidate, family int) Reason {
	switch {
	case c.Foreign:
		return Farther
	case p.Kind == One && usable(p, c, family):
		if c.StoodDown {
			return StoodDown
		}
		return Farther // well enough to be chosen: only rank, or a pin, was before it
	case p.Kind == One && p.Together && c.Standing == Degraded:
		return IsDegraded // not whole, which counts as rising
	case p.Kind == One:
		as := *c
		as.Standing = Stands(p, c, family)
		return as.reason()
	}
	return c.reason()
}
