package geo

import "net/netip"

// Survey is what to count of both address spaces: see Regions. The zero value
// counts one region, of which nothing is known.
type Survey struct {
	// Databases say the country; where several know one, the last of them does.
	Databases []*Database
	// Networks are those that an operator put at a site, by index.
	Networks map[netip.Prefix]int
	// Parts are networks that are told apart: at most 65534. The longest holds.
	Parts []netip.Prefix
	// Before and After are the tables whose classes are told apart; either may be
	// nil.
	Before, After *Table
}

// Region is all addresses that a survey does not tell apart. It is a plain value.
type Region struct {
	Country       string // ISO 3166-1 alpha-2; empty if no database names one
	Site          int    // of the networks; -1 outside of them
	Part          int    // index into Survey.Parts; -1 outside of them
	Known         bool   // a database has a record of it, or it is in a network
	Before, After uint16 // classes
	V4, V6        float64
}

// Regions cuts both address spaces along everything that the survey tells apart,
// and adds up what is alike. V4 and V6 are numbers of addresses. The regions are
// in the order of their first address, IPv4 first.
func (s Survey) Regions() []Region {
	var out []Region
	index := map[Region]int{}
	for _, width := range []int{32, 128} {
		layers := s.layers(width)
		for at := range sweep(layers, width) {
			r := s.region(layers)
			i, ok := index[r]
			if !ok {
				i = len(out)
				index[r] = i
				out = append(out, r)
			}
			if width == 32 {
				out[i].V4 += at
			} else {
				out[i].V6 += at
			}
		}
	}
	return out
}

// layer is the cuts of one thing that a survey tells apart, and which of them the
// sweep is in.
type layer struct {
	list  []cut
	now   uint16
	names []string // of a database: countries by number, from 1
}

// The layers of a survey; those of databases follow.
const (
	layerBefore = iota
	layerAfter
	layerNetworks
	layerParts
	layerDatabases
)

func (s Survey) layers(width int) []layer {
	out := make([]layer, layerDatabases)
	for i, t := range []*Table{s.Before, s.After} {
		if t != nil {
			out[layerBefore+i].list = t.cuts(width)
		}
	}
	var networks, parts []segment
	for p, site := range s.Networks {
		if at, w := spanOf(p); w == width {
			networks = append(networks, segment{at, uint16(site) + 1})
		}
	}
	for i, p := range s.Parts {
		if at, w := spanOf(p); w == width {
			parts = append(parts, segment{at, uint16(i) + 1})
		}
	}
	out[layerNetworks].list = bare(width).overlay(unnest(networks)).list
	out[layerParts].list = bare(width).overlay(unnest(parts)).list
	for _, db := range s.Databases {
		out = append(out, db.countries(width))
	}
	return out
}

// bare is a whole space of class 0.
func bare(width int) cuts {
	c := cuts{width: width}
	c.push(u128{}, 0)
	return c
}

// cuts are the pieces of one half of a table.
func (t *Table) cuts(width int) []cut {
	if width == 32 {
		out := make([]cut, len(t.v4.starts))
		for i, start := range t.v4.starts {
			out[i] = cut{u128{0, uint64(start)}, t.v4.classes[i]}
		}
		return out
	}
	out := make([]cut, len(t.v6.hi))
	for i, hi := range t.v6.hi {
		out[i] = cut{u128{hi: hi}, t.v6.classes[i]}
		if t.v6.lo != nil {
			out[i].at.lo = t.v6.lo[i]
		}
	}
	return out
}

// countries are the records of a database by country.
func (d *Database) countries(width int) layer {
	l := layer{names: []string{""}}
	if d == nil {
		return l
	}
	classes, numbers := make([]uint16, len(d.places)), map[string]uint16{}
	for i, p := range d.places {
		n, ok := numbers[p.Country]
		if !ok {
			n = uint16(len(l.names)) // there are 676 pairs of letters
			numbers[p.Country] = n
			l.names = append(l.names, p.Country)
		}
		classes[i] = n
	}
	c := cutDatabase(d, width, classes)
	if width == 128 {
		c = c.overlay(mappedSpace())
	}
	l.list = c.list
	return l
}

// region is where a sweep is.
func (s Survey) region(layers []layer) Region {
	r := Region{
		Before: layers[layerBefore].now, After: layers[layerAfter].now,
		Site: int(layers[layerNetworks].now) - 1, Part: int(layers[layerParts].now) - 1,
	}
	r.Known = r.Site >= 0
	for _, l := range layers[layerDatabases:] {
		if l.now == 0 {
			continue
		}
		if r.Known = true; l.names[l.now] != "" {
			r.Country = l.names[l.now]
		}
	}
	return r
}

// sweep goes through a space from cut to cut and yields the number of addresses of
// each piece, while the layers say where it is.
func sweep(layers []layer, width int) func(yield func(addresses float64) bool) {
	return func(yield func(float64) bool) {
		at, next := u128{}, make([]int, len(layers))
		for {
			end, more := lowMask(width), false
			for i := range layers {
				l := &layers[i]
				for next[i] < len(l.list) && !at.less(l.list[next[i]].at) {
					l.now = l.list[next[i]].class
					next[i]++
				}
				if next[i] < len(l.list) && !end.less(l.list[next[i]].at) {
					end, more = l.list[next[i]].at.prev(), true
				}
			}
			if !yield(end.sub(at).float()+1) || !more {
				return
			}
			at = end.next()
		}
	}
}

// float is the number, rounded.
func (a u128) float() float64 { return float64(a.hi)*0x1p64 + float64(a.lo) }
