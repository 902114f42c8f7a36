package answer

import (
	"fmt"
	"net/netip"
	"slices"

	"geosrv/geo"
	"geosrv/server/config"
	"geosrv/server/roster"
	"geosrv/server/steer"
	"geosrv/zones"
)

// Limits of a plan (design: above them it is an error that names the remedy).
const (
	maxClasses  = 4096
	maxVariants = 65536
)

// World is everything that a plan knows without health: who is steered, where
// places are, what plain records answer. Immutable; pass the pointer. It reads
// no file and needs no socket.
type World struct {
	Roster *roster.Roster
	Geo    *geo.Table

	database *geo.Database
	options  geo.Options
	plain    []*plainZone // by zone of the roster
	// shape is, by group, which of the rankings its candidates have; groups
	// alike in that share one, and with it their decisions.
	shape    []int32
	rankings [][][]int // by shape, by order: candidate numbers, best first
	policy   []int32   // by group: which of the distinct policies
	alike    []int32   // by group: equal for groups that stand and are decided alike
	placed   []placed  // by set

	names  names
	spaces spaces

	finishes                    []bool // by set: see budget
	ladders, finishable, blocks int
}

// placed is what a look-up of a steered set needs beside its blocks.
type placed struct {
	list     int32 // site list, or -1
	tailored bool
}

// NewWorld builds a world. db may be nil: then only geo.networks tell where
// places are. prev may be nil; what did not change is taken from it. hands is how many
// goroutines may work at it: see Hands. The error is config.Errors or one error that
// names the limit and its remedy.
func NewWorld(r *roster.Roster, db *geo.Database, prev *World, hands int) (*World, error) {
	w := &World{Roster: r, database: db}
	var err error
	if w.options, err = geoOptions(r); err != nil {
		return nil, err
	}
	if prev != nil && prev.database == db && sameOptions(prev.options, w.options) {
		w.Geo = prev.Geo
	} else if w.Geo, err = geo.Compile(db, w.options); err != nil {
		return nil, err
	}
	w.shapes()
	w.likenesses()
	if err := w.limit(); err != nil {
		return nil, err
	}
	w.budget(finishedOctets)
	w.plainZones(prev, hands)
	w.names = newNames(w)
	return w, nil
}

// geoOptions says to the geo table what configuration says of places.
func geoOptions(r *roster.Roster) (geo.Options, error) {
	c := r.Config
	o := geo.Options{
		Lists: r.Lists, Networks: map[netip.Prefix]int{}, Prefer: map[string][]int{},
		Depth: c.Geo.Depth, V4: c.Geo.ECS.V4, V6: c.Geo.ECS.V6, MaxClasses: maxClasses,
	}
	number := map[string]int{}
	for i, s := range c.Sites {
		site := geo.Site{Name: s.Name, Lat: s.At[0], Lon: s.At[1]}
		if s.Country != "" {
			lat, lon, ok := geo.Centroid(s.Country)
			if !ok {
				return o, config.Errors{{Pos: s.Pos, Problem: fmt.Sprintf("site %s: no country %s", s.Name, s.Country), Hint: "two letters of ISO 3166, or at: [latitude, longitude]"}}
			}
			site.Lat, site.Lon = lat, lon
		}
		o.Sites, number[s.Name] = append(o.Sites, site), i
	}
	for _, n := range c.Geo.Networks {
		o.Networks[n.Prefix] = number[n.Site]
	}
	for _, p := range c.Geo.Prefer {
		for _, ref := range p.Sites {
			o.Prefer[p.Country] = append(o.Prefer[p.Country], number[ref.Name])
		}
	}
	return o, nil
}

func sameOptions(a, b geo.Options) bool {
	return slices.Equal(a.Sites, b.Sites) && slices.EqualFunc(a.Lists, b.Lists, slices.Equal[[]uint16]) &&
		equalMaps(a.Networks, b.Networks) && slices.Equal([]int{a.Depth, a.V4, a.V6}, []int{b.Depth, b.V4, b.V6}) &&
		equalPrefer(a.Prefer, b.Prefer)
}

func equalMaps(a, b map[netip.Prefix]int) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || v != w {
			return false
		}
	}
	return true
}

func equalPrefer(a, b map[string][]int) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || !slices.Equal(v, w) {
			return false
		}
	}
	return true
}

// shapes ranks the candidates of every group for every order of its site list.
func (w *World) shapes() {
	r := w.Roster
	seen := map[string]int32{}
	policies := map[steer.Policy]int32{}
	w.shape, w.policy = make([]int32, len(r.Groups)), make([]int32, len(r.Groups))
	for i := range r.Groups {
		g := &r.Groups[i]
		key := fmt.Append(nil, g.List)
		for _, c := range g.Candidates {
			key = fmt.Appendf(key, " %d", c.Site)
		}
		at, ok := seen[string(key)]
		if !ok {
			at = int32(len(w.rankings))
			seen[string(key)] = at
			w.rankings = append(w.rankings, w.ranked(g))
		}
		w.shape[i] = at
		p, ok := policies[g.Policy]
		if !ok {
			p = int32(len(policies))
			policies[g.Policy] = p
		}
		w.policy[i] = p
	}
	w.placed = make([]placed, len(r.Sets))
	for i, s := range r.Sets {
		list := r.Groups[s.Group].List
		w.placed[i] = placed{list: list, tailored: list >= 0 && len(w.Geo.Orders(int(list))) > 1}
	}
}

// ranked is the ranking of a group for each order: nearest site first, then
// listed order. Candidates stand in listed order already, so that order 0, the
// unknown place, is the identity.
func (w *World) ranked(g *roster.Group) [][]int {
	orders := 1
	if g.List >= 0 {
		orders = len(w.Geo.Orders(int(g.List)))
	}
	out := make([][]int, orders)
	for o := range out {
		out[o] = make([]int, len(g.Candidates))
		for i := range out[o] {
			out[o][i] = i
		}
		if o == 0 {
			continue
		}
		place := map[int32]int{-1: len(g.Candidates)}
		for i, site := range w.Geo.Orders(int(g.List))[o] {
			place[int32(site)] = i
		}
		slices.SortStableFunc(out[o], func(x, y int) int {
			return place[g.Candidates[x].Site] - place[g.Candidates[y].Site]
		})
	}
	return out
}

// limit refuses worlds with more variants than a plan may have.
func (w *World) limit() error {
	n := w.Variants()
	if n > maxVariants {
		return fmt.Errorf("the steered sets have %d variants, more than %d (lower geo.depth, or let sets share their pools in the same order)", n, maxVariants)
	}
	return nil
}

// Variants is how many blocks the steered sets can have at once.
func (w *World) Variants() int {
	n := 0
	for i := range w.Roster.Sets {
		g := w.Roster.Sets[i].Group
		orders := len(w.rankings[w.shape[g]])
		if p := w.Roster.Groups[g].Policy; p.Kind == steer.One && !p.Standby {
			orders = min(orders, len(w.Roster.Groups[g].Candidates))
		}
		n += orders
	}
	return n
}

// zone returns a zone of the roster.
func (w *World) zone(i int32) *zones.Zone { return w.Roster.Sources[i].Zone }

// Database is the geo database that the table was made from; nil for none.
func (w *World) Database() *geo.Database { return w.database }
