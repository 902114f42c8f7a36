package zones

import (
	"encoding/binary"
	"math/bits"
)

// Odd constants with evenly spread bits; any such would do.
const (
	mixLength uint64 = 0xa0761d6478bd642f
	mixWord   uint64 = 0xe7037ed1a0b428db
	blind     uint64 = 0x2020202020202020 // the bit of the case, in each octet
)

// The hash of a name is made of its wire form in words of eight octets, little
// end first. The last word has the name's last octets at its upper end, the
// closing zero included; below them is nothing. It starts with the length, so
// that this makes no two names alike. It is blind to the bit that tells upper
// from lower case (RFC 4343 3), in every octet, so that names can be looked up
// as they were asked for; whoever finds something compares.
//
// There is no seed: nothing that a packet carries is ever stored under its hash,
// so collisions cost an asker one more probe and nobody else anything.

// HashSeed is what the hash of a name of size octets starts from.
func HashSeed(size int) uint64 { return uint64(size) * mixLength }

// HashWord takes the next word in. It multiplies to 128 bits and xors the
// halves: each bit reaches all.
func HashWord(hash, word uint64) uint64 {
	high, low := bits.Mul64(hash^(word|blind), mixWord)
	return high ^ low
}

// Hash is the hash that look-ups use. It is the same in every process.
func (n Name) Hash() uint64 {
	var wire [maxNameOctets]byte
	return hashOf(wire[:copy(wire[:], n)])
}

// hashOf is the hash of the name whose wire form is wire.
func hashOf(wire []byte) uint64 {
	hash := HashSeed(len(wire))
	for ; len(wire) > 8; wire = wire[8:] {
		hash = HashWord(hash, binary.LittleEndian.Uint64(wire))
	}
	var last [8]byte
	copy(last[8-len(wire):], wire)
	return HashWord(hash, binary.LittleEndian.Uint64(last[:]))
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
