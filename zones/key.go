package zones

import "encoding/binary"

// Key is a name prepared for look-ups. Parsers of packets fill Wire, Len, Labels
// and Off, and Hash by HashWord or Index; everyone else calls Set. All look-ups
// take a name in any case; Name wants it in lower case.
//
// The zero value is not a valid key. A Key is large (about 1.4 KB): pass it by
// pointer and reuse it. It belongs to one goroutine at a time.
type Key struct {
	Wire   [KeyRoom]byte // wire form, as it was asked for or in lower case, and room to read and write eight octets from any of its octets
	Len    int           // octets used in Wire, closing zero included
	Labels int           // labels without the root
	Off    [128]uint8    // Off[i] is where label i starts (0 = leftmost); Off[Labels] is where the root's zero octet stands
	Hash   uint64        // of the whole name
}

// KeyRoom is the longest name (RFC 1035 2.3.4), with eight octets of room behind
// its last.
const KeyRoom = 255 + 8

// Set makes k the key of n. n must be a valid name; "" makes the root's key.
func (k *Key) Set(n Name) {
	k.Len = copy(k.Wire[:], n)
	k.Labels = 0
	at := 0
	for at < k.Len && k.Wire[at] != 0 && k.Labels < maxLabels {
		k.Off[k.Labels] = uint8(at)
		k.Labels++
		at += 1 + int(k.Wire[at])
	}
	k.Wire[at] = 0
	k.Off[k.Labels] = uint8(at)
	k.Len = at + 1
	k.Index()
}

// Index computes Hash from Wire and Len.
func (k *Key) Index() { k.Hash = k.Suffix(0) }

// Suffix is the hash of the suffix that starts at label i, which is a name of its
// own. Suffix(Labels) is the root's.
func (k *Key) Suffix(i int) uint64 {
	return HashOf(&k.Wire, int(k.Off[i&127]), k.Len)
}

// HashOf is the hash of the name that starts at an octet of wire, the end of a
// name of size octets.
func HashOf(wire *[KeyRoom]byte, at, size int) uint64 {
	hash := HashSeed
	for ; at+8 < size; at += 8 {
		hash = HashWord(hash, binary.LittleEndian.Uint64(wire[at:at+8]))
	}
	// What stands behind the name does not count.
	last := binary.LittleEndian.Uint64(wire[at : at+8])
	return HashEnd(HashWord(hash, last&(^uint64(0)>>(64-8*(size-at)))))
}

// Name is the name of the key. It allocates: not for the answering path.
func (k *Key) Name() Name {
	return Name(k.Wire[:k.Len])
}

// suffix is the wire form of the name that starts at label i.
func (k *Key) suffix(i int) []byte {
	return k.Wire[k.Off[i]:k.Len]
}
