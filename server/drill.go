package server

import (
	"fmt"
	"maps"
	"time"

	"geosrv/health"
	"geosrv/server/operator"
	"geosrv/server/picture"
	"geosrv/server/roster"
	"geosrv/server/steer"
	"geosrv/server/words"
)

// robot is the author of what the server says itself.
const robot = "geosrv"

// drill is one that is in force. It takes back every move that it causes: marks
// of its pool that were set since it began. It ends at once when anything else
// really falls silent, because then its pool is needed.
type drill struct {
	since     time.Time
	endpoints map[int32]bool // those of its pool
}

// drilling takes over the drills that the ledger says, and takes back what those
// caused that ended.
func (p *Publisher) drilling(now time.Time) {
	next := map[string]drill{}
	for _, e := range p.ledger.InForce(now) {
		if e.Verb != operator.Drill {
			continue
		}
		d := drill{since: e.At, endpoints: endpointsOf(p.world.Roster, e.Pool)}
		if before, is := p.drills[e.Pool]; is {
			d.since = before.since
		} else if d.since.IsZero() {
			d.since = now // of a file
		}
		next[e.Pool] = d
	}
	for pool, d := range p.drills {
		if _, still := next[pool]; !still {
			p.recall(pool, d.since)
		}
	}
	p.drills = next
}

// drilled takes over the drills of before a restart: those that go on still know
// since when, and those that ended while no server ran take back what they caused.
func (p *Publisher) drilled(now time.Time) {
	p.drills = map[string]drill{}
	since, last := map[string]time.Time{}, map[string]operator.Entry{}
	for _, e := range p.said.Entries {
		if e.Verb != operator.Drill {
			continue
		}
		if before := last[e.Pool]; before.At.IsZero() || before.TakesBack() || !before.Holds(e.At) {
			since[e.Pool] = e.At
		}
		last[e.Pool] = e
	}
	for pool, e := range last {
		switch {
		case e.TakesBack():
		case e.Holds(now):
			p.drills[pool] = drill{since: since[pool]}
		default:
			maps.DeleteFunc(p.marks, func(key picture.MarkKey, m steer.Mark) bool {
				return key.Pool == pool && !m.Since.Before(since[pool]) && m.Since.Before(e.Until)
			})
		}
	}
}

// recall takes the marks of a pool back that were set since a time.
func (p *Publisher) recall(pool string, since time.Time) {
	r := p.world.Roster
	for g := range r.Groups {
		for c := range r.Groups[g].Candidates {
			if key := keyOf(r, int32(g), c); key.Pool == pool && p.marks[key].Set() && !p.marks[key].Since.Before(since) {
				p.in.Marks[g][c] = steer.Mark{}
				delete(p.marks, key)
			}
		}
	}
}

// fell notes that an endpoint really fell silent, and ends the drills of other
// pools.
func (p *Publisher) fell(endpoint int32) {
	for pool, d := range p.drills {
		if d.endpoints != nil && !d.endpoints[endpoint] { // nil: restored, and not looked at yet
			p.over = append(p.over, operator.Entry{
				Verb: operator.Drill, Way: operator.WayEnd, Pool: pool, Author: robot,
				Reason: fmt.Sprintf("%s is really down", p.world.Roster.Endpoints[endpoint].Key()),
			})
		}
	}
}

// endDrills says what fell decided, and reports whether it said anything.
func (p *Publisher) endDrills(now time.Time) bool {
	said := len(p.over) > 0
	ended := map[string]bool{}
	for _, e := range p.over {
		if !ended[e.Pool] {
			ended[e.Pool] = true
			p.speak(e, now)
		}
	}
	p.over = nil
	return said
}

// endpointsOf are the numbers of the endpoints that say something of a pool.
func endpointsOf(r *roster.Roster, pool string) map[int32]bool {
	out := map[int32]bool{}
	for _, e := range words.Endpoints(operator.Selector{Kind: "pool", Name: pool}, r) {
		out[e] = true
	}
	return out
}

// reallySilent reports whether a verdict moved to silence that means something.
func reallySilent(before, now health.Verdict) bool {
	return now.Standing == health.Silent && before.Standing != health.Silent && !now.Never
}
