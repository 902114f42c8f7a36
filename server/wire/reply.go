package wire

import "encoding/binary"

// Header writes the header and the asker's own question, copied from the
// request in, and returns the offset behind them, q.End. From flags only AA
// and TC are taken; QR is always set, opcode and RD are the asker's. AD, CD and
// Z are never set, whatever the asker says (RFC 4035 3.1.6). Of rcode the low
// four bits go here, the rest is AppendOPT's. an, ns and ar are the counts of
// the records that follow, without our OPT. out may be in.
func (q *Query) Header(out, in []byte, flags uint16, rcode int, an, ns, ar uint16) int {
	word := FlagQR | uint16(q.Opcode&15)<<11 | flags&(FlagAA|FlagTC) | uint16(rcode&15)
	if q.RD {
		word |= FlagRD
	}
	var questions uint16
	if q.End > HeaderLen {
		questions = 1
	}
	copy(out[HeaderLen:q.End], in[HeaderLen:q.End])
	binary.BigEndian.PutUint16(out, q.ID)
	binary.BigEndian.PutUint16(out[2:], word)
	binary.BigEndian.PutUint16(out[4:], questions)
	binary.BigEndian.PutUint16(out[6:], an)
	binary.BigEndian.PutUint16(out[8:], ns)
	binary.BigEndian.PutUint16(out[10:], ar)
	return q.End
}

// OptLen is how many octets AppendOPT will write: 0 if the asker sent no OPT
// record, else 11 and the options: the client subnet if there is one, and what
// q.Say has.
func (q *Query) OptLen() int {
	if !q.EDNS {
		return 0
	}
	return optLen + q.optionsLen()
}

// AppendOPT writes our OPT record (RFC 6891 6.1.2) with what q.Say says at
// offset n of out, counts it in the header that is already there, and returns
// the offset behind it. Without EDNS in the request it does nothing. scope is
// the client subnet's scope in bits, used only if the client sent one; extRcode
// is the rcode divided by 16.
func (q *Query) AppendOPT(out []byte, n int, scope, extRcode uint8) int {
	if !q.EDNS {
		return n
	}
	size := q.OptLen()
	opt := out[n : n+size]
	var flags uint16
	if q.DO {
		flags = FlagDO
	}
	opt[0] = 0 // owned by the root
	binary.BigEndian.PutUint16(opt[1:], TypeOPT)
	binary.BigEndian.PutUint16(opt[3:], MaxUDP)
	opt[5], opt[6] = extRcode, 0 // version 0 is the highest that we speak
	binary.BigEndian.PutUint16(opt[7:], flags)
	binary.BigEndian.PutUint16(opt[9:], uint16(size-optLen))
	q.putOptions(opt[optLen:], scope)
	binary.BigEndian.PutUint16(out[10:], binary.BigEndian.Uint16(out[10:])+1)
	return n + size
}

// Error is Bare without flags: a reply that has an rcode and no records.
func (q *Query) Error(out, in []byte, rcode int) int { return q.Bare(out, in, 0, rcode) }

// Bare writes a whole reply that has no records, with flags as Header takes
// them, and returns its length. It echoes the question if Parse could read it,
// and an OPT record if there was one (RFC 6891 7) with scope 0.
//
// The reply is never longer than the request in, but for a server cookie that
// q.Say has and the asker does not (16 octets at most), unless q.Say is Roomy:
// NSID and extended error are left off, and cleared in q.Say, where they would
// make it longer. An rcode above 15 needs an OPT record: without EDNS in the
// request only its low four bits arrive. out may be in.
func (q *Query) Bare(out, in []byte, flags uint16, rcode int) int {
	if !q.Say.Roomy {
		q.trim(len(in))
	}
	n := q.Header(out, in, flags, rcode, 0, 0, 0)
	return q.AppendOPT(out, n, 0, uint8(rcode>>4))
}
