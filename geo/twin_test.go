package geo

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// twin is the slow, obvious Compile: it answers from the inputs, one address at a
// time, in names instead of numbers.
type twin struct {
	db     map[netip.Prefix]Place
	opt    Options
	blocks map[netip.Prefix]string
}

// longest finds the longest prefix of a map that contains a.
func longest[V any](m map[netip.Prefix]V, a netip.Addr) (v V, ok bool) {
	bits := -1
	for p, x := range m {
		if p.Contains(a) && p.Bits() > bits {
			v, ok, bits = x, true, p.Bits()
		}
	}
	return v, ok
}

// answer is what an address gets: "unknown", or its order in every list, in names.
func (w *twin) answer(a netip.Addr) string {
	if site, ok := longest(w.opt.Networks, a); ok {
		s := w.opt.Sites[site]
		return w.orders(Place{Lat: s.Lat, Lon: s.Lon, Located: true}, []int{site})
	}
	bits := w.opt.V6
	if a.Is4() {
		bits = w.opt.V4
	}
	block, _ := a.Prefix(bits)
	if got, ok := w.blocks[block]; ok {
		return got
	}
	// The majority of the block, the first at a tie.
	votes := make(map[string]int)
	var seen []string
	for b := block.Addr(); block.Contains(b); b = b.Next() {
		p, _ := longest(w.db, b)
		got := w.orders(p.centered(), w.opt.Prefer[p.Country])
		if votes[got]++; votes[got] == 1 {
			seen = append(seen, got)
		}
	}
	best := seen[0]
	for _, s := range seen {
		if votes[s] > votes[best] {
			best = s
		}
	}
	w.blocks[block] = best
	return best
}

func (w *twin) orders(p Place, prefer []int) string {
	if !p.Located {
		return "unknown"
	}
	var all []string
	for _, list := range w.opt.Lists {
		all = append(all, strings.Join(w.order(p, prefer, list), " "))
	}
	return strings.Join(all, " | ")
}

func (w *twin) order(p Place, prefer []int, list []uint16) (names []string) {
	name := func(i int) string { return w.opt.Sites[i].Name }
	for _, i := range prefer {
		if slices.Contains(list, uint16(i)) && !slices.Contains(names, name(i)) {
			names = append(names, name(i))
		}
	}
	near := slices.Clone(list)
	slices.SortStableFunc(near, func(a, b uint16) int {
		km := func(i uint16) int {
			s := w.opt.Sites[i]
			return int(Distance(p.Lat, p.Lon, s.Lat, s.Lon) + 0.5)
		}
		return km(a) - km(b)
	})
	for _, i := range near {
		if len(names) < w.opt.Depth && !slices.Contains(names, name(int(i))) {
			names = append(names, name(int(i)))
		}
	}
	for _, i := range list {
		if !slices.Contains(names, name(int(i))) {
			names = append(names, name(int(i)))
		}
	}
	return names
}

// answerOf is what a table says of a class, in the twin's words.
func answerOf(t *Table, opt Options, class uint16) string {
	if class == 0 {
		return "unknown"
	}
	var all []string
	for i := range opt.Lists {
		n := t.Order(i, class)
		if n == 0 {
			return fmt.Sprintf("class %d has the unknown order in list %d", class, i)
		}
		var names []string
		for _, s := range t.Orders(i)[n] {
			names = append(names, opt.Sites[s].Name)
		}
		all = append(all, strings.Join(names, " "))
	}
	return strings.Join(all, " | ")
}
