package load

import (
	"fmt"

	"geosrv/geo"
	"geosrv/server/answer"
	"geosrv/server/config"
)

// weighed is what came of the last comparison of two databases.
type weighed struct {
	config        *config.Config
	before, after *geo.Database
	text          string
}

// weigh holds a new database back that looks wrong beside the one that is served,
// until a person insists. The first one is never held back.
func (a *attempt) weigh(c *config.Config, next *geo.Database) *geo.Database {
	if a.forced || a.good == nil || a.good.Database == nil || next == nil || next == a.good.Database {
		return next
	}
	before := a.good.Database
	if w := &a.weighed; w.config != c || w.before != before || w.after != next {
		*w = weighed{c, before, next, answer.Shift(c, before, next)}
	}
	if a.weighed.text == "" {
		return next
	}
	a.state(fmt.Errorf("%s: the geo database is held back: %s (%s)", c.Geo.Database, a.weighed.text, a.byForce()))
	if a.wantGeo.good == nil {
		a.fatal = true // another file than before: the configuration waits with it
		return next
	}
	return a.wantGeo.good
}
