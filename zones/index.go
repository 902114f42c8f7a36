package zones

// index is an open-addressed table from the hash of a full name to a number. A
// slot is 0 if empty, else the high half of the hash over the number plus one.
// The low half chooses the slot. At most half of the slots are taken, so runs
// stay short and every walk ends.
//
// Built once, then read by any number of goroutines. The zero value is not usable.
type index struct {
	slots []uint64
	mask  uint64
}

func newIndex(names int) index {
	size := uint64(4)
	for size < 2*uint64(names) {
		size *= 2
	}
	return index{slots: make([]uint64, size), mask: size - 1}
}

// add enters a number under a hash. Equal names must not be added twice.
func (x *index) add(hash uint64, number int32) {
	at := hash & x.mask
	for x.slots[at] != 0 {
		at = (at + 1) & x.mask
	}
	x.slots[at] = hash>>32<<32 | uint64(number+1)
}

// renumber gives every number its new one.
func (x *index) renumber(to []int32) {
	for at, slot := range x.slots {
		if slot != 0 {
			x.slots[at] = slot>>32<<32 | uint64(uint32(to[uint32(slot)-1]+1))
		}
	}
}

// next gives the next number that may stand under hash and moves *at behind
// it; -1 at the end of the run. Start with *at = hash. The caller compares the
// names: equal halves of a hash prove nothing.
func (x *index) next(hash uint64, at *uint64) int32 {
	for {
		slot := x.slots[*at&x.mask]
		if slot == 0 {
			return -1
		}
		*at++
		if slot>>32 == hash>>32 {
			return int32(uint32(slot)) - 1
		}
	}
}

// find gives the node whose wire form is name.
func (z *Zone) find(hash uint64, name []byte) (node int32, ok bool) {
	at := hash
	for node := z.index.next(hash, &at); node >= 0; node = z.index.next(hash, &at) {
		if Same(name, z.nameWire(node)) {
			return node, true
		}
	}
	return -1, false
}
