package zones

// index is an open-addressed table from the hash of a full name to a node. A
// slot is 0 if empty, else the high half of the hash over the node's number
// plus one. At most half of the slots are taken, so runs stay short and every
// walk ends. Immutable once built; the zero value is not usable.
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

// add enters a value under a hash. The caller sees to it that names are added once.
func (x *index) add(hash uint64, value int32) {
	at := hash & x.mask
	for x.slots[at] != 0 {
		at = (at + 1) & x.mask
	}
	x.slots[at] = hash>>32<<32 | uint64(value+1)
}

// next gives the next value that may stand under hash, starting at *at, and
// moves *at behind it; -1 at the end of the run. Start with *at = hash.
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
func (z *Zone) find(hash uint64, name string) (node int32, ok bool) {
	at := hash
	for node := z.index.next(hash, &at); node >= 0; node = z.index.next(hash, &at) {
		if string(z.nameWire(node)) == name {
			return node, true
		}
	}
	return -1, false
}
