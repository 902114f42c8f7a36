package geo

import "math/bits"

// table4 is the IPv4 half of a Table: where each piece starts, its class, and an
// index by the top 16 bits. At most 256 pieces of a database (/24) share an index
// entry, so a look-up reads two or three cache lines.
type table4 struct {
	starts  []uint32 // ascending, the first is 0
	classes []uint16
	top     []uint32 // 65537: of the top 16 bits, the first piece that starts there or later
}

func newTable4(list []cut) table4 {
	t := table4{
		starts:  make([]uint32, len(list)),
		classes: make([]uint16, len(list)),
		top:     make([]uint32, 1<<16+1),
	}
	for i, c := range list {
		t.starts[i], t.classes[i] = uint32(c.at.lo), c.class
		t.top[t.starts[i]>>16+1]++
	}
	// Counts of each bucket, shifted by one, become positions by adding up.
	for i := 1; i < len(t.top); i++ {
		t.top[i] += t.top[i-1]
	}
	return t
}

func (t *table4) lookup(a uint32) (class uint16, scope uint8) {
	// The piece of a is the one before the first that starts after it.
	low, high := t.top[a>>16], t.top[a>>16+1]
	for low < high {
		if mid := (low + high) / 2; t.starts[mid] > a {
			high = mid
		} else {
			low = mid + 1
		}
	}
	// The longest prefix that a shares with the nearest address outside its piece, and
	// one bit more, is the largest aligned block inside.
	n := 0
	if i := int(low); i < len(t.starts) {
		n = bits.LeadingZeros32(a^t.starts[i]) + 1
	}
	if low > 1 {
		n = max(n, bits.LeadingZeros32(a^(t.starts[low-1]-1))+1)
	}
	return t.classes[low-1], uint8(n)
}

func (t *table4) bytes() int { return 4*len(t.starts) + 2*len(t.classes) + 4*len(t.top) }
