package probe

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"

	"geosrv/health"
)

// stun sends a Binding request (RFC 8489 6) over UDP, TCP or TLS. A success
// that tells us our address is a sign of life, and so is a 4xx: whoever
// refuses us by the protocol's rules serves others.
func (p prober) stun(ctx context.Context, e health.Endpoint) health.Observation {
	ask := &stunAsk{stunMessage: stunMessage{kind: bindingRequest, id: newStunID(true)}, padded: true}
	m, err := p.askSTUN(ctx, e, ask)
	if err != nil {
		return broken(err)
	}
	return verdictOfSTUN(m)
}

// verdictOfSTUN judges the answer to a Binding request.
func verdictOfSTUN(m *stunMessage) health.Observation {
	if m.kind == bindingSuccess {
		if a, ok := m.address(attrXORMapped, true); ok {
			return answered("sees us at " + a.String())
		}
		if a, ok := m.address(attrMappedAddress, false); ok {
			return answered("sees us at " + a.String())
		}
		return failed(health.ReasonProto, "a Binding success without an address")
	}
	code, words, ok := m.failure()
	switch {
	case !ok:
		return failed(health.ReasonProto, "a Binding error without a code")
	case code == 300:
		return elsewhere(m, code, words, attrAlternateRFC)
	case code < 500:
		return answered(fmt.Sprintf("%d %s", code, words))
	}
	return failed(health.STUNReason(code), words)
}

// elsewhere is the observation of 300 Try Alternate: it answers, and has no
// room for more.
func elsewhere(m *stunMessage, code int, words string, where uint16) health.Observation {
	detail := fmt.Sprintf("%d %s", code, words)
	if a, ok := m.address(where, false); ok {
		detail += ", sends us to " + a.String()
	}
	return degraded(health.STUNReason(code), detail)
}

// stunAsk is a request and how its answer is told from rubbish.
type stunAsk struct {
	stunMessage
	padded bool // attributes end on whole words: RFC 8489, not MS-TURN
	framed bool // a frame of four bytes goes before a message on a stream: MS-TURN
}

// answer reads a message. It is nil for a good one that answers somebody
// else's request.
func (a *stunAsk) answer(b []byte) (*stunMessage, error) {
	m, err := parseSTUN(b, a.padded)
	if err != nil && !a.padded {
		// MS-TURN knows no padding. Whoever pads is understood all the same.
		m, err = parseSTUN(b, true)
	}
	switch {
	case err != nil:
		return nil, err
	case m.id != a.id:
		return nil, nil
	case m.kind != a.kind|0x0100 && m.kind != a.kind|0x0110:
		return nil, &protocolError{fmt.Sprintf("a STUN message of type %#04x answers type %#04x", m.kind, a.kind)}
	}
	return m, nil
}

// askSTUN sends a request over the endpoint's transport and waits for its
// answer.
func (p prober) askSTUN(ctx context.Context, e health.Endpoint, ask *stunAsk) (*stunMessage, error) {
	if e.Transport == "udp" {
		conn, err := dial(ctx, "udp", e)
		if err != nil {
			return nil, err
		}
		defer conn.Close()
		defer bind(ctx, conn)()
		return ask.overUDP(ctx, &bounded{conn, Limit})
	}
	s, err := p.open(ctx, e)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return ask.overStream(s)
}

// overStream asks once and reads messages until one is the answer (RFC 8489
// 6.2.2). What is no message ends it: on a stream nothing comes from others.
func (a *stunAsk) overStream(s io.ReadWriter) (*stunMessage, error) {
	request := a.text()
	if a.framed {
		request = append([]byte{frameControl, 0, byte(len(request) >> 8), byte(len(request))}, request...)
	}
	if _, err := s.Write(request); err != nil {
		return nil, err
	}
	for {
		b, err := a.readFrom(s)
		if err != nil {
			return nil, err
		}
		m, err := a.answer(b)
		if m != nil || err != nil {
			return m, err
		}
	}
}

// Frames of MS-TURN over TCP (MS-TURN 2.1.4): a type, a zero and a length go
// before each message.
const (
	frameHeader  = 4
	frameControl = 0x02
)

// readFrom reads the bytes of one message.
func (a *stunAsk) readFrom(s io.Reader) ([]byte, error) {
	head := make([]byte, frameHeader, stunHeader)
	if _, err := io.ReadFull(s, head); err != nil {
		return nil, err
	}
	size := int(binary.BigEndian.Uint16(head[2:]))
	if a.framed {
		if head[0] != frameControl || head[1] != 0 || size < stunHeader {
			return nil, &protocolError{fmt.Sprintf("not a control frame of MS-TURN: % x", head)}
		}
		b := make([]byte, size)
		_, err := io.ReadFull(s, b)
		return b, err
	}
	if head[0] > 0x3f || size%4 != 0 {
		return nil, &protocolError{fmt.Sprintf("not STUN: % x", head)}
	}
	b := append(head, make([]byte, stunHeader-frameHeader+size)...)
	if _, err := io.ReadFull(s, b[frameHeader:stunHeader]); err != nil {
		return nil, err
	}
	if !bytes.Equal(b[frameHeader:2*frameHeader], a.id[:frameHeader]) {
		return nil, &protocolError{"not STUN: another cookie in the header"}
	}
	_, err := io.ReadFull(s, b[stunHeader:])
	return b, err
}

// stunRTO is the first wait of a request over UDP; each next one is twice as
// long (RFC 8489 6.2.1). The probe's own deadline ends them.
const stunRTO = 500 * time.Millisecond

// overUDP asks, and asks again, until an answer comes or the context ends. A
// datagram that is no answer is remembered and waited over: anybody can send
// one. The socket is connected, so a closed port is told by the system.
func (a *stunAsk) overUDP(ctx context.Context, conn net.Conn) (*stunMessage, error) {
	buffer := make([]byte, Limit)
	request, rubbish := a.text(), error(nil)
	for wait := stunRTO; ; wait *= 2 {
		if _, err := conn.Write(request); err != nil {
			return nil, err
		}
		m, err := a.awaitUDP(ctx, conn, wait, buffer, &rubbish)
		switch {
		case err == nil:
			return m, nil
		case !isTimeout(err):
			return nil, err
		case ctx.Err() == nil && !late(ctx):
		case rubbish != nil:
			return nil, rubbish
		default:
			return nil, err
		}
	}
}

// awaitUDP reads datagrams for the time of wait, or up to the context's
// deadline, until one is the answer.
func (a *stunAsk) awaitUDP(ctx context.Context, conn net.Conn, wait time.Duration, buffer []byte, rubbish *error) (*stunMessage, error) {
	until := time.Now().Add(wait)
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(until) {
		until = deadline
	}
	conn.SetReadDeadline(until)
	if ctx.Err() != nil { // it ended before the deadline was set, and undid it
		return nil, ctx.Err()
	}
	for {
		n, err := conn.Read(buffer)
		if err != nil {
			return nil, err
		}
		m, err := a.answer(buffer[:n])
		if m != nil {
			return m, nil
		}
		if err != nil {
			*rubbish = err
		}
	}
}
