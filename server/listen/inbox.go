package listen

import (
	"encoding/binary"
	"sync"
)

// prefixLen is the length prefix of a message by TCP, in octets (RFC 1035
// 4.2.2).
const prefixLen = 2

// Sizes of what a connection reads into and writes from. It idles with the
// first; the larger ones are lent while octets are in them.
const (
	headSize  = 512
	smallSize = 4096                   // some 64 queries
	largeSize = prefixLen + maxMessage // any message
)

// lender lends buffers. The zero value is ready. Safe for concurrent use; not
// to be copied.
type lender struct{ small, large sync.Pool }

// lend returns a buffer of at least n octets, at most largeSize.
func (l *lender) lend(n int) []byte {
	if n <= smallSize {
		if b, ok := l.small.Get().(*[smallSize]byte); ok {
			return b[:]
		}
		return new([smallSize]byte)[:]
	}
	if b, ok := l.large.Get().(*[largeSize]byte); ok {
		return b[:]
	}
	return new([largeSize]byte)[:]
}

// giveBack takes a buffer that lend returned, cut shorter perhaps at its end.
func (l *lender) giveBack(b []byte) {
	switch cap(b) {
	case smallSize:
		l.small.Put((*[smallSize]byte)(b[:smallSize]))
	case largeSize:
		l.large.Put((*[largeSize]byte)(b[:largeSize]))
	}
}

// inbox holds what a client sent and cuts it into messages (RFC 7766 8). How
// much it holds follows from how many octets came, not from how many the
// client says will come. It belongs to the goroutine of the connection.
type inbox struct {
	lender     *lender
	head       [headSize]byte
	buf        []byte // head, or lent
	start, end int    // the octets in buf that no answer was made for
	full       bool   // the last octets filled all the space
}

func newInbox(l *lender) *inbox {
	b := &inbox{lender: l}
	b.buf = b.head[:]
	return b
}

// begun says that octets are there.
func (b *inbox) begun() bool { return b.start < b.end }

// whole says that all of a message is there.
func (b *inbox) whole() bool {
	have := b.end - b.start
	return have >= prefixLen && have >= b.need()
}

// need is how many octets the first message takes with its prefix. The prefix
// must be there.
func (b *inbox) need() int {
	return prefixLen + int(binary.BigEndian.Uint16(b.buf[b.start:]))
}

// message is the first message, which must be whole. It stays in the inbox.
func (b *inbox) message() []byte {
	end := b.start + b.need()
	return b.buf[b.start+prefixLen : end : end]
}

// drop takes the first message, which must be whole, out.
func (b *inbox) drop() { b.start += b.need() }

// space is where the next octets go, at least one. Then call arrived. No
// message may be whole.
func (b *inbox) space() []byte {
	switch {
	case !b.begun():
		b.start, b.end = 0, 0
		b.settle()
	case b.end == len(b.buf):
		if b.start == 0 {
			b.move(b.lender.lend(len(b.buf) + 1))
		} else {
			b.move(b.buf)
		}
	}
	return b.buf[b.end:]
}

// arrived notes that n octets came into the space.
func (b *inbox) arrived(n int) {
	b.full = n == len(b.buf)-b.end
	b.end += n
}

// settle picks the buffer for a time without octets: a client that filled its
// space has more to say, one that did not may fall silent.
func (b *inbox) settle() {
	want := headSize
	if b.full {
		want = smallSize
	}
	switch {
	case want == len(b.buf):
	case want == headSize:
		b.release()
	default:
		b.release()
		b.buf = b.lender.lend(want)
	}
}

// move brings the octets to the front of another buffer, or of the same.
func (b *inbox) move(to []byte) {
	n := copy(to, b.buf[b.start:b.end])
	if len(to) != len(b.buf) {
		b.lender.giveBack(b.buf)
	}
	b.buf, b.start, b.end = to, 0, n
}

// release gives back what was lent.
func (b *inbox) release() {
	b.lender.giveBack(b.buf)
	b.buf = b.head[:]
}
