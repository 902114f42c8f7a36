package siege

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"time"

	"github.com/miekg/dns"
)

// patience is how long an answer may take before it counts as lost.
const patience = 3 * time.Second

// question is a query in wire form, with id 0.
func question(name string, qtype uint16) []byte {
	m := new(dns.Msg).SetQuestion(name, qtype)
	m.Id = 0
	b, err := m.Pack()
	if err != nil {
		panic(err) // the names are ours
	}
	return b
}

// identified is a query with an id.
func identified(query []byte, id uint16) []byte {
	b := append([]byte(nil), query...)
	binary.BigEndian.PutUint16(b, id)
	return b
}

// kindOf is what a reply is.
func kindOf(reply []byte) kind {
	switch {
	case len(reply) < 12 || reply[2]&0x80 == 0:
		return other
	case reply[2]&0x02 != 0:
		return short
	case reply[3]&15 == 0 && binary.BigEndian.Uint16(reply[6:]) > 0:
		return full
	}
	return other
}

// kind is what a reply is to one who asks for an address.
type kind int

const (
	other kind = iota
	full       // an answer
	short      // truncated, and without one: come by TCP
)

// errNoAnswer says that a reply has no answer.
var errNoAnswer = errors.New("a reply without an answer")

// askTCP asks one question over a connection of its own, from an address, and
// returns how long it took from before the connection to the whole answer.
func askTCP(from netip.Addr, to netip.AddrPort, query []byte) (time.Duration, error) {
	began := time.Now()
	d := net.Dialer{Timeout: patience, LocalAddr: &net.TCPAddr{IP: from.AsSlice()}}
	conn, err := d.Dial("tcp", to.String())
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(began.Add(patience)); err != nil {
		return 0, err
	}
	if _, err := conn.Write(framed(query)); err != nil {
		return 0, err
	}
	var prefix [2]byte
	if _, err := io.ReadFull(conn, prefix[:]); err != nil {
		return 0, err
	}
	reply := make([]byte, binary.BigEndian.Uint16(prefix[:]))
	if _, err := io.ReadFull(conn, reply); err != nil {
		return 0, err
	}
	if kindOf(reply) != full {
		return 0, errNoAnswer
	}
	return time.Since(began), nil
}

// framed is a message as TCP has it.
func framed(m []byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(m))), m...)
}
