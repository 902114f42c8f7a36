package zones

import (
	"encoding/binary"
	"math/bits"
)

const (
	mixWord uint64 = 0xe7037ed1a0b428db // odd, its bits evenly spread; any such would do
	blind   uint64 = 0x2020202020202020 // the bit of the case, in each octet
)

// The hash of a name is made of its wire form in words of eight octets, little
// end first, from HashSeed to HashEnd; zeroes fill the last one up. It is blind to the
// bit that tells upper from lower case (RFC 4343 3), in every octet, so that
// names can be looked up as they were asked for; whoever finds something
// compares.
//
// There is no seed of ours in it: nothing that a packet carries is ever stored
// under its hash, so collisions cost an asker one more probe and nobody else
// anything.

// HashSeed is what the hash of a name starts from.
const HashSeed uint64 = 0xa0761d6478bd642f

// HashWord takes the next word in. A bit of it reaches those above it at once, and
// all by what follows.
func HashWord(hash, word uint64) uint64 {
	return (bits.RotateLeft64(hash, 29) ^ (word | blind)) * mixWord
}

// HashEnd is the hash, when all words were taken in. It multiplies to 128 bits
// and xors the halves: each bit reaches all.
func HashEnd(hash uint64) uint64 {
	high, low := bits.Mul64(hash, HashSeed)
	return high ^ low
}

// Hash is the hash that look-ups use. It is the same in every process.
func (n Name) Hash() uint64 {
	var wire [maxNameOctets]byte
	return hashOf(wire[:copy(wire[:], n)])
}

// hashOf is the hash of the name whose wire form is wire.
func hashOf(wire []byte) uint64 {
	hash := HashSeed
	for ; len(wire) > 8; wire = wire[8:] {
		hash = HashWord(hash, binary.LittleEndian.Uint64(wire))
	}
	var last [8]byte
	copy(last[:], wire)
	return HashEnd(HashWord(hash, binary.LittleEndian.Uint64(last[:])))
}

// ZeroOctets marks each octet of a word that is zero by its top bit, up to the
// first one; above that it may mark others too.
func ZeroOctets(w uint64) uint64 {
	const ones = 0x0101010101010101
	return (w - ones) &^ w & (0x80 * ones)
}

// Lower turns the ASCII letters of eight octets in a word to lower case (RFC 4343
// 3). With the top bit of each octet put aside, adding 128-'A' carries into the
// top bit from 'A' on, and adding 127-'Z' does from behind 'Z' on; the
// difference marks the letters. A name in wire form can go through as a whole: a
// length octet is 63 at most, below the letters.
func Lower(w uint64) uint64 {
	const ones = 0x0101010101010101
	seven := w &^ (0x80 * ones)
	letters := ((seven + (0x80-'A')*ones) ^ (seven + (0x7f-'Z')*ones)) & (0x80 * ones) &^ w
	return w | letters>>2
}

// Same reports whether a name in any case is one in lower case.
func Same(asked, lower []byte) bool {
	if string(asked) == string(lower) {
		return true
	}
	if len(asked) != len(lower) {
		return false
	}
	for len(asked) >= 8 {
		if Lower(binary.LittleEndian.Uint64(asked)) != binary.LittleEndian.Uint64(lower) {
			return false
		}
		asked, lower = asked[8:], lower[8:]
	}
	for i, c := range asked {
		if lowerOctet(c) != lower[i] {
			return false
		}
	}
	return true
}

// Is reports whether a name of size octets, in any case, is the one in lower case
// that stored starts with.
func Is(asked, stored *[KeyRoom]byte, size int) bool {
	at, differs := uint8(0), uint64(0) // uint8 because it spares the bounds checks
	_, _ = asked[0], stored[0]         // spares the loop looking for nil
	for ; int(at)+8 < size; at += 8 {
		differs |= binary.LittleEndian.Uint64(asked[at:int(at)+8]) ^ binary.LittleEndian.Uint64(stored[at:int(at)+8])
	}
	last := binary.LittleEndian.Uint64(asked[at:int(at)+8]) ^ binary.LittleEndian.Uint64(stored[at:int(at)+8])
	differs |= last << (uint(int(at)+8-size) * 8 & 63)
	return differs == 0 || differs&^blind == 0 && Same(asked[:size], stored[:size])
}
