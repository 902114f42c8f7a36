package swap

import (
	"bytes"
	"encoding/binary"

	"github.com/miekg/dns"
)

// What a reply is.
const (
	lost  uint8 = iota // it never came
	whole              // of one generation
	mixed              // of several
	odd                // not what the zone says
)

// look reads a reply without allocating: what it is, and of which generation.
func look(reply []byte, q *question) (what uint8, generation uint32) {
	records := 12 + q.asks
	if len(reply) < records || reply[2]&0x86 != 0x84 || reply[3]&15 != q.rcode || // QR and AA, not TC
		!bytes.Equal(reply[12:records], q.packet[12:records]) {
		return odd, 0
	}
	total := 0
	for i, want := range q.counts {
		if binary.BigEndian.Uint16(reply[6+2*i:]) != want {
			return odd, 0
		}
		total += int(want)
	}
	at, several := records, false
	for range total {
		at = skip(reply, at)
		if at+10 > len(reply) {
			return odd, 0
		}
		rrtype := binary.BigEndian.Uint16(reply[at:])
		end := at + 10 + int(binary.BigEndian.Uint16(reply[at+8:]))
		if end > len(reply) {
			return odd, 0
		}
		g := generationOf(rrtype, reply, at+10, end)
		several = several || g != 0 && generation != 0 && g != generation
		generation = max(generation, g)
		at = end
	}
	switch {
	case at != len(reply) || generation == 0:
		return odd, 0
	case several:
		return mixed, generation
	}
	return whole, generation
}

// skip is where a name ends that begins at a place.
func skip(reply []byte, at int) int {
	for at < len(reply) {
		switch n := int(reply[at]); {
		case n == 0:
			return at + 1
		case n >= 0xc0:
			return at + 2
		default:
			at += 1 + n
		}
	}
	return at
}

// generationOf is what RDATA says; 0 for what does not say any.
func generationOf(rrtype uint16, reply []byte, at, end int) (g uint32) {
	switch rrtype {
	case dns.TypeA:
		if end-at == 4 && reply[at] == 10 {
			return uint32(binary.BigEndian.Uint16(reply[at+2:]))
		}
	case dns.TypeSRV:
		if end-at > 6 {
			return uint32(binary.BigEndian.Uint16(reply[at+4:]))
		}
	case dns.TypeTXT:
		for _, digit := range reply[min(at+1, end):end] {
			g = 10*g + uint32(digit-'0')
		}
	case dns.TypeSOA:
		if serial := skip(reply, skip(reply, at)); serial+4 <= end {
			return binary.BigEndian.Uint32(reply[serial:])
		}
	}
	return g
}
