package geo

import (
	"encoding/binary"
	"iter"
	"sort"
)

// family is the networks that a database has of one family of addresses: whole,
// ascending, disjoint. They stay packed as a cache has them, some 3 octets each,
// because new memory is what a start with a database takes longest for. The zero value
// with a width is empty; add and readFamily fill it.
type family struct {
	width  int // of an address, in bits: 32 or 128
	n      int // how many networks
	packed []byte
	marks  []mark // the first of each markEvery networks
	free   u128   // behind the last network; 0 before the first and behind the last address of IPv6
}

// cell is a network of a database.
type cell struct {
	from  u128
	place uint32 // index of Database.places
	bits  uint8
}

// mark is where a network is packed that begins at an address. The zero mark is the
// beginning.
type mark struct {
	from u128
	at   int
}

// markEvery is how many networks a search goes through at most.
const markEvery = 256

// A network has this many octets at least.
const leastCell = 2

// span is what a network of the family covers.
func (c cell) span(width int) span { return span{c.from, c.from.or(lowMask(width - int(c.bits)))} }

// misplaced reports whether a network begins before the end of the one before, or is not
// aligned. It has no more bits than the family.
func (f *family) misplaced(c cell) bool {
	return c.from.less(f.free) || f.n > 0 && f.free.isZero() || lowMask(f.width).less(c.from) ||
		c.from.andNot(lowMask(f.width-int(c.bits))) != c.from
}

// add packs the network that follows the others. See cache.go for the form.
func (f *family) add(c cell) {
	f.follow(c, len(f.packed))
	n := uint64(c.place) << 1
	apart := c.from != f.free
	if apart {
		n |= 1
	}
	f.packed = binary.AppendUvarint(append(f.packed, c.bits), n)
	le := binary.LittleEndian
	switch {
	case apart && f.width == 32:
		f.packed = le.AppendUint32(f.packed, uint32(c.from.lo))
	case apart:
		f.packed = le.AppendUint64(le.AppendUint64(f.packed, c.from.lo), c.from.hi)
	}
	f.free = c.span(f.width).to.next()
}

// follow counts a network that is packed at an offset.
func (f *family) follow(c cell, at int) {
	if f.n%markEvery == 0 {
		f.marks = append(f.marks, mark{c.from, at})
	}
	f.n++
}

// unpack unpacks a network. free is the address behind the one before, or its own. The
// rest is nil where the octets end inside of it, and where its place is not written as add
// does.
func unpack(b []byte, width int, free u128) (c cell, rest []byte) {
	if len(b) < leastCell {
		return c, nil
	}
	// Most places are below 64 and take one octet: Uvarint would cost more than the rest.
	n, octets := uint64(b[1]), 1
	if n >= 0x80 {
		if n, octets = binary.Uvarint(b[1:]); octets <= 0 || b[octets] == 0 || n>>33 != 0 {
			return c, nil
		}
	}
	c = cell{free, uint32(n >> 1), b[0]}
	b = b[1+octets:]
	switch {
	case n&1 == 0:
		return c, b
	case len(b) < width/8:
		return c, nil
	case width == 32:
		c.from = u128{0, uint64(binary.LittleEndian.Uint32(b))}
		return c, b[4:]
	}
	c.from = u128{binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b)}
	return c, b[16:]
}

// cells walks the networks, ascending, from a mark on.
func (f *family) cells(from mark) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		free := from.from
		for rest := f.packed[from.at:]; len(rest) > 0; {
			var c cell
			c, rest = unpack(rest, f.width, free)
			if !yield(c) {
				return
			}
			free = c.span(f.width).to.next()
		}
	}
}

// find finds the network that an address is in.
func (f *family) find(a u128) (found cell, ok bool) {
	i := sort.Search(len(f.marks), func(i int) bool { return a.less(f.marks[i].from) }) - 1
	if i < 0 {
		return cell{}, false
	}
	for c := range f.cells(f.marks[i]) {
		if a.less(c.from) {
			break
		}
		found = c // the last that begins at a or before
	}
	return found, !found.span(f.width).to.less(a)
}
