package batter

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"
)

// patience is how long a reply on loopback may take before it counts as
// missing.
const patience = 5 * time.Second

// udpThrower throws packets from one socket. It belongs to one goroutine.
type udpThrower struct {
	to     netip.AddrPort
	blows  blows
	judge  judge
	score  score
	conn   *net.UDPConn
	probes uint16
	buffer [maxMessage]byte
}

func (u *udpThrower) counted() *score { return &u.score }

// throw sends n packets and waits for each reply that is due. Behind what must
// not be answered it sends a probe: the next thing that comes must be the
// probe's answer, for a socket's packets are answered in their order.
func (u *udpThrower) throw(ctx context.Context, n int) error {
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(u.to))
	if err != nil {
		return err
	}
	defer conn.Close()
	u.conn = conn
	for range n {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		in := u.blows.next().msg
		in = in[:min(len(in), 60_000)] // what loopback takes as a datagram
		if err := u.strike(in); err != nil {
			return err
		}
	}
	return nil
}

// strike sends one packet and judges what comes.
func (u *udpThrower) strike(in []byte) error {
	ask, probe := in, []byte(nil)
	if !due(in) {
		probe = u.probe()
		ask = probe
	}
	if _, err := u.conn.Write(in); err != nil {
		return fmt.Errorf("%d octets: %w", len(in), err)
	}
	if probe != nil {
		if _, err := u.conn.Write(probe); err != nil {
			return err
		}
	}
	out, err := u.receive()
	if err != nil {
		return err
	}
	// A cookie may have been valid: errors may be as long as they like then.
	wrong, rcode := u.judge.verdict(ask, out, true, hasCookie(ask))
	if probe == nil {
		u.score.count(in, out, wrong, rcode)
		return nil
	}
	if wrong != "" {
		wrong = "in place of the probe's answer: " + wrong
	}
	u.score.count(in, out, wrong, -1)
	return nil
}

// receive is the next reply, nil if there is none in time.
func (u *udpThrower) receive() ([]byte, error) {
	if err := u.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	n, err := u.conn.Read(u.buffer[:])
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, nil
	}
	return u.buffer[:n], err
}

// probe is a question with an answer, with another id each time.
func (u *udpThrower) probe() []byte {
	u.probes++
	head := binary.BigEndian.AppendUint16(nil, u.probes)
	return append(append(head, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0), "\x03sip\x08battered\x07example\x00\x00\x01\x00\x01"...)
}

// hasCookie reports whether a request shows a server's cookie, be it malformed
// behind that.
func hasCookie(in []byte) bool {
	o, _ := sketch(in)
	return o.cookie
}

// fromHex is what hexadecimal digits mean, nil if they are none.
func fromHex(digits string) []byte {
	b, err := hex.DecodeString(digits)
	if err != nil {
		return nil
	}
	return b
}
