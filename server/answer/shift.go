package answer

import (
	"geosrv/geo"
	"geosrv/server/config"
	"geosrv/server/roster"
)

// Shift says why a geo database looks wrong beside the one before it, under the
// sites of a configuration; "" if it does not. See [geo.Canary].
func Shift(c *config.Config, before, after *geo.Database) string {
	o, err := geoOptions(&roster.Roster{Config: c})
	if err != nil {
		return "" // of the sites: told where the world is made
	}
	return geo.Canary(before, after, o)
}
