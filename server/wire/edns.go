package wire

import "encoding/binary"

// additional walks the additional records of a query. Only the OPT record is
// read; TSIG, SIG(0) and what else there may be is stepped over by its length.
// Each record takes 11 octets at least, so that count cannot make more work
// than the message is long. False means malformed.
func (q *Query) additional(msg []byte, count int) bool {
	at := q.End
	for range count {
		owner := at
		if at = skipName(msg, at); at == 0 || len(msg) < at+10 {
			return false
		}
		rrtype := binary.BigEndian.Uint16(msg[at:])
		data := at + 10
		end := data + int(binary.BigEndian.Uint16(msg[at+8:]))
		if end > len(msg) {
			return false
		}
		if rrtype == TypeOPT {
			// One OPT, and the root owns it (RFC 6891 6.1.1, 6.1.2).
			if q.EDNS || msg[owner] != 0 || !q.opt(msg[at:data], msg[data:end]) {
				return false
			}
		}
		at = end
	}
	q.Tail = len(msg) - at
	return true
}

// skipName returns the offset just behind the name at offset at, 0 if the
// message ends before. A pointer ends a name; where it points does not matter.
func skipName(msg []byte, at int) int {
	for at < len(msg) {
		size := int(msg[at])
		switch {
		case size == 0:
			return at + 1
		case size <= maxLabelLen:
			at += 1 + size
		case size >= 0xc0:
			return at + 2
		default:
			return 0
		}
	}
	return 0
}

// opt reads the OPT record: fixed is its type, class, TTL and length, options
// its data (RFC 6891 6.1.2, 6.1.3). The options of a version that we do not
// speak may be built in another way, so they are not looked at.
func (q *Query) opt(fixed, options []byte) bool {
	q.EDNS = true
	q.Size = binary.BigEndian.Uint16(fixed[2:])
	q.Version = fixed[5]
	q.DO = binary.BigEndian.Uint16(fixed[6:])&FlagDO != 0
	if q.Version > 0 {
		return true
	}
	if !q.options(options) {
		q.Subnet = Subnet{} // nothing of a malformed request goes back
		return false
	}
	return true
}

// options walks the options of an OPT record, once. Unknown ones are stepped
// over, however many (RFC 6891 6.1.2).
func (q *Query) options(options []byte) bool {
	for len(options) > 0 {
		if len(options) < optionHead {
			return false
		}
		code := binary.BigEndian.Uint16(options)
		end := optionHead + int(binary.BigEndian.Uint16(options[2:]))
		if end > len(options) || !q.option(code, options[optionHead:end]) {
			return false
		}
		options = options[end:]
	}
	return true
}

// option reads one option. False means malformed.
func (q *Query) option(code uint16, data []byte) bool {
	switch code {
	case optionSubnet:
		// Two client subnets: nobody can say which one is meant.
		return !q.Subnet.Present && q.Subnet.parse(data)
	case optionCookie:
		// Of several only the first counts (RFC 7873 5.2).
		return q.Cookie.Present || q.Cookie.parse(data)
	case optionNSID:
		q.WantsNSID = true // what it holds means nothing (RFC 5001 2.1)
	case optionIdle:
		q.WantsIdle = true // likewise: a client has no say in it (RFC 7828 3.2.1)
	}
	return true
}
