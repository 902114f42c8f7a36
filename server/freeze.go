package server

import (
	"time"

	"geosrv/health"
	"geosrv/server/operator"
)

// An operator's freeze holds verdicts as they are: probes go on and opinions
// move, but nothing follows from them, and no pool returns by itself. What
// operators say still holds: a drain in a frozen server drains. A thaw looks at
// every opinion as it is then.

// freeze takes over whether the ledger says freeze.
func (p *Publisher) freeze(now time.Time) {
	before := p.frozen
	p.frozen = false
	for _, e := range p.ledger.InForce(now) {
		p.frozen = p.frozen || e.Verb == operator.Freeze
	}
	p.freezes()
	if before && !p.frozen {
		for key, i := range p.index {
			if s, ok := p.states[key]; ok {
				p.judge(i, s, now, nil) // every group is looked at anyway
			}
		}
	}
}

// freezes tells the answers whether verdicts are held, by a word or because we
// cannot see.
func (p *Publisher) freezes() { p.in.Frozen = p.frozen || p.isolated }

// held are the verdicts that a freeze keeps over a change of the world, by key;
// nil while nothing is frozen.
func (p *Publisher) held() map[string]health.Verdict {
	if !p.frozen || p.in == nil {
		return nil
	}
	out := make(map[string]health.Verdict, len(p.index))
	for key, i := range p.index {
		out[key] = p.in.Verdicts[i]
	}
	return out
}
