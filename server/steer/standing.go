package steer

// Standing is how a member or a pool stands, best first. The zero value is Up.
type Standing uint8

const (
	Up          Standing = iota // answers, and has done so long enough
	Degraded                    // answers, but not in full: a family silent, too few members
	Rising                      // answers, not yet up or held down
	Drained                     // answers, but somebody asked to leave it alone
	Silent                      // does not answer
	Maintenance                 // taken out: not probed, not answered
)

// Live reports whether a pool that stands so can be chosen.
func (s Standing) Live() bool { return s <= Degraded }

// String is the word of status, log and history.
func (s Standing) String() string {
	return [...]string{"up", "degraded", "rising", "drained", "silent", "maintenance"}[s]
}

// Member is one address of a pool as its probes and its operator leave it.
type Member struct {
	Standing Standing
	V6       bool
	Never    bool // has never answered
	Forced   bool // stands so by an operator's word, whatever its probes say
	Asks     bool // drained by its own wish, as by SIP 503
	Held     bool // stands as it did: what its probes say waits to be corroborated
}

// Family numbers the two address families in arrays.
const (
	V4 = iota
	V6
)

// Spare lets no pool drain itself: where nothing stands better than drained,
// those that ask to be left alone are degraded instead. Servers under load ask
// so one after the other, and the next pool would be the next to ask. An
// operator's drain stays.
func Spare(members []Member) {
	for _, m := range members {
		if m.Standing < Drained {
			return
		}
	}
	for i := range members {
		if members[i].Standing == Drained && members[i].Asks {
			members[i].Standing = Degraded
		}
	}
}

// Pool is the standing of a pool, folded from its members.
//
// Live of Total members share the pool's best standing: what is left of its
// weight. Never says that no member has ever answered, Forced that all members of
// the standing have it by an operator's word, Held that it is held for one of them
// at least.
type Pool struct {
	Standing    Standing
	Family      [2]Standing // by V4, V6; meaningless where Has is false
	Has         [2]bool
	Live, Total int
	Never       bool
	Forced      bool
	Held        bool
}

// Fold stands a pool as its best member does. Fewer than minUp members up make
// it degraded, and so does a silent family beside an answering one. A pool
// without members is silent.
func Fold(members []Member, minUp int) Pool {
	p := Pool{Standing: Silent, Total: len(members), Never: true}
	up := 0
	for i, m := range members {
		f := V4
		if m.V6 {
			f = V6
		}
		if !p.Has[f] || m.Standing < p.Family[f] {
			p.Family[f], p.Has[f] = m.Standing, true
		}
		if i == 0 || m.Standing < p.Standing {
			p.Standing, p.Live, p.Forced, p.Held = m.Standing, 0, true, false
		}
		if m.Standing == p.Standing {
			p.Live++
			p.Forced = p.Forced && m.Forced
			p.Held = p.Held || m.Held
		}
		if m.Standing == Up {
			up++
		}
		p.Never = p.Never && m.Never
	}
	if p.Standing == Up && (up < minUp || p.halfSilent()) {
		p.Standing = Degraded
	}
	return p
}

// halfSilent reports whether one family that the pool has is silent.
func (p Pool) halfSilent() bool {
	return p.Has[V4] && p.Family[V4] == Silent || p.Has[V6] && p.Family[V6] == Silent
}

// Either folds two services of one pool of which either suffices (needs: any).
func Either(a, b Pool) Pool { return join(a, b, false) }

// Both folds two services of one pool of which each is needed (needs: all).
func Both(a, b Pool) Pool { return join(a, b, true) }

func join(a, b Pool, worst bool) Pool {
	pick := func(x, y Standing) Standing {
		if worst {
			return max(x, y)
		}
		return min(x, y)
	}
	out := Pool{
		Standing: pick(a.Standing, b.Standing),
		Live:     a.Live, Total: a.Total,
		Never: a.Never && b.Never, Forced: a.Forced, Held: a.Held,
	}
	switch {
	case b.Standing == a.Standing:
		out.Forced, out.Held = a.Forced && b.Forced, a.Held || b.Held
	case out.Standing == b.Standing:
		out.Live, out.Total, out.Forced, out.Held = b.Live, b.Total, b.Forced, b.Held
	}
	for f := range out.Has {
		switch {
		case a.Has[f] && b.Has[f]:
			out.Family[f] = pick(a.Family[f], b.Family[f])
		case a.Has[f]:
			out.Family[f] = a.Family[f]
		default:
			out.Family[f] = b.Family[f]
		}
		out.Has[f] = a.Has[f] || b.Has[f]
	}
	return out
}

// Quarters scales a weight by the live share of a pool in steps of a quarter:
// 4 for all of it, never below 1.
func (p Pool) Quarters() uint8 {
	if p.Total == 0 {
		return 4
	}
	return uint8(max(1, (8*p.Live+p.Total)/(2*p.Total)))
}

// Scale is weight in quarters, never below 1 (clients and proxies take a
// weight of 0 for "do not use").
func Scale(weight uint16, quarters uint8) uint16 {
	return uint16(max(1, int(weight)*int(quarters)/4))
}
