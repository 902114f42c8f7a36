package geo

import (
	"encoding/binary"
	"slices"
)

// ranker turns places into classes, and remembers every order and class that it
// made. One goroutine uses it, during Compile.
type ranker struct {
	lists  [][]uint16
	depth  int
	prefer map[string][]int
	sites  []point

	numbers []map[string]uint16 // per list: an order's bytes -> its number
	orders  [][][]uint16        // [list][number] -> sites, best first
	classes map[string]int      // the order numbers in all lists -> class
	orderOf [][]uint16          // [list][class] -> order number
	places  []Place             // [class] -> the first place seen

	// Scratch space of one call of class.
	km    []int32 // site -> distance from the place in hand
	taken []bool  // site -> it is ranked already
	order []uint16
	key   []byte
	tuple []byte
}

func newRanker(opt Options) *ranker {
	r := &ranker{
		lists: opt.Lists, depth: opt.Depth, prefer: opt.Prefer,
		sites:   make([]point, len(opt.Sites)),
		numbers: make([]map[string]uint16, len(opt.Lists)),
		orders:  make([][][]uint16, len(opt.Lists)),
		classes: make(map[string]int),
		orderOf: make([][]uint16, len(opt.Lists)),
		places:  make([]Place, 1),
		km:      make([]int32, len(opt.Sites)),
		taken:   make([]bool, len(opt.Sites)),
	}
	for i, s := range opt.Sites {
		r.sites[i] = pointOf(s.Lat, s.Lon)
	}
	for i, list := range opt.Lists {
		// Order 0 and class 0: the listed order, as the unknown place has it. The map
		// doesn't know it, so that a place whose own order happens to be the listed one
		// gets a number of its own: its sites are not tied.
		r.numbers[i] = make(map[string]uint16)
		r.orders[i] = [][]uint16{slices.Clone(list)}
		r.orderOf[i] = []uint16{0}
	}
	return r
}

// ofPlace is the class of a place of the database.
func (r *ranker) ofPlace(p Place) int {
	return r.class(p, r.prefer[p.Country])
}

// ofSite is the class of a network that the operator put at a site.
func (r *ranker) ofSite(s Site, index int) int {
	return r.class(Place{Lat: s.Lat, Lon: s.Lon, Located: true}, []int{index})
}

// class is the class of a place that has some sites preferred. It may be beyond 16
// bits; the caller refuses such numbers.
func (r *ranker) class(p Place, prefer []int) int {
	if !p.Located || len(r.lists) == 0 {
		return 0
	}
	at := pointOf(p.Lat, p.Lon)
	for i, s := range r.sites {
		r.km[i] = at.km(s)
	}
	r.tuple = r.tuple[:0]
	for i, list := range r.lists {
		r.rank(list, prefer)
		r.tuple = binary.BigEndian.AppendUint16(r.tuple, r.number(i))
	}
	class, ok := r.classes[string(r.tuple)]
	if !ok {
		class = len(r.places)
		r.classes[string(r.tuple)] = class
		r.places = append(r.places, p)
		for i := range r.lists {
			r.orderOf[i] = append(r.orderOf[i], binary.BigEndian.Uint16(r.tuple[2*i:]))
		}
	}
	return class
}

// rank leaves the order of one list in r.order: the preferred sites, then the nearest
// up to depth sites in all, then the others as listed. Sites at the same distance in
// whole kilometres tie, and then the listed order decides.
func (r *ranker) rank(list []uint16, prefer []int) {
	clear(r.taken)
	r.order = r.order[:0]
	take := func(site uint16) {
		r.taken[site] = true
		r.order = append(r.order, site)
	}
	for _, site := range prefer {
		if !r.taken[site] && slices.Contains(list, uint16(site)) {
			take(uint16(site))
		}
	}
	for len(r.order) < min(r.depth, len(list)) {
		best := -1
		for _, site := range list {
			if !r.taken[site] && (best < 0 || r.km[site] < r.km[best]) {
				best = int(site)
			}
		}
		take(uint16(best))
	}
	for _, site := range list {
		if !r.taken[site] {
			take(site)
		}
	}
}

// number is the number of r.order in a list. Beyond 16 bits it wraps: there are then
// as many classes, which Compile refuses.
func (r *ranker) number(list int) uint16 {
	r.key = r.key[:0]
	for _, site := range r.order {
		r.key = binary.BigEndian.AppendUint16(r.key, site)
	}
	n, ok := r.numbers[list][string(r.key)]
	if !ok {
		n = uint16(len(r.orders[list]))
		r.numbers[list][string(r.key)] = n
		r.orders[list] = append(r.orders[list], slices.Clone(r.order))
	}
	return n
}
