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
	streams []net.Listener
}

// bind takes an address for TCP and for UDP with the given number of readers,
// and with free also if the machine does not have it: what is held of it, and
// what is not is bound. If the port is 0 it may have to try some.
func bind(held Held, readers int, free bool) (*bound, error) {
	held.Addr = unmap(held.Addr)
	tries := 1
	if held.Addr.Port() == 0 {
		tries = portTries
	}
	var b *bound
	var err error
	for range tries {
		b, err = bindOnce(held, readers, free)
		if !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	return b, err
}

// bindOnce is bind without the retries. TCP goes first: the UDP sockets share
// their port by SO_REUSEPORT, and so would a second server of the same user
// with them, unseen; of TCP there can only be one.
func bindOnce(held Held, readers int, free bool) (*bound, error) {
	streams, err := bindStreams(held, free)
	if err != nil {
		return nil, bindError("tcp", held.Addr, err)
	}
	port := streams[0].Addr().(*net.TCPAddr).AddrPort().Port()
	b := &bound{addr: netip.AddrPortFrom(held.Addr.Addr(), port), streams: streams}
	if !reusePort {
		readers = 1
	}
	readers = max(readers, len(held.Packets)) // a socket that nobody reads would swallow what comes
	wildcard := held.Addr.Addr().IsUnspecified()
	config := net.ListenConfig{Control: packetOptions(wildcard, free)}
	for n := range readers {
		var p packetSocket
		if len(held.Packets) > 0 {
			p, err = adoptPackets(held, n)
		} else {
			p, err = bindPackets(&config, network("udp", b.addr), b.addr, wildcard)
		}
		if err != nil {
			b.close()
			return nil, bindError("udp", b.addr, err)
		}
		b.packets = append(b.packets, p)
	}
	return b, nil
}

// bindStreams listens by TCP.
func bindStreams(held Held, free bool) ([]net.Listener, error) {
	if len(held.Streams) > 0 {
		return adoptStreams(held)
	}
	config := net.ListenConfig{Control: streamOptions(free), KeepAlive: -1} // an idle connection does not live long enough for probes
	config.SetMultipathTCP(false)
	stream, err := config.Listen(context.Background(), network("tcp", held.Addr), held.Addr.String())
	if err != nil {
		return nil, err
	}
	return []net.Listener{stream}, nil
}

// network is the name that the net package has for a transport in the family of
// an address.
func network(transport string, addr netip.AddrPort) string {
	if addr.Addr().Is4() {
		return transport + "4"
	}
	return transport + "6"
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
	closeStreams(b.streams)
	for _, p := range b.packets {
		p.close()
	}
}

func closeStreams(streams []net.Listener) {
	for _, l := range streams {
		l.Close()
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
