package geo

import "math/bits"

// table4 is the IPv4 half of a Table: where each piece starts, its class, and an
// index of blocks. A block is cut into 64 slots and marks those in which a piece
// starts, so that counting marks gives the piece of an address: with a database
// the slots are /24, finer than which it has no pieces. So a look-up reads three
// cache lines.
type table4 struct {
	starts  []uint32 // ascending, the first is 0
	classes []uint16
	blocks  []block4 // one more than there are
	shift   uint8    // bits of an address inside of a block
}

// block4 is a part of the address space.
type block4 struct {
	marks uint64 // the slots in which a piece starts, the first lowest
	first uint32 // how many pieces start before it
	fine  bool   // one starts inside of a slot: they have to be searched
}

// Bits inside of a block: of /18 blocks there are 262,144, which take 4 MiB; where
// there are few pieces, as without a database, few large blocks do.
const (
	smallBlock  = 14
	largeBlock  = 22
	manyPieces  = 4096
	slotsOfBits = 6
)

func newTable4(list []cut) table4 {
	t := table4{
		starts:  make([]uint32, len(list)),
		classes: make([]uint16, len(list)),
		shift:   largeBlock,
	}
	if len(list) > manyPieces {
		t.shift = smallBlock
	}
	t.blocks = make([]block4, 1<<(32-t.shift)+1)
	for i, c := range list {
		start := uint32(c.at.lo)
		t.starts[i], t.classes[i] = start, c.class
		b := &t.blocks[start>>t.shift]
		slot := start >> (t.shift - slotsOfBits)
		b.marks |= 1 << (slot & 63)
		b.fine = b.fine || slot<<(t.shift-slotsOfBits) != start
		t.blocks[start>>t.shift+1].first++
	}
	// Counts of each block, shifted by one, become positions by adding up.
	for i := 1; i < len(t.blocks); i++ {
		t.blocks[i].first += t.blocks[i-1].first
	}
	return t
}

func (t *table4) lookup(a uint32) (class uint16, scope uint8) {
	b := &t.blocks[a>>(t.shift&31)]
	slot := a >> ((t.shift - slotsOfBits) & 31) & 63
	next := b.first + uint32(bits.OnesCount64(b.marks<<(slot^63)))
	if b.fine {
		next = t.search(a)
	}
	// The longest prefix that a shares with the nearest address outside its piece, and
	// one bit more, is the largest aligned block inside.
	near := ^uint32(0)
	if int(next) < len(t.starts) {
		near = a ^ t.starts[next]
	} else if next == 1 {
		return t.classes[0], 0
	}
	own := next - 1
	if start := t.starts[own]; start > 0 {
		near = min(near, a^(start-1))
	}
	return t.classes[own], uint8(bits.LeadingZeros32(near)) + 1
}

// search is the number of the first piece that starts after a, in a block where
// marks do not tell.
func (t *table4) search(a uint32) uint32 {
	i := a >> t.shift
	low, high := t.blocks[i].first, t.blocks[i+1].first
	for low < high {
		if mid := (low + high) / 2; t.starts[mid] > a {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

func (t *table4) bytes() int { return 4*len(t.starts) + 2*len(t.classes) + 16*len(t.blocks) }
