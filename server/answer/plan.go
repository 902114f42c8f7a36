package answer

import (
	"geosrv/geo"
	"geosrv/zones"
)

// Plan answers queries. Immutable: one pointer, swapped atomically; a query
// loads it once. The zero value is not usable: a Composer makes plans.
type Plan struct {
	Generation uint64
	views      []View
}

// View is what one kind of asker sees; there is one today. The names, sets,
// orders, classes and blocks of a view are dense numbers in flat arrays, so
// that a look-up is arithmetic.
type View struct {
	world    *World
	forest   *zones.Forest
	geo      *geo.Table
	orders   [][]uint16 // site list -> class -> order
	believes bool       // every client subnet counts
	names    *names

	plain []*plainZone
	// moves is, by zone and RRset: 0 for a plain block, n+1 for the steered
	// set n, -n-1 for the carrier n. A zone in which nothing moves has nil.
	moves    [][]int32
	placed   []placed
	sets     []*setBlocks // by steered set, for addresses
	ladders  []*ladders   // by steered set, for SRV
	carriers []*setBlocks
	ready    []*setBlocks // by steered set, what express copies from; nil while a ladder is not finished
}

// World is the world that the plan was composed from.
func (p *Plan) World() *World { return p.views[0].world }

// newView makes the part of a plan that verdicts do not touch.
func newView(w *World) View {
	v := View{
		world: w, forest: w.Roster.Forest, geo: w.Geo, orders: w.Geo.OrderOf(),
		plain: w.plain, moves: make([][]int32, len(w.plain)), placed: w.placed, names: &w.names,
		believes: !w.Roster.Config.Geo.ECS.None && len(w.Roster.Config.Geo.ECS.From) == 0,
		sets:     make([]*setBlocks, len(w.Roster.Sets)), ladders: make([]*ladders, len(w.Roster.Sets)),
		carriers: make([]*setBlocks, len(w.Roster.Carriers)),
		ready:    make([]*setBlocks, len(w.Roster.Sets)),
	}
	at := func(zone, rrset int32) *int32 {
		if v.moves[zone] == nil {
			v.moves[zone] = make([]int32, w.zone(zone).NumSets())
		}
		return &v.moves[zone][rrset]
	}
	for i, c := range w.Roster.Carriers {
		*at(c.Zone, c.RRset) = -int32(i) - 1
	}
	for _, s := range w.Roster.Sets {
		if n, ok := w.Roster.SetAt(s.Zone, s.RRset); ok { // not while its group observes
			*at(s.Zone, s.RRset) = n + 1
		}
	}
	return v
}
