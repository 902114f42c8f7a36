package zones

// owners numbers names by first sight, in flat arrays: a million of them are
// nothing for the collector to walk. Used by one goroutine. The zero value is
// not usable; make it with newOwners.
type owners struct {
	text  []byte   // wire forms in lower case, one behind the other
	ends  []uint32 // where each ends in text
	hash  []uint64
	index index
}

// newOwners makes one for names of so many octets together, or more: to move a large
// text is nothing that can be stopped half-way.
func newOwners(octets int) *owners {
	return &owners{index: newIndex(8), text: make([]byte, 0, octets)}
}

// len is how many names there are: their numbers are 0 to len()-1.
func (o *owners) len() int { return len(o.ends) }

// wire is the name with a number, valid until the next one is added.
func (o *owners) wire(number int32) []byte {
	start := uint32(0)
	if number > 0 {
		start = o.ends[number-1]
	}
	return o.text[start:o.ends[number]]
}

// name is the name with a number.
func (o *owners) name(number int32) Name { return Name(o.wire(number)) }

// number is the number of a name, a new one if it was not seen before.
func (o *owners) number(hash uint64, wire []byte) int32 {
	at := hash
	for n := o.index.next(hash, &at); n >= 0; n = o.index.next(hash, &at) {
		if string(o.wire(n)) == string(wire) {
			return n
		}
	}
	n := int32(o.len())
	o.text = append(o.text, wire...)
	o.ends = append(o.ends, uint32(len(o.text)))
	o.hash = append(o.hash, hash)
	if 2*len(o.hash) > len(o.index.slots) {
		o.grow()
	} else {
		o.index.add(hash, n)
	}
	return n
}

// grow makes an index of twice the size.
func (o *owners) grow() {
	o.index = newIndex(len(o.index.slots))
	for n, hash := range o.hash {
		o.index.add(hash, int32(n))
	}
}
