package answer

import (
	"geosrv/geo"
)

// Beside is the order of a site list that askers at a place have, by number; first
// are the sites that a network there is said to be at. Where no asker has quite that
// order, it is the one that agrees with it for longest.
func (w *World) Beside(list int, p geo.Place, first ...int) (order int) {
	want := geo.Rank(w.options, list, p, first...)
	most := -1
	for number, sites := range w.Geo.Orders(list) {
		n := 0
		for n < len(want) && want[n] == sites[n] {
			n++
		}
		// Order 0 is of places that nobody knows: one that is known goes before it.
		if n > most || n == most && order == 0 && p.Located {
			most, order = n, number
		}
	}
	return order
}

// Nearest is the site that is nearest to a place, or preferred there: an index into
// the sites of the configuration, -1 where there is none. It knows nothing of pools.
func (w *World) Nearest(p geo.Place) int {
	o := w.options
	if len(o.Sites) == 0 || !p.Located {
		return -1
	}
	all := make([]uint16, len(o.Sites))
	for i := range all {
		all[i] = uint16(i)
	}
	o.Lists = [][]uint16{all}
	return int(geo.Rank(o, 0, p)[0])
}

// Sites are the sites of the configuration with their coordinates. Not to be
// written to.
func (w *World) Sites() []geo.Site { return w.options.Sites }
