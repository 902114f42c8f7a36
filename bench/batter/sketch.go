package batter

import "encoding/binary"

// outline is where things stand in a message.
type outline struct {
	question int // end of the first question
	end      int // of the last record
	opts     int
	opt      bool // there is an OPT record
	size     int  // that the OPT record says
	cookie   bool // a cookie option with a server's part
}

// sketch walks a message, sizes only. ok is false if it is malformed; the
// outline then ends where that was seen.
func sketch(m []byte) (o outline, ok bool) {
	o.question, o.end = headerLen, headerLen
	if len(m) < headerLen {
		return o, false
	}
	count := func(i int) int { return int(binary.BigEndian.Uint16(m[4+2*i:])) }
	for i := range count(0) {
		at, ok := pass(m, o.end)
		if !ok || at+4 > len(m) {
			return o, false
		}
		if o.end = at + 4; i == 0 {
			o.question = o.end
		}
	}
	for range count(1) + count(2) + count(3) {
		at, ok := pass(m, o.end)
		if !ok || at+10 > len(m) {
			return o, false
		}
		rrtype, size := binary.BigEndian.Uint16(m[at:]), int(binary.BigEndian.Uint16(m[at+8:]))
		if at+10+size > len(m) {
			return o, false
		}
		if rrtype == 41 {
			o.opts++
			o.opt, o.size = true, int(binary.BigEndian.Uint16(m[at+2:]))
			o.cookie = o.cookie || showsCookie(m[at+10:at+10+size])
		}
		o.end = at + 10 + size
	}
	return o, true
}

// pass is the offset behind a name. Pointers must point back.
func pass(m []byte, at int) (next int, ok bool) {
	for at < len(m) {
		switch c := int(m[at]); {
		case c == 0:
			return at + 1, true
		case c >= 0xc0:
			return at + 2, at+1 < len(m) && int(binary.BigEndian.Uint16(m[at:])&0x3fff) < at
		case c >= 0x40:
			return at, false
		default:
			at += 1 + c
		}
	}
	return at, false
}

// showsCookie reports whether options hold a cookie with a server's part.
func showsCookie(options []byte) bool {
	for len(options) >= 4 {
		code, size := binary.BigEndian.Uint16(options), int(binary.BigEndian.Uint16(options[2:]))
		if code == 10 && size > 8 {
			return true
		}
		options = options[min(4+size, len(options)):]
	}
	return false
}
