package probe

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// Numbers of the TLS record and handshake protocols (RFC 2246 6.2 and 7.4)
// that pseudo-TLS borrows.
const (
	recordAlert       = 0x15
	recordHandshake   = 0x16
	helloServer       = 0x02
	helloServerLength = 4 + 70 // with a session of 32 bytes
	helloDone         = 0x0e
)

// recordHeader is the length of a TLS record's header, in bytes.
const recordHeader = 5

// pseudoTLS makes the exchange that opens MS-TURN over TCP (MS-TURN 2.1.1):
// one record with a ClientHello, answered by one record with a ServerHello and
// a ServerHelloDone. It looks like TLS to a firewall on the way, and no key
// and no certificate ever follow. A true TLS server cannot give this answer.
func pseudoTLS(s io.ReadWriter) error {
	if _, err := s.Write(clientHello(time.Now())); err != nil {
		return err
	}
	head := make([]byte, recordHeader)
	if _, err := io.ReadFull(s, head); err != nil {
		return err
	}
	size := int(binary.BigEndian.Uint16(head[3:]))
	switch {
	case head[0] == recordAlert && head[1] == 3:
		return &protocolError{"a TLS alert: this is a TLS server, not an A/V edge"}
	case head[0] != recordHandshake || head[1] != 3:
		return &protocolError{fmt.Sprintf("not a pseudo-TLS hello: % x", head)}
	case size != helloServerLength+4:
		return &protocolError{fmt.Sprintf("a hello of %d bytes, want %d: this is a TLS server, not an A/V edge", size, helloServerLength+4)}
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(s, body); err != nil {
		return err
	}
	if body[0] != helloServer || body[helloServerLength] != helloDone {
		return &protocolError{"not a pseudo-TLS ServerHello with ServerHelloDone"}
	}
	return nil
}

// clientHello is the record of 50 bytes that opens pseudo-TLS.
func clientHello(now time.Time) []byte {
	b := []byte{
		recordHandshake, 3, 1, 0, 45, // TLS 1.0, 45 bytes follow
		1, 0, 0, 41, // ClientHello, 41 bytes follow
		3, 1, // TLS 1.0
	}
	b = binary.BigEndian.AppendUint32(b, uint32(now.Unix()))
	b = append(b, make([]byte, 28)...)
	rand.Read(b[len(b)-28:]) // it never fails
	return append(
		b,
		0,             // no session
		0, 2, 0, 0x18, // one cipher suite, TLS_DH_anon_WITH_RC4_128_MD5
		1, 0, // one compression: none
	)
}
