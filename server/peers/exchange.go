package peers

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"time"

	"geosrv/health"
)

// Exchange sends a query to a nameserver, by UDP or by TCP, and gives what
// comes back to accept until that takes it. from is our own address as the
// other one sees it, as far as we know. It returns by the context's deadline.
type Exchange func(ctx context.Context, to health.Endpoint, tcp bool, query []byte, accept func(reply []byte) bool) (from netip.Addr, err error)

// again is the first wait for a reply by UDP; each next one is twice as long.
const again = 500 * time.Millisecond

// overNet is the Exchange of the network.
func overNet(ctx context.Context, to health.Endpoint, tcp bool, query []byte, accept func(reply []byte) bool) (from netip.Addr, err error) {
	d := net.Dialer{}
	network := "udp"
	if tcp {
		network = "tcp"
	}
	if to.Source.IsValid() {
		at := netip.AddrPortFrom(to.Source, 0)
		if d.LocalAddr = net.UDPAddrFromAddrPort(at); tcp {
			d.LocalAddr = net.TCPAddrFromAddrPort(at)
		}
	}
	conn, err := d.DialContext(ctx, network, to.Dial.String())
	if err != nil {
		return from, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	if local, err := netip.ParseAddrPort(conn.LocalAddr().String()); err == nil {
		from = local.Addr().Unmap().WithZone("")
	}
	if tcp {
		return from, byTCP(conn, query, accept)
	}
	return from, byUDP(ctx, conn, query, accept)
}

// byTCP asks over a connection of its own (RFC 7766 5).
func byTCP(conn net.Conn, query []byte, accept func(reply []byte) bool) error {
	if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(query))), query...)); err != nil {
		return err
	}
	var size [2]byte
	if _, err := io.ReadFull(conn, size[:]); err != nil {
		return err
	}
	reply := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(conn, reply); err != nil {
		return err
	}
	if !accept(reply) {
		return errNotOurs
	}
	return nil
}

// byUDP asks until something comes that is accepted. The rest is waited over:
// anybody can send a datagram.
func byUDP(ctx context.Context, conn net.Conn, query []byte, accept func(reply []byte) bool) error {
	reply := make([]byte, maxMessage)
	for wait := again; ; wait *= 2 {
		if _, err := conn.Write(query); err != nil {
			return err
		}
		if err := conn.SetReadDeadline(time.Now().Add(wait)); err != nil {
			return err
		}
		for {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			n, err := conn.Read(reply)
			if errors.Is(err, os.ErrDeadlineExceeded) {
				break
			}
			if err != nil {
				return err
			}
			if accept(reply[:n]) {
				return nil
			}
		}
	}
}
