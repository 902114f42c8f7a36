package geo

import (
	"cmp"
	"slices"
)

// cut is a boundary: from `at` on, up to the next cut, addresses are of `class`.
type cut struct {
	at    u128
	class uint16
}

// cuts divide the whole space of one family. The first is at 0, they ascend, and
// neighbours differ in class. The zero value is empty; push fills it.
type cuts struct {
	list  []cut
	width int // of the family, in bits: 32 or 128
}

// push says that from `at` on addresses are of class. Pushes ascend; a second push at
// the same address replaces the first.
func (c *cuts) push(at u128, class uint16) {
	if n := len(c.list); n > 0 && c.list[n-1].at == at {
		c.list = c.list[:n-1]
	}
	if n := len(c.list); n == 0 || c.list[n-1].class != class {
		c.list = append(c.list, cut{at, class})
	}
}

// pushAfter is push behind an end, unless the end is the end of the space.
func (c *cuts) pushAfter(end u128, class uint16) {
	if end != lowMask(c.width) {
		c.push(end.next(), class)
	}
}

// roomFor is how many cuts there are of so many networks, and some: most lie beside
// another of their class. Real data have 0.3 to 0.7 of them for each.
func roomFor(networks int) int { return 1 + networks/4*3 }

// cutDatabase makes the cuts of one family of a database. classes maps its places.
func cutDatabase(db *Database, width int, classes []uint16) cuts {
	c := cuts{width: width}
	if db == nil {
		c.push(u128{}, 0)
		return c
	}
	// Two cuts for each network would be room for three times what real data take, and the
	// collector counts room as used. A list that grows is moved, which takes time.
	f := db.family(width)
	c.list = make([]cut, 0, roomFor(f.n))
	c.push(u128{}, 0)
	for cell := range f.cells(mark{}) {
		s := cell.span(width)
		c.push(s.from, classes[cell.place])
		c.pushAfter(s.to, 0)
	}
	return c
}

// flatten removes the cuts inside blocks of `bits` leading bits: such a block gets the
// class that most of its addresses have, the first of them at a tie. It bounds how
// finely caches of resolvers are divided.
func (c cuts) flatten(bits int) cuts {
	host := lowMask(c.width - bits)
	out := cuts{list: make([]cut, 0, len(c.list)), width: c.width}
	var votes ballot
	var now uint16 // the true class before the cut in hand
	for i := 0; i < len(c.list); {
		from := c.list[i].at.andNot(host)
		if from == c.list[i].at {
			now = c.list[i].class
			out.push(from, now)
			// The block that starts here may still have cuts inside; then the push below
			// replaces this one.
			i++
			continue
		}
		to := from.or(host)
		votes = votes[:0]
		at := from
		for ; i < len(c.list) && !to.less(c.list[i].at); i++ {
			votes.add(now, c.list[i].at.sub(at))
			at, now = c.list[i].at, c.list[i].class
		}
		votes.add(now, to.sub(at).next())
		out.push(from, votes.winner())
		out.pushAfter(to, now)
	}
	return out
}

// ballot counts the addresses of each class, in the order of first appearance.
type ballot []vote

type vote struct {
	class uint16
	n     u128
}

func (b *ballot) add(class uint16, n u128) {
	for i := range *b {
		if (*b)[i].class == class {
			(*b)[i].n = (*b)[i].n.add(n)
			return
		}
	}
	*b = append(*b, vote{class, n})
}

func (b ballot) winner() uint16 {
	best := b[0]
	for _, v := range b[1:] {
		if best.n.less(v.n) {
			best = v
		}
	}
	return best.class
}

// segment is a span whose class is fixed.
type segment struct {
	span
	class uint16
}

// overlay lays sorted, disjoint segments over the cuts. The result shares their list if
// there are none.
func (c cuts) overlay(segments []segment) cuts {
	if len(segments) == 0 {
		return c
	}
	out := cuts{list: make([]cut, 0, len(c.list)+2*len(segments)), width: c.width}
	var under uint16 // the class below the segment's end
	i := 0
	for _, s := range segments {
		for ; i < len(c.list) && c.list[i].at.less(s.from); i++ {
			under = c.list[i].class
			out.push(c.list[i].at, under)
		}
		out.push(s.from, s.class)
		for ; i < len(c.list) && !s.to.less(c.list[i].at); i++ {
			under = c.list[i].class
		}
		out.pushAfter(s.to, under)
	}
	for ; i < len(c.list); i++ {
		out.push(c.list[i].at, c.list[i].class)
	}
	return out
}

// unnest turns the spans of prefixes, which are nested or disjoint, into disjoint
// segments in which the innermost (longest) prefix has won.
func unnest(nets []segment) []segment {
	slices.SortFunc(nets, func(a, b segment) int {
		if a.from != b.from {
			return compareAddr(a.from, b.from)
		}
		return compareAddr(b.to, a.to) // the wider one first
	})
	var out, open []segment
	var at u128 // what is before it is done
	emit := func(to u128, class uint16) {
		if !to.less(at) {
			out = append(out, segment{span{at, to}, class})
			at = to.next()
		}
	}
	// shut closes the open spans that end before the limit (all of them if nil). A
	// span that ends where an inner one did has nothing left to emit; the test for the
	// end of the space keeps at's wrap to 0 from emitting it again.
	shut := func(limit *u128) {
		for len(open) > 0 {
			top := open[len(open)-1]
			if limit != nil && !top.to.less(*limit) {
				return
			}
			if n := len(out); n == 0 || out[n-1].to.less(top.to) {
				emit(top.to, top.class)
			}
			open = open[:len(open)-1]
		}
	}
	for _, n := range nets {
		shut(&n.from)
		if len(open) > 0 && at.less(n.from) {
			emit(n.from.prev(), open[len(open)-1].class)
		}
		at = n.from
		open = append(open, n)
	}
	shut(nil)
	return out
}

func compareAddr(a, b u128) int {
	return cmp.Or(cmp.Compare(a.hi, b.hi), cmp.Compare(a.lo, b.lo))
}
