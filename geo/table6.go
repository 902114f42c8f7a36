package geo

import "math/bits"

// table6 is the IPv6 half of a Table. Networks crowd into few of the 65536 blocks of
// 16 bits (2a02::/16 alone has tens of thousands), so a crowded block has an index of
// its own by the bits that follow, sized by its crowd.
type table6 struct {
	hi      []uint64 // where pieces start, ascending; the first is 0
	lo      []uint64 // the lower halves; nil if all are 0, as they are without long networks
	classes []uint16
	top     []block6 // 65537
	subs    []uint32 // the indexes of crowded blocks, one after the other
}

// block6 is an index entry for one value of the top 16 bits.
type block6 struct {
	first uint32 // the first piece that starts there or later
	sub   uint32 // where its own index is in subs
	bits  uint8  // how many bits that index takes; 0 if there is none
}

// crowd is the number of pieces from which a block gets its own index.
const crowd = 16

func newTable6(list []cut) table6 {
	t := table6{
		hi:      make([]uint64, len(list)),
		classes: make([]uint16, len(list)),
		top:     make([]block6, 1<<16+1),
	}
	for i, c := range list {
		t.hi[i], t.classes[i] = c.at.hi, c.class
		if c.at.lo != 0 && t.lo == nil {
			t.lo = make([]uint64, len(list))
		}
		t.top[c.at.hi>>48+1].first++
	}
	if t.lo != nil {
		for i, c := range list {
			t.lo[i] = c.at.lo
		}
	}
	for i := 1; i < len(t.top); i++ {
		t.top[i].first += t.top[i-1].first
	}
	for i := range t.top[:1<<16] {
		t.split(i)
	}
	return t
}

// split gives a crowded block its own index: for each value of its next bits, the
// first piece that starts there or later, and the end.
func (t *table6) split(block int) {
	low, high := t.top[block].first, t.top[block+1].first
	if high-low < crowd {
		return
	}
	n := min(bits.Len32((high-low)/4), 20)
	t.top[block].sub, t.top[block].bits = uint32(len(t.subs)), uint8(n)
	for v := range uint64(1) << n {
		for low < high && t.hi[low]<<16>>(64-n) < v {
			low++
		}
		t.subs = append(t.subs, low)
	}
	t.subs = append(t.subs, high)
}

func (t *table6) lookup(hi, lo uint64) (class uint16, scope uint8) {
	block := &t.top[hi>>48]
	low, high := block.first, t.top[hi>>48+1].first
	if block.bits > 0 {
		i := uint64(block.sub) + hi<<16>>(64-block.bits)
		low, high = t.subs[i], t.subs[i+1]
	}
	for low < high {
		if mid := (low + high) / 2; t.after(mid, hi, lo) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	// As in table4.
	n := 0
	if int(low) < len(t.hi) {
		n = shared(hi, lo, t.start(low)) + 1
	}
	if low > 1 {
		n = max(n, shared(hi, lo, t.start(low-1).prev())+1)
	}
	return t.classes[low-1], uint8(n)
}

// after says whether piece i starts after an address. It seldom reads the lower half.
func (t *table6) after(i uint32, hi, lo uint64) bool {
	return t.hi[i] > hi || t.hi[i] == hi && t.lo != nil && t.lo[i] > lo
}

func (t *table6) start(i uint32) u128 {
	if t.lo == nil {
		return u128{t.hi[i], 0}
	}
	return u128{t.hi[i], t.lo[i]}
}

// shared is the length of the prefix that an address shares with another one.
func shared(hi, lo uint64, b u128) int {
	if hi != b.hi {
		return bits.LeadingZeros64(hi ^ b.hi)
	}
	return 64 + bits.LeadingZeros64(lo^b.lo)
}

func (t *table6) bytes() int {
	return 8*len(t.hi) + 8*len(t.lo) + 2*len(t.classes) + 12*len(t.top) + 4*len(t.subs)
}
