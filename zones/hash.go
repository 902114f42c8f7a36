package zones

import "math/bits"

// HashRoot is the hash of the root name.
const HashRoot uint64 = 0x9e3779b97f4a7c15

// Odd constants with evenly spread bits; any such would do.
const (
	mixLength uint64 = 0xa0761d6478bd642f
	mixBody   uint64 = 0xe7037ed1a0b428db
	mixTail   uint64 = 0x8ebc6af09c88c6e3
)

// HashLabel is the hash of a name that is label in front of a name with the
// hash suffix. label holds lower-case octets, without the length octet.
//
// A parser can so hash every suffix of a name in one walk from the right. There
// is no seed: nothing that a packet carries is ever stored under its hash, so
// collisions cost an asker one more probe and nobody else anything.
func HashLabel(suffix uint64, label []byte) uint64 {
	return hashLabel(suffix, label)
}

// hashLabel eats eight octets at a time; the length is mixed in first, so that
// the zero padding of the last step can't make two labels alike.
func hashLabel[T string | []byte](suffix uint64, label T) uint64 {
	hash := suffix ^ uint64(len(label))*mixLength
	for len(label) >= 8 {
		hash = fold(hash^load(label[:8]), mixBody)
		label = label[8:]
	}
	return fold(hash^load(label), mixTail)
}

// load reads up to eight octets, little end first.
func load[T string | []byte](octets T) uint64 {
	if len(octets) == 8 {
		return uint64(octets[0]) | uint64(octets[1])<<8 | uint64(octets[2])<<16 | uint64(octets[3])<<24 |
			uint64(octets[4])<<32 | uint64(octets[5])<<40 | uint64(octets[6])<<48 | uint64(octets[7])<<56
	}
	var word uint64
	for i := 0; i < len(octets); i++ {
		word |= uint64(octets[i]) << (8 * i)
	}
	return word
}

// fold multiplies to 128 bits and xors the halves: each bit of a reaches all.
func fold(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
