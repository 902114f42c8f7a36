package chaos

import "time"

// span is the time in which a question was under way: sent before, held after.
// older is how much older the answer may be, because somebody kept it.
type span struct{ sent, held, older time.Duration }

// view is what may be said of the pools at one moment, seen by one nameserver.
// A value.
type view struct {
	up, down   [4][perSite]bool // surely
	drained    [4]bool          // a person surely said so
	mayBeAside [4]bool          // drained perhaps, by whomever
}

// view looks at what is sure for a nameserver.
func (t *truth) view(k int, s span) view {
	t.mu.Lock()
	defer t.mu.Unlock()
	from := s.sent - s.older
	// A server that was away or asleep learns anew.
	awake := t.process[k].only(good, from-Settle, s.held)
	attentive := t.process[k].only(good, from-Detect, s.held)
	var v view
	var alive [4]bool // throughout, and so a witness
	for p := range alive {
		for n := range perSite {
			alive[p] = alive[p] || t.edges[k][p][n].only(good, from-Detect-Settle, s.held)
		}
	}
	for p := range alive {
		witnesses := 0
		for q := range alive {
			if q != p && alive[q] {
				witnesses++
			}
		}
		for n := range perSite {
			h, asked := t.edges[k][p][n], t.drained[p][n]
			v.up[p][n] = awake && h.only(good, from-Settle, s.held) && asked.only(good, from-Settle, s.held)
			v.down[p][n] = attentive && h.only(bad, from-Detect, s.held) && (alive[p] || witnesses >= 2)
			v.mayBeAside[p] = v.mayBeAside[p] || !asked.only(good, from-Settle, s.held)
		}
		v.drained[p] = t.drains[k][p].only(bad, from, s.held)
		v.mayBeAside[p] = v.mayBeAside[p] || !t.drains[k][p].only(good, from-Settle, s.held)
	}
	return v
}

// common is what all nameservers are sure of: what a resolver that asks any of
// them may be held to.
func common(views []view) view {
	v := views[0]
	for _, w := range views[1:] {
		for p := range v.up {
			for n := range v.up[p] {
				v.up[p][n] = v.up[p][n] && w.up[p][n]
				v.down[p][n] = v.down[p][n] && w.down[p][n]
			}
			v.drained[p] = v.drained[p] && w.drained[p]
			v.mayBeAside[p] = v.mayBeAside[p] || w.mayBeAside[p]
		}
	}
	return v
}

// alive reports whether a member of a pool is surely up, whatever people say.
func (v *view) alive(p int) bool { return v.up[p][0] || v.up[p][1] }

// poolUp reports whether a pool is surely up, and nobody leads people away.
func (v *view) poolUp(p int) bool {
	return v.alive(p) && !v.mayBeAside[p]
}

// poolDown reports whether a pool is surely silent.
func (v *view) poolDown(p int) bool { return v.down[p][0] && v.down[p][1] }

// anyUp reports whether there is a pool that is surely up.
func (v *view) anyUp() bool {
	for p := range v.up {
		if v.poolUp(p) {
			return true
		}
	}
	return false
}
