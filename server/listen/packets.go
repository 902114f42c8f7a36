package listen

import (
	"net"
	"net/netip"
	"syscall"
)

// control prepares a socket before it is bound, as net.ListenConfig wants it.
type control = func(network, address string, raw syscall.RawConn) error

// packetSocket is one UDP socket. Several workers may have it.
type packetSocket struct {
	*net.UDPConn
	wildcard bool // it takes packets for any address, and has to answer from that one
}

// unmap makes an IPv4 address of one that is written as IPv6.
func unmap(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}
