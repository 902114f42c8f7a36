package geo

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
)

// u128 is an address as a number. Builders use it for both families, with IPv4
// in the low 32 bits; the look-up paths have their own types. It is a plain value.
type u128 struct{ hi, lo uint64 }

func (a u128) less(b u128) bool {
	return a.hi < b.hi || a.hi == b.hi && a.lo < b.lo
}

func (a u128) add(b u128) u128 {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	hi, _ := bits.Add64(a.hi, b.hi, carry)
	return u128{hi, lo}
}

func (a u128) sub(b u128) u128 {
	lo, borrow := bits.Sub64(a.lo, b.lo, 0)
	hi, _ := bits.Sub64(a.hi, b.hi, borrow)
	return u128{hi, lo}
}

func (a u128) next() u128 { return a.add(u128{0, 1}) }

func (a u128) prev() u128 { return a.sub(u128{0, 1}) }

func (a u128) or(b u128) u128 { return u128{a.hi | b.hi, a.lo | b.lo} }

func (a u128) andNot(b u128) u128 { return u128{a.hi &^ b.hi, a.lo &^ b.lo} }

func (a u128) isZero() bool { return a.hi|a.lo == 0 }

// trailingZeros is 128 for zero.
func (a u128) trailingZeros() int {
	if a.lo != 0 {
		return bits.TrailingZeros64(a.lo)
	}
	return 64 + bits.TrailingZeros64(a.hi)
}

// bitLen is the length of the number in bits, 0 for zero.
func (a u128) bitLen() int {
	if a.hi != 0 {
		return 64 + bits.Len64(a.hi)
	}
	return bits.Len64(a.lo)
}

// lowMask has the lowest n bits set, 0 <= n <= 128.
func lowMask(n int) u128 {
	switch {
	case n >= 128:
		return u128{^uint64(0), ^uint64(0)}
	case n > 64:
		return u128{1<<(n-64) - 1, ^uint64(0)}
	case n == 64:
		return u128{0, ^uint64(0)}
	}
	return u128{0, 1<<n - 1}
}

// numberOf is the number of an address that is Is4 or Is6 (never both: unmapped),
// and the width of its family in bits.
func numberOf(a netip.Addr) (n u128, width int) {
	if a.Is4() {
		b := a.As4()
		return u128{0, uint64(binary.BigEndian.Uint32(b[:]))}, 32
	}
	b := a.As16()
	return u128{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}, 128
}

// addrOf is the inverse of numberOf.
func addrOf(n u128, width int) netip.Addr {
	if width == 32 {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(n.lo))
		return netip.AddrFrom4(b)
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], n.hi)
	binary.BigEndian.PutUint64(b[8:], n.lo)
	return netip.AddrFrom16(b)
}

// span is an inclusive range of addresses of one family, from <= to.
type span struct{ from, to u128 }

// spanOf is the span of a prefix and the width of its family. IPv4-mapped prefixes
// of 96 bits and more are IPv4.
func spanOf(p netip.Prefix) (s span, width int) {
	p = unmapPrefix(p).Masked()
	from, width := numberOf(p.Addr())
	return span{from, from.or(lowMask(width - p.Bits()))}, width
}

// unmapPrefix turns an IPv4-mapped prefix into the IPv4 one that it means.
func unmapPrefix(p netip.Prefix) netip.Prefix {
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		return netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	return p
}

// blocks calls f with the largest aligned blocks that make up s, ascending, and
// their host bits.
func (s span) blocks(f func(from u128, hostBits int)) {
	for at := s.from; ; {
		// A block at `at` is limited by its alignment and by what is left. A rest of
		// all ones is a whole power of two, which next() can't express at 128 bits.
		rest := s.to.sub(at)
		host := min(at.trailingZeros(), rest.bitLen())
		if last := lowMask(host); rest.less(last) {
			host--
		}
		f(at, host)
		end := at.or(lowMask(host))
		if !end.less(s.to) {
			return
		}
		at = end.next()
	}
}
