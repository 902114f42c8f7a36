package server

import (
	"time"

	"geosrv/server/steer"
	"geosrv/server/words"
)

// pinned raises an alarm when a pool falls silent that a hard pin holds a group
// at, and ends it when that is over: a forgotten pin would be found by nobody
// else. It looks at the groups that were just published. A pool that never
// answered raises none, because whoever pinned it was told so.
func (p *Publisher) pinned(changed []int32, now time.Time) {
	r := p.world.Roster
	held := map[string]string{}
	for _, g := range changed {
		name, pin := r.Groups[g].Name, p.in.Pins[g]
		if pin.Set && pin.Hard {
			c := &p.composer.Standings(g).Candidates[pin.Candidate]
			if c.Standing == steer.Silent && !c.Never {
				held[name] = r.Pools[r.Groups[g].Candidates[pin.Candidate].Pool].Name
			}
		}
		switch is, was := held[name], p.stuck[name]; {
		case is == was:
		case is == "":
			delete(p.stuck, name)
			p.journal.Pinned(now, name, was, false)
		default:
			p.stuck[name] = is
			p.journal.Pinned(now, name, is, true)
		}
	}
	for name := range p.stuck {
		if words.Group(r, name) < 0 {
			delete(p.stuck, name)
		}
	}
}
