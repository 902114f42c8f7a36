package main

import (
	"fmt"
	"io"
	"net/netip"
	"strings"

	"geosrv/geo"
	"geosrv/server/answer"
	"geosrv/server/load"
)

// vantage knows what a configuration makes of an asker's address. Make one
// with newVantage.
type vantage struct {
	world *answer.World
}

func newVantage(loaded *load.Loaded) *vantage { return &vantage{world: loaded.World} }

// lookUp writes, for each address, its place and the order of each site list.
func (v *vantage) lookUp(w io.Writer, addrs []netip.Addr) error {
	table := v.world.Geo
	for _, a := range addrs {
		var b strings.Builder
		from := v.world.Whence(a)
		class, scope := table.Lookup(a)
		fmt.Fprintf(&b, "%s: %s\n  class %d, scope /%d\n", a, whence(from), class, scope)
		for list := range table.OrderOf() {
			order := table.Order(list, class)
			fmt.Fprintf(&b, "  %s\n", v.route(table.Orders(list)[order], from.Place, order == 0))
		}
		if _, err := io.WriteString(w, b.String()); err != nil {
			return err
		}
	}
	return nil
}

// whence is where an address is, and who says so.
func whence(w answer.Whence) string {
	switch {
	case w.Network != nil:
		return fmt.Sprintf("at %s, by geo.networks %s", w.Network.Site, w.Prefix)
	case w.Prefix.IsValid():
		return placeWords(w.Place) + ", network " + w.Prefix.String()
	}
	return "nothing is known"
}

// route is the sites of a list, best first, with their distances from p.
func (v *vantage) route(sites []uint16, p geo.Place, unknown bool) string {
	words := make([]string, len(sites))
	for i, s := range sites {
		words[i] = v.world.Roster.Config.Sites[s].Name
		if km, ok := v.world.KM(int32(s), p); ok {
			words[i] += fmt.Sprintf(" %.0f km", km)
		}
	}
	line := strings.Join(words, ", ")
	if unknown {
		line += " (unknown place: the zone's priorities, then the order of pools)"
	}
	return line
}
