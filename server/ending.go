package server

import (
	"maps"
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
		case p.told[noticeOf(e)].IsZero():
			p.told[noticeOf(e)] = e.Until
			p.journal.Ending(now, e)
		}
	}
	maps.DeleteFunc(p.told, func(_ string, until time.Time) bool { return !now.Before(until) })
	return next
}

// noticeOf tells an entry and its end from others, in this process and the next.
func noticeOf(e operator.Entry) string {
	return e.String() + " until " + e.Until.UTC().Format(time.RFC3339Nano)
}
