package edge

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

// hold keeps a port: a socket that is bound to it and takes nothing that
// arrives there. As long as it lives, the system gives the port to nobody who
// does not ask for it by number, and answers whoever connects that it is
// closed, unless the edge listens as well.
type hold struct {
	fd   int
	addr netip.AddrPort
}

// reserve binds a hold to the address; port 0 lets the system choose.
func reserve(udp bool, addr netip.AddrPort) (*hold, error) {
	kind := unix.SOCK_STREAM
	if udp {
		kind = unix.SOCK_DGRAM
	}
	fd, err := boundSocket(kind, addr)
	if err != nil {
		return nil, err
	}
	h := &hold{fd: fd}
	if udp {
		// A connected socket takes datagrams of its peer only, and this peer
		// does not exist: others find nobody, as at a closed port.
		err = unix.Connect(fd, sockaddr(netip.AddrPortFrom(addr.Addr(), 1)))
	}
	if err == nil {
		h.addr, err = boundTo(fd)
	}
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	return h, nil
}

// Close gives the port back.
func (h *hold) Close() error { return unix.Close(h.fd) }

// boundSocket makes a socket that shares its port with others that say so. One
// that has no port yet says it only when it has got one: the system gives ports
// that are shared to those who would share, and two edges would have the same.
func boundSocket(kind int, addr netip.AddrPort) (int, error) {
	domain := unix.AF_INET
	if addr.Addr().Is6() {
		domain = unix.AF_INET6
	}
	fd, err := unix.Socket(domain, kind|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return -1, err
	}
	steps := []func() error{
		func() error { return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1) },
		func() error { return unix.Bind(fd, sockaddr(addr)) },
	}
	if addr.Port() == 0 {
		slices.Reverse(steps)
	}
	for _, step := range steps {
		if err := step(); err != nil {
			unix.Close(fd)
			return -1, err
		}
	}
	return fd, nil
}

// sockaddr writes an address in the system's form.
func sockaddr(a netip.AddrPort) unix.Sockaddr {
	if a.Addr().Is6() {
		return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
	}
	return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
}

// boundTo is the address that a socket was bound to.
func boundTo(fd int) (netip.AddrPort, error) {
	name, err := unix.Getsockname(fd)
	if err != nil {
		return netip.AddrPort{}, err
	}
	switch a := name.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port)), nil
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr), uint16(a.Port)), nil
	}
	return netip.AddrPort{}, unix.EAFNOSUPPORT
}

// shared makes Go's sockets share the port with the hold. TCP listeners do
// so by themselves, UDP sockets do not.
func shared() *net.ListenConfig {
	return &net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var inner error
		err := c.Control(func(fd uintptr) {
			inner = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
		})
		if err != nil {
			return err
		}
		return inner
	}}
}

func listenStream(addr netip.AddrPort) (net.Listener, error) {
	c := shared()
	c.SetMultipathTCP(false)
	return c.Listen(context.Background(), "tcp", addr.String())
}

func listenPacket(addr netip.AddrPort) (net.PacketConn, error) {
	return shared().ListenPacket(context.Background(), "udp", addr.String())
}

// trap is a port into which connections vanish: a listening socket whose
// queue is full and is never emptied, so that the system drops what comes.
type trap struct{ fds []int }

// dig makes a trap. The system queues one connection more than the backlog
// says, so one fills it; the second makes sure.
func dig(addr netip.AddrPort) (*trap, error) {
	fd, err := boundSocket(unix.SOCK_STREAM, addr)
	if err != nil {
		return nil, err
	}
	t := &trap{fds: []int{fd}}
	if err := unix.Listen(fd, 0); err != nil {
		t.Close()
		return nil, err
	}
	for range 2 {
		filler, err := boundSocket(unix.SOCK_STREAM, netip.AddrPortFrom(addr.Addr(), 0))
		if err != nil {
			t.Close()
			return nil, err
		}
		t.fds = append(t.fds, filler)
		if err := unix.Connect(filler, sockaddr(addr)); err != nil && err != unix.EINPROGRESS {
			t.Close()
			return nil, err
		}
	}
	return t, nil
}

// Close fills the trap in: whoever is in it is reset.
func (t *trap) Close() error {
	for _, fd := range t.fds {
		unix.Close(fd)
	}
	return nil
}
