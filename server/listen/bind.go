package listen

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// portTries is how often a free port is looked for that both UDP and TCP can
// have.
const portTries = 16

// bound is the sockets of one address.
type bound struct {
	addr    netip.AddrPort
	packets []packetSocket
	stream  net.Listener
}

// bind takes addr for TCP and for UDP with the given number of readers, and
// with free also if the machine does not have it. If the port is 0 it may have
// to try some.
func bind(addr netip.AddrPort, readers int, free bool) (*bound, error) {
	addr = unmap(addr)
	tries := 1
	if addr.Port() == 0 {
		tries = portTries
	}
	var b *bound
	var err error
	for range tries {
		b, err = bindOnce(addr, readers, free)
		if !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	return b, err
}

// bindOnce is bind without the retries. TCP goes first: the UDP sockets share
// their port by SO_REUSEPORT, and so would a second server of the same user
// with them, unseen; of TCP there can only be one.
func bindOnce(addr netip.AddrPort, readers int, free bool) (*bound, error) {
	tcp, udp := "tcp6", "udp6"
	if addr.Addr().Is4() {
		tcp, udp = "tcp4", "udp4"
	}
	config := net.ListenConfig{Control: streamOptions(free), KeepAlive: -1} // an idle connection does not live long enough for probes
	config.SetMultipathTCP(false)
	stream, err := config.Listen(context.Background(), tcp, addr.String())
	if err != nil {
		return nil, bindError("tcp", addr, err)
	}
	port := stream.Addr().(*net.TCPAddr).AddrPort().Port()
	b := &bound{addr: netip.AddrPortFrom(addr.Addr(), port), stream: stream}
	if !reusePort {
		readers = 1
	}
	wildcard := addr.Addr().IsUnspecified()
	config = net.ListenConfig{Control: packetOptions(wildcard, free)}
	for range readers {
		p, err := bindPackets(&config, udp, b.addr, wildcard)
		if err != nil {
			b.close()
			return nil, bindError("udp", b.addr, err)
		}
		b.packets = append(b.packets, p)
	}
	return b, nil
}

func bindPackets(config *net.ListenConfig, network string, addr netip.AddrPort, wildcard bool) (packetSocket, error) {
	conn, err := config.ListenPacket(context.Background(), network, addr.String())
	if err != nil {
		return nil, err
	}
	return takePackets(conn.(*net.UDPConn), wildcard)
}

// How many octets the kernel keeps: packets that wait for a worker, so as to
// take in a burst, and what goes either way on one TCP connection.
const (
	receiveBuffer = 4 << 20
	streamBuffer  = 64 << 10
)

func (b *bound) close() {
	b.stream.Close()
	for _, p := range b.packets {
		p.close()
	}
}

// bindError says which address could not be had, why, and what to do.
func bindError(network string, addr netip.AddrPort, err error) error {
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return fmt.Errorf("listen %s %s: %w", network, addr, err)
	}
	hint := ""
	switch errno {
	case syscall.EADDRINUSE:
		hint = fmt.Sprintf(" (another program has this port; find it with: ss -lntup 'sport = :%d')", addr.Port())
	case syscall.EACCES, syscall.EPERM:
		hint = " (ports below 1024 need root or CAP_NET_BIND_SERVICE)"
	case syscall.EADDRNOTAVAIL:
		hint = " (no interface of this machine has this address)"
	case syscall.EAFNOSUPPORT:
		hint = " (this machine has no IPv6)"
		if addr.Addr().Is4() {
			hint = " (this machine has no IPv4)"
		}
	}
	return fmt.Errorf("listen %s %s: %w%s", network, addr, errno, hint)
}
