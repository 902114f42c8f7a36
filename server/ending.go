package server

import (
	"time"

	"geosrv/server/operator"
)

// notice is how long before a drain ends by itself it is said: a machine may be
// half installed then.
const notice = 10 * time.Minute

// warned is when somebody has to be told next that a drain is about to end, and
// tells of those that are; zero for never. A drain that was said for less than
// that is known to end.
func (p *Publisher) warned(now time.Time) (next time.Time) {
	for _, e := range p.ledger.InForce(now) {
		if e.Verb != operator.Drain && e.Verb != operator.Maintenance || e.Until.IsZero() {
			continue
		}
		due := e.Until.Add(-notice)
		switch {
		case due.Before(e.At):
		case now.Before(due):
			if next.IsZero() || due.Before(next) {
				next = due
			}
		case !p.told[e]:
			p.told[e] = true
			p.journal.Ending(now, e)
		}
	}
	for e := range p.told {
		if !e.Holds(now) {
			delete(p.told, e)
		}
	}
	return next
}
