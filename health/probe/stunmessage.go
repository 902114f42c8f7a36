package probe

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"net/netip"
)

// Types of STUN messages: methods Binding (RFC 8489 3) and Allocate (RFC 8656
// 17, MS-TURN 2.2.1), as request, success and error.
const (
	bindingRequest  = 0x0001
	bindingSuccess  = 0x0101
	bindingError    = 0x0111
	allocateRequest = 0x0003
	allocateSuccess = 0x0103
	allocateError   = 0x0113
)

// Attributes (RFC 8489 18.3, MS-TURN 2.2.2). MS-TURN has the numbers of
// REALM and NONCE the other way round.
const (
	attrMappedAddress   = 0x0001
	attrErrorCode       = 0x0009
	attrAlternateServer = 0x000e
	attrMagicCookie     = 0x000f // MS-TURN only
	attrRealm           = 0x0014 // MS-TURN: the nonce
	attrNonce           = 0x0015 // MS-TURN: the realm
	attrXORMapped       = 0x0020
	attrAlternateRFC    = 0x8023
	attrMSVersion       = 0x8008 // MS-TURN only
)

// Numbers that tell STUN from all else: the cookie in the header (RFC 8489 5),
// and the one in MS-TURN's first attribute.
const (
	stunCookie   = 0x2112a442
	msTURNCookie = 0x72c64bc6
)

// stunHeader is the length of a message's header, in bytes.
const stunHeader = 20

// stunID is a transaction: 16 bytes as MS-TURN counts them; of RFC 8489 the
// first four are the cookie.
type stunID [16]byte

// stunMessage is a message of STUN, TURN or MS-TURN. Values point into the
// buffer that it was read from.
type stunMessage struct {
	kind  uint16
	id    stunID
	attrs []stunAttr
}

// stunAttr is one attribute.
type stunAttr struct {
	kind  uint16
	value []byte
}

// newStunID makes a transaction that nobody can guess.
func newStunID(cookie bool) (id stunID) {
	rand.Read(id[:]) // it never fails
	if cookie {
		binary.BigEndian.PutUint32(id[:], stunCookie)
	}
	return id
}

// text writes the message. Values of requests are made of whole words, so
// that padding is no question.
func (m *stunMessage) text() []byte {
	b := make([]byte, stunHeader, 64)
	for _, a := range m.attrs {
		b = binary.BigEndian.AppendUint16(b, a.kind)
		b = binary.BigEndian.AppendUint16(b, uint16(len(a.value)))
		b = append(b, a.value...)
	}
	binary.BigEndian.PutUint16(b, m.kind)
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)-stunHeader))
	copy(b[4:], m.id[:])
	return b
}

// parseSTUN reads one message, all of b. Attributes are padded to whole words
// in RFC 8489 (section 14) and not padded in MS-TURN.
func parseSTUN(b []byte, padded bool) (*stunMessage, error) {
	if len(b) < stunHeader || b[0] > 0x3f {
		return nil, &protocolError{"not STUN"}
	}
	if n := int(binary.BigEndian.Uint16(b[2:])); n != len(b)-stunHeader {
		return nil, &protocolError{fmt.Sprintf("a STUN message of %d bytes says that it has %d", len(b), n+stunHeader)}
	}
	m := &stunMessage{kind: binary.BigEndian.Uint16(b)}
	copy(m.id[:], b[4:])
	for rest := b[stunHeader:]; len(rest) > 0; {
		if len(rest) < 4 {
			return nil, &protocolError{"a STUN attribute is cut off"}
		}
		kind, n := binary.BigEndian.Uint16(rest), int(binary.BigEndian.Uint16(rest[2:]))
		if kind == 0 { // reserved (RFC 8489 18.3); more likely padding where none should be
			return nil, &protocolError{"a STUN attribute of type 0"}
		}
		step := 4 + n
		if padded {
			step = (step + 3) &^ 3
		}
		if step > len(rest) {
			return nil, &protocolError{"a STUN attribute is longer than its message"}
		}
		m.attrs = append(m.attrs, stunAttr{kind, rest[4 : 4+n]})
		rest = rest[step:]
	}
	return m, nil
}

// value is that of the first attribute of a kind; nil if there is none. Those
// behind a first one mean nothing (RFC 8489 14).
func (m *stunMessage) value(kind uint16) []byte {
	for _, a := range m.attrs {
		if a.kind == kind {
			return a.value
		}
	}
	return nil
}

// failure reads ERROR-CODE (RFC 8489 14.8): its number from 300 to 699 and
// its words; false if there is none that can be read.
func (m *stunMessage) failure() (code int, words string, ok bool) {
	v := m.value(attrErrorCode)
	if len(v) < 4 {
		return 0, "", false
	}
	class, number := int(v[2]&7), int(v[3])
	if class < 3 || class > 6 || number > 99 {
		return 0, "", false
	}
	return 100*class + number, string(v[4:]), true
}

// address reads an attribute that holds one (RFC 8489 14.1), in the clear or
// XORed with cookie and transaction (14.2); false if there is none.
func (m *stunMessage) address(kind uint16, xored bool) (netip.AddrPort, bool) {
	v := m.value(kind)
	if len(v) != 8 && len(v) != 20 || v[1] != byte(1+len(v)/20) {
		return netip.AddrPort{}, false
	}
	raw := append([]byte(nil), v[2:]...)
	if xored {
		raw[0] ^= m.id[0]
		raw[1] ^= m.id[1]
		for i := range raw[2:] {
			raw[2+i] ^= m.id[i]
		}
	}
	a, ok := netip.AddrFromSlice(raw[2:])
	return netip.AddrPortFrom(a, binary.BigEndian.Uint16(raw)), ok
}
