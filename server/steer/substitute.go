package steer

// substitute picks the pool that answers for a host name: its own, unless that
// is not live and one of those that stand in for it is. Rising is not live: who
// was sent away is not sent back before the pool is up. why is what keeps the own
// pool from being better than it is. Nothing is answered that is worse than what
// the name itself has.
func substitute(cs []Candidate, ranking []int, family int) (candidate int, why Reason) {
	own := -1
	for _, i := range ranking {
		if own < 0 && !cs[i].StandIn && has(&cs[i], family) {
			own = i
		}
	}
	if own < 0 {
		return -1, Chosen
	}
	if why = cs[own].reason(); why == Farther {
		why = Chosen
	}
	if cs[own].Standing.Live() {
		return own, why
	}
	for _, i := range ranking {
		c := &cs[i]
		if c.StandIn && has(c, family) && c.Standing.Live() && (family == AnyFamily || c.Family[family].Live()) {
			return i, why
		}
	}
	return own, why
}
