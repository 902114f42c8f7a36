package zones

import (
	"encoding/binary"
	"math/bits"
)

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
	// The length goes in first: the reads of the last step overlap or repeat
	// octets, and must not make labels of different lengths alike.
	hash := suffix ^ uint64(len(label))*mixLength
	for len(label) > 8 {
		hash = fold(hash^binary.LittleEndian.Uint64(label), mixBody)
		label = label[8:]
	}
	return fold(hash^lastOctets(label), mixTail)
}

// lastOctets packs up to eight octets into a word: each is in it.
func lastOctets(octets []byte) uint64 {
	size := len(octets)
	switch {
	case size == 8:
		return binary.LittleEndian.Uint64(octets)
	case size >= 4:
		return uint64(binary.LittleEndian.Uint32(octets)) | uint64(binary.LittleEndian.Uint32(octets[size-4:]))<<32
	case size > 0:
		return uint64(octets[0]) | uint64(octets[size/2])<<8 | uint64(octets[size-1])<<16
	}
	return 0
}

// fold multiplies to 128 bits and xors the halves: each bit of a reaches all.
func fold(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
