package server

import (
	"slices"
	"time"

	"geosrv/health"
	"geosrv/server/operator"
	"geosrv/server/words"
)

// A drain that ends by itself may find a machine that is half installed: its port
// is open, and more is not known. So what it named needs `rise` answers in a row
// since then, like a new one, and stands as rising until it has them. Whoever takes
// a drain back looks himself, and needs none.

// lately is how long before the last sign of life of an earlier run a drain may
// have ended, and what it named not have been through.
const lately = time.Minute

// rejoin is how far an endpoint has come.
type rejoin struct {
	oks  int // answers in a row when it was last seen
	need int // answers in a row at which it is through
}

// rejoins is what the publisher knows of drains that end. The zero value is
// nothing. It belongs to the publisher's goroutine.
type rejoins struct {
	drains  []operator.Entry // in force when it was last looked
	joining map[string]rejoin
}

// rejoin finds the drains that ended by themselves since it was asked last, and
// makes those endpoints rise that they named.
func (p *Publisher) rejoin(now time.Time) {
	for _, e := range p.drains {
		if last, ok := p.ledger.About(e.Key()); !ok || last != e || e.Holds(now) {
			continue // it was taken back or replaced, or it holds
		}
		if p.joining == nil {
			p.joining = map[string]rejoin{}
		}
		for _, i := range words.Endpoints(e.Selector, p.world.Roster) {
			ep := &p.world.Roster.Endpoints[i]
			oks := p.states[ep.Key()].Oks
			p.joining[ep.Key()] = rejoin{oks, oks + ep.Timing.Rise}
		}
	}
	p.drains = slices.DeleteFunc(p.ledger.InForce(now), func(e operator.Entry) bool {
		return e.Verb != operator.Drain && e.Verb != operator.Maintenance
	})
	p.joins()
}

// rejoined counts an answer of an endpoint, and returns the groups that look at it
// if it is through.
func (p *Publisher) rejoined(i int32, key string, s health.State) []int32 {
	j, ok := p.joining[key]
	if !ok {
		return nil
	}
	if s.Oks < j.oks { // it failed in between
		j.need = p.world.Roster.Endpoints[i].Timing.Rise
	}
	if j.oks = s.Oks; s.Oks < j.need {
		p.joining[key] = j
		return nil
	}
	delete(p.joining, key)
	p.in.Joining[i] = false
	return p.world.Roster.EndpointGroups[i]
}

// joins writes into the inputs who is joining, and forgets who is gone.
func (p *Publisher) joins() {
	p.in.Joining = make([]bool, len(p.world.Roster.Endpoints))
	for key := range p.joining {
		if i, ok := p.index[key]; ok {
			p.in.Joining[i] = true
		} else {
			delete(p.joining, key)
		}
	}
}

// drainedBefore takes over the drains that were in force when an earlier run was last
// alive: those that ended since then end now.
func (p *Publisher) drainedBefore(now time.Time) {
	var alive time.Time
	for _, s := range p.states {
		if s.Last.Began.After(alive) {
			alive = s.Last.Began
		}
	}
	if alive.IsZero() {
		return // nothing is known of any endpoint: all are new
	}
	for _, e := range p.said.InForce(alive.Add(-lately)) {
		if (e.Verb == operator.Drain || e.Verb == operator.Maintenance) && !e.Holds(now) {
			p.drains = append(p.drains, e)
		}
	}
}
