package server

import (
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// homewards is the policy by which a mark of a group goes. A return is the
// command that failback waits for: for marks of before it, and at once where the
// pool was back by then. A return of a file has no time, and is as failback: auto
// for as long as it stands there.
func (p *Publisher) homewards(g *roster.Group, m steer.Mark) steer.Policy {
	policy := g.Policy
	said, is := p.homeward[g.Name]
	switch {
	case !is || !said.IsZero() && !m.Since.Before(said):
		return policy
	case !said.IsZero() && !m.Back.IsZero() && !m.Back.After(said):
		policy.ReturnAfter = 0
	}
	policy.FailbackCommand = false
	return policy
}
