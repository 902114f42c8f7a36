package listen

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// reusePort says that several UDP sockets may have one address and that the
// kernel spreads the packets over them, by a hash of the asker's address.
const reusePort = true

// freeBinds says that an address can be taken that the machine does not have.
const freeBinds = true

// unackedTime is how long sent octets may wait for the client's kernel, in
// milliseconds. It also ends what is left of a closed connection whose client
// takes nothing.
const unackedTime = 10_000

// packetOptions prepares a UDP socket before it is bound. The answers must
// come from the right address; SO_REUSEPORT and FreeBind are needed for the
// address to be had; the others are taken if they can be had.
func packetOptions(wildcard, free bool) control {
	return func(network, _ string, raw syscall.RawConn) error {
		o := options{v4: network == "udp4"}
		return o.set(raw, func() {
			o.need(unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
			o.packets(wildcard)
			o.free(free)
		})
	}
}

// heldOptions prepares a UDP socket that somebody else bound.
func heldOptions(wildcard bool) control {
	return func(network, _ string, raw syscall.RawConn) error {
		o := options{v4: network == "udp4"}
		return o.set(raw, func() {
			if only, err := unix.GetsockoptInt(o.fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY); !o.v4 && wildcard && err == nil && only == 0 {
				o.err = errors.New("the held socket takes IPv4 too (say BindIPv6Only=ipv6-only in the socket unit, and ListenDatagram=0.0.0.0:53 beside it)")
				return
			}
			o.packets(wildcard)
		})
	}
}

// streamOptions prepares a TCP socket before it listens; its connections are
// born with the same. The buffers bound what the kernel keeps for a client
// that does not read, or that sends while it is not read.
func streamOptions(free bool) control {
	return func(network, _ string, raw syscall.RawConn) error {
		o := options{v4: network == "tcp4"}
		return o.set(raw, func() {
			o.want(unix.SOL_SOCKET, unix.SO_SNDBUF, streamBuffer)
			o.want(unix.SOL_SOCKET, unix.SO_RCVBUF, streamBuffer)
			o.want(unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, unackedTime)
			o.free(free)
		})
	}
}

// options sets options of one socket and keeps the first error of those that
// are needed.
type options struct {
	v4  bool
	fd  int
	err error
}

// packets sets what every UDP socket needs.
func (o *options) packets(wildcard bool) {
	// The kernel counts twice what is asked for. Whoever gave more knew why.
	if have, err := unix.GetsockoptInt(o.fd, unix.SOL_SOCKET, unix.SO_RCVBUF); err != nil || have < 2*receiveBuffer {
		o.want(unix.SOL_SOCKET, unix.SO_RCVBUF, receiveBuffer)
		// Past rmem_max, with CAP_NET_ADMIN.
		o.want(unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, receiveBuffer)
	}
	// A forged "fragmentation needed" must not make us send fragments
	// (T-12, RFC 9715 3.1).
	if o.v4 {
		o.want(unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_OMIT)
	} else {
		o.want(unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_OMIT)
	}
	if wildcard && o.v4 {
		o.need(unix.IPPROTO_IP, unix.IP_PKTINFO, 1)
	} else if wildcard {
		o.need(unix.IPPROTO_IPV6, unix.IPV6_RECVPKTINFO, 1)
	}
}

// set runs the given function with the socket at hand.
func (o *options) set(raw syscall.RawConn, all func()) error {
	err := raw.Control(func(fd uintptr) {
		o.fd = int(fd)
		all()
	})
	if err != nil {
		return err
	}
	return o.err
}

func (o *options) want(level, name, value int) {
	_ = unix.SetsockoptInt(o.fd, level, name, value)
}

func (o *options) need(level, name, value int) {
	if err := unix.SetsockoptInt(o.fd, level, name, value); err != nil && o.err == nil {
		o.err = err
	}
}

// free lets the socket have an address that the machine does not have.
func (o *options) free(wanted bool) {
	switch {
	case !wanted:
	case o.v4:
		o.need(unix.IPPROTO_IP, unix.IP_FREEBIND, 1)
	default:
		o.need(unix.IPPROTO_IPV6, unix.IPV6_FREEBIND, 1)
	}
}
