package edge

import (
	"encoding/binary"
	"io"
	"net"
	"strings"
)

// stunLimit bounds one request, in bytes.
const stunLimit = 4 << 10

// talksSTUN tells the kinds that speak STUN (RFC 8489) or MS-TURN.
func talksSTUN(kind string) bool {
	return strings.HasPrefix(kind, "stun/") || strings.HasPrefix(kind, "ms-turn/")
}

// answerSTUN answers requests by UDP until the socket is closed.
func (e *Edge) answerSTUN(c net.PacketConn) {
	buffer := make([]byte, stunLimit)
	for {
		n, to, err := c.ReadFrom(buffer)
		if err != nil {
			return
		}
		e.asked.Add(1)
		switch m := e.Mode(); {
		case m == Mute || m == BlackHole || m == Reset || m == Drip || m == HalfClose:
		case m == Garbage:
			c.WriteTo([]byte("not a word of STUN"), to)
		case m == Flood:
			for range 100 {
				c.WriteTo([]byte(strings.Repeat("\x01", 1000)), to)
			}
		default:
			if answer := e.stunAnswer(buffer[:n], to); answer != nil {
				c.WriteTo(answer, to)
			}
		}
	}
}

// talkSTUN answers requests on a stream until it ends (RFC 8489 6.2.2).
func talkSTUN(e *Edge, c net.Conn) {
	for {
		head := make([]byte, 20)
		if _, err := io.ReadFull(c, head); err != nil {
			return
		}
		body := make([]byte, min(int(binary.BigEndian.Uint16(head[2:])), stunLimit))
		if _, err := io.ReadFull(c, body); err != nil {
			return
		}
		answer := e.stunAnswer(append(head, body...), c.RemoteAddr())
		if answer != nil && !e.say(c, string(answer)) {
			return
		}
	}
}

// talkTURN is the TCP port of an A/V edge: pseudo-TLS first (MS-TURN 2.1.1),
// then frames (2.1.4). Whoever opens otherwise is hung up on.
func talkTURN(e *Edge, c net.Conn) {
	hello := make([]byte, 50)
	if _, err := io.ReadFull(c, hello); err != nil || string(hello[:11]) != "\x16\x03\x01\x00\x2d\x01\x00\x00\x29\x03\x01" {
		return
	}
	if !e.say(c, PseudoHello()) {
		return
	}
	for {
		frame := make([]byte, 4)
		if _, err := io.ReadFull(c, frame); err != nil || frame[0] != 2 {
			return
		}
		request := make([]byte, min(int(binary.BigEndian.Uint16(frame[2:])), stunLimit))
		if _, err := io.ReadFull(c, request); err != nil {
			return
		}
		answer := e.stunAnswer(request, c.RemoteAddr())
		if answer == nil {
			continue // it ignores what does not begin with the magic cookie
		}
		if !e.say(c, string([]byte{2, 0, byte(len(answer) >> 8), byte(len(answer))})+string(answer)) {
			return
		}
	}
}

// PseudoHello is the one record of 83 bytes with which an A/V edge answers a
// pseudo-TLS ClientHello: ServerHello and ServerHelloDone (MS-TURN 2.1.1).
func PseudoHello() string {
	return "\x16\x03\x01\x00\x4e" + "\x02\x00\x00\x46\x03\x01" + strings.Repeat("\x00", 32) +
		"\x20" + strings.Repeat("\x00", 32) + "\x00\x18\x00" + "\x0e\x00\x00\x00"
}

// stunAnswer answers a Binding or an Allocate request in the edge's mode; nil
// if such an edge would ignore it.
func (e *Edge) stunAnswer(request []byte, from net.Addr) []byte {
	if len(request) < 20 {
		return nil
	}
	if strings.HasPrefix(e.kind, "ms-turn/") {
		return e.turnAnswer(request)
	}
	if string(request[:2]) != "\x00\x01" || string(request[4:8]) != "\x21\x12\xa4\x42" {
		return nil
	}
	software := stunAttr(0x8022, strings.Repeat("simulated ", 6))
	if code := e.stunCode(""); code != "" {
		return stunText(0x0111, request, stunAttr(0x0009, code)+software)
	}
	return stunText(0x0101, request, mapped(request, from)+software)
}

// turnAnswer refuses to allocate, with what a client needs to try again.
// Attributes are not padded, and realm and nonce have each other's numbers.
func (e *Edge) turnAnswer(request []byte) []byte {
	const cookie = "\x00\x0f\x00\x04\x72\xc6\x4b\xc6"
	if string(request[:2]) != "\x00\x03" || !strings.HasPrefix(string(request[20:]), cookie) {
		return nil
	}
	code := e.stunCode("\x00\x00\x04\x01Unauthorized")
	return stunText(0x0113, request, cookie+stunAttr(0x0009, code)+
		stunAttr(0x0015, `"rtcmedia"`)+stunAttr(0x0014, `"0123456789abcdef"`)+
		stunAttr(0x000e, "\x00\x01\x0d\x96\xc0\x00\x02\x0d")+stunAttr(0x8008, "\x00\x00\x00\x03"))
}

// stunCode is the value of ERROR-CODE in the edge's mode; well is that of an
// edge that is alive.
func (e *Edge) stunCode(well string) string {
	switch e.Mode() {
	case Drain:
		return "\x00\x00\x03\x00Try Alternate..."
	case Error:
		return "\x00\x00\x05\x00Server Error"
	case HostUnknown:
		return "\x00\x00\x04\x00Bad Request."
	}
	return well
}

// mapped is XOR-MAPPED-ADDRESS of who asked (RFC 8489 14.2).
func mapped(request []byte, from net.Addr) string {
	ip, port := net.IP{}, 0
	switch a := from.(type) {
	case *net.UDPAddr:
		ip, port = a.IP, a.Port
	case *net.TCPAddr:
		ip, port = a.IP, a.Port
	}
	family := byte(1)
	if ip4 := ip.To4(); ip4 != nil {
		ip = ip4
	} else {
		family = 2
	}
	v := append([]byte{0, family, byte(port >> 8), byte(port)}, ip...)
	for i := range v[2:4] {
		v[2+i] ^= request[4+i]
	}
	for i := range v[4:] {
		v[4+i] ^= request[4+i]
	}
	return stunAttr(0x0020, string(v))
}

// stunAttr writes an attribute, without padding.
func stunAttr(kind uint16, value string) string {
	b := binary.BigEndian.AppendUint16(nil, kind)
	return string(binary.BigEndian.AppendUint16(b, uint16(len(value)))) + value
}

// stunText writes a message that answers a request.
func stunText(kind uint16, request []byte, attrs string) []byte {
	b := binary.BigEndian.AppendUint16(nil, kind)
	b = binary.BigEndian.AppendUint16(b, uint16(len(attrs)))
	return append(append(b, request[4:20]...), attrs...)
}
