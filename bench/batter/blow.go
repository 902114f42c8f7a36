package batter

import (
	"encoding/binary"
	"math/rand/v2"
)

// maxMessage is the most octets that a message can have.
const maxMessage = 65535

// blows changes seeds. It belongs to one goroutine.
type blows struct {
	random *rand.Rand
	seeds  []seed
	msg    []byte // the last blow
}

// next is the next blow, valid until the one after.
func (b *blows) next() seed {
	r := b.random
	s := b.seeds[r.IntN(len(b.seeds))]
	b.msg = append(b.msg[:0], s.msg...)
	if r.IntN(4) > 0 { // one of four stays as it is
		for range pick(r, 1, 1, 1, 2, 3, 5) {
			b.change()
		}
	}
	if len(b.msg) > 2 && r.IntN(16) == 0 {
		b.msg[2] |= 0x80 // a reply
	}
	b.msg = b.msg[:min(len(b.msg), maxMessage)]
	return seed{b.msg, s.from}
}

// at is a random offset, the front of the message more often than its end.
func (b *blows) at() int {
	n := len(b.msg)
	if n > 64 && b.random.IntN(2) == 0 {
		n = 64
	}
	return b.random.IntN(n)
}

// change changes the message once.
func (b *blows) change() {
	r := b.random
	if len(b.msg) < 4 {
		b.msg = append(b.msg, byte(r.Uint32()))
		return
	}
	at := b.at()
	switch r.IntN(12) {
	case 0:
		b.msg[at] ^= 1 << r.IntN(8)
	case 1:
		b.msg[at] = byte(r.Uint32())
	case 2:
		b.msg[at] = pick[byte](r, 0, 1, 12, 63, 64, 127, 128, 191, 192, 255)
	case 3:
		b.msg[at] += pick[byte](r, 1, 255)
	case 4:
		b.word(at)
	case 5: // a count
		binary.BigEndian.PutUint16(b.msg[min(4+2*r.IntN(4), len(b.msg)-2):], pick[uint16](r, 0, 1, 2, 3, 255, 65535))
	case 6: // opcode and flags, mostly not as a reply
		binary.BigEndian.PutUint16(b.msg[2:], uint16(r.Uint32())&pick[uint16](r, 0x7fff, 0x07ff, 0xffff))
	case 7:
		b.msg = b.msg[:at]
	case 8:
		for range 1 + r.IntN(20) {
			b.msg = append(b.msg, byte(r.Uint32()))
		}
	case 9: // a piece is lost
		end := min(len(b.msg), at+1+r.IntN(16))
		b.msg = append(b.msg[:at], b.msg[end:]...)
	case 10: // a piece comes twice
		end := min(len(b.msg), at+1+r.IntN(32))
		b.msg = append(b.msg, b.msg[at:end]...)
	case 11: // the rest is another's
		other := b.seeds[r.IntN(len(b.seeds))].msg
		b.msg = append(b.msg[:at], other[min(at, len(other)):]...)
	}
}

// word sets two octets to a number that bounds something, or to a pointer.
func (b *blows) word(at int) {
	if at > len(b.msg)-2 {
		return
	}
	r := b.random
	binary.BigEndian.PutUint16(b.msg[at:], pick(r,
		0, 1, 11, 12, 16, 40, 41, 255, 511, 512, 1232, 4096, 0x7fff, 0x8000, 0xffff,
		0xc000, 0xc00c, 0xc000|uint16(at), 0xc000|uint16(r.IntN(len(b.msg)+2)), uint16(len(b.msg)-at-2)))
}
