package wire

import (
	"encoding/binary"

	"geosrv/zones"
)

// Query is one parsed request. Parse overwrites every field, so that a worker
// needs one Query for its life. The zero value is ready for Parse. It is large
// (the name with its hashes): pass the pointer, do not copy it. Not safe for
// concurrent use.
type Query struct {
	ID     uint16
	Opcode uint8
	RD     bool // to be echoed; CD is not (RFC 4035 3.1.6)

	Name        zones.Key // lower-case name with the hashes of its suffixes
	NameLen     int       // octets of the question's name on the wire (= Name.Len)
	Type, Class uint16
	End         int // offset just behind the question; HeaderLen if there is none to echo
	Tail        int // octets behind the last record: garbage, ignored (RFC 1035 says nothing)

	EDNS    bool // the request has an OPT record that can be answered by one
	Version uint8
	DO      bool
	Size    uint16 // UDP payload size as the client said it; 0 without EDNS
	Subnet  Subnet // EDNS client subnet as sent
	Cookie  Cookie // as sent (RFC 7873)

	WantsNSID bool // the asker wants to know which server this is (RFC 5001)
	WantsIdle bool // the asker wants to know how long a connection may idle (RFC 7828)

	Say Say // what our OPT record says beside; set it between Parse and Header
}

// Parse reads a request (RFC 1035 4.1, RFC 6891 6.1, RFC 7871 6, RFC 7873 4). It never
// allocates and never panics; its work is linear in len(msg). Whatever the
// verdict except Drop, Error can write the reply: it echoes the question if
// that could be read, and an OPT record if there was one.
//
// Checks run in the order of the message: opcode before body, question before
// records, records before the meaning of type and class. So a malformed
// message is FormErr whatever it asks for.
func (q *Query) Parse(msg []byte) Verdict {
	q.reset()
	if len(msg) < HeaderLen {
		return Drop
	}
	flags := binary.BigEndian.Uint16(msg[2:])
	if flags&FlagQR != 0 {
		return Drop // answering an answer makes two servers talk for ever
	}
	q.ID = binary.BigEndian.Uint16(msg)
	q.Opcode = uint8(flags >> 11 & 15)
	q.RD = flags&FlagRD != 0
	if q.Opcode != OpcodeQuery {
		return NotImp // the sections of other opcodes mean other things
	}
	// One question (RFC 9619), and nothing that a query has no use for.
	switch binary.BigEndian.Uint16(msg[4:]) {
	case 0:
		return q.cookieOnly(msg)
	case 1:
		return q.asked(msg)
	}
	return FormErr
}

// asked reads a request with one question.
func (q *Query) asked(msg []byte) Verdict {
	if !q.question(msg) {
		return FormErr
	}
	records, ok := q.records(msg)
	if !ok || !q.additional(msg, records) {
		return FormErr
	}
	return q.verdict()
}

// cookieOnly reads a request without a question, which is good for one thing:
// to get a server cookie (RFC 7873 5.4). It has no records but additional ones.
func (q *Query) cookieOnly(msg []byte) Verdict {
	records := int(binary.BigEndian.Uint16(msg[10:]))
	if binary.BigEndian.Uint32(msg[6:]) != 0 || !q.additional(msg, records) {
		return FormErr
	}
	switch {
	case q.Version > 0:
		return BadVers // what it has for cookies cannot be known
	case q.Cookie.Present:
		return CookieOnly
	}
	return FormErr
}

// records is how many records may follow the question. Only an IXFR has one
// more than the additional ones: the SOA of the version that the asker holds
// (RFC 1995 3), which is stepped over. False means malformed.
func (q *Query) records(msg []byte) (count int, ok bool) {
	count = int(binary.BigEndian.Uint16(msg[10:]))
	switch others := binary.BigEndian.Uint32(msg[6:]); {
	case others == 0:
		return count, true
	case others == 1 && q.Type == TypeIXFR:
		return count + 1, true
	}
	q.End, q.NameLen, q.Type, q.Class = HeaderLen, 0, 0, 0 // not to be echoed
	q.Name.Len, q.Name.Labels = 0, 0
	return 0, false
}

// verdict judges a request that is well formed.
func (q *Query) verdict() Verdict {
	switch {
	case q.Version > 0:
		return BadVers
	case q.Class == ClassCH:
		return Chaos
	case q.Class != ClassIN:
		return Refused
	}
	return typeVerdict(q.Type)
}

// reset clears what a short or malformed message would leave from the one
// before. The name's octets and hashes may stay: its lengths say that they
// mean nothing.
func (q *Query) reset() {
	q.ID, q.Opcode, q.RD = 0, 0, false
	q.Name.Len, q.Name.Labels = 0, 0
	q.NameLen, q.Type, q.Class = 0, 0, 0
	q.End, q.Tail = HeaderLen, 0
	q.EDNS, q.Version, q.DO, q.Size = false, 0, false, 0
	q.Subnet = Subnet{}
	q.Cookie, q.WantsNSID, q.WantsIdle = Cookie{}, false, false
	q.Say = Say{}
}

// Limit is the most octets that a reply may have: by UDP what the client takes
// (RFC 6891 6.2.3, 512 without EDNS and never below) up to 1232, which no
// common path fragments; by TCP what the length prefix can say.
func (q *Query) Limit(udp bool) int {
	if !udp {
		return MaxTCP
	}
	return min(max(int(q.Size), MinUDP), MaxUDP)
}
