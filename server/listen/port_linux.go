package listen

import (
	"errors"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// port is how one worker uses a UDP socket. A send never waits (T-8): what the
// kernel has no room for is lost, as it would be on the way. On a wildcard
// address the answer leaves from the address that was asked (T-9).
//
// It belongs to the goroutine of the worker; not to be copied.
type port struct {
	socket packetSocket
	raw    syscall.RawConn
	try    func(fd uintptr) bool // trySend, made once: a new one for each packet would be garbage

	info packetInfo // of the packet that was received last

	// What trySend sends, and what came of it.
	reply []byte
	to    unix.Sockaddr
	to4   unix.SockaddrInet4
	to6   unix.SockaddrInet6
	err   error
}

func newPort(s packetSocket) *port {
	raw, _ := s.SyscallConn() // it fails on a nil socket only
	p := &port{socket: s, raw: raw}
	p.try = p.trySend
	return p
}

// receive waits for a packet.
func (p *port) receive(in []byte) (n int, from netip.AddrPort, err error) {
	if !p.socket.wildcard {
		return p.socket.ReadFromUDPAddrPort(in)
	}
	n, size, _, from, err := p.socket.ReadMsgUDPAddrPort(in, p.info.space())
	p.info.received(size, from.Addr())
	return n, from, err
}

// send answers the packet that was received last.
func (p *port) send(reply []byte, to netip.AddrPort) error {
	switch a := to.Addr(); {
	case a.Zone() != "" && !p.socket.wildcard:
		// Only the net package knows which interface a scope is, and without
		// the packet's information it has to be said. It may wait for room.
		_, err := p.socket.WriteToUDPAddrPort(reply, to)
		return err
	case a.Is4():
		p.to4.Addr, p.to4.Port = a.As4(), int(to.Port())
		p.to = &p.to4
	default:
		p.to6.Addr, p.to6.Port = a.As16(), int(to.Port())
		p.to = &p.to6
	}
	p.reply = reply
	if err := p.raw.Write(p.try); err != nil {
		return err
	}
	return p.err
}

// trySend sends p.reply. It says that it is done whatever came of it, so that
// nobody waits for the socket.
func (p *port) trySend(fd uintptr) bool {
	for {
		_, p.err = unix.SendmsgN(int(fd), p.reply, p.info.bytes(), p.to, unix.MSG_DONTWAIT)
		if !errors.Is(p.err, unix.EINTR) {
			return true
		}
	}
}

// noRoom says that the kernel had no room for a packet.
func noRoom(err error) bool {
	return errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.ENOBUFS)
}
