package listen

import (
	"encoding/binary"
	"net/netip"
)

// From is who sent a request. Who sent a packet is not read from what the kernel
// wrote before somebody asks: most answers do not depend on it. It holds as long
// as the request. The zero value is nobody.
type From struct {
	known netip.AddrPort
	name  *socketName // as the kernel wrote it; nil: known says it
	v4    bool        // which of the two a name is
}

// socketName is struct sockaddr_in6, or the shorter sockaddr_in, of Linux: family,
// port, address behind 2 octets or 6.
type socketName = [28]byte

// FromAddrPort is somebody whose address is known. IPv4 addresses must not be
// written as IPv6 ones.
func FromAddrPort(a netip.AddrPort) From { return From{known: a} }

// Addr is the address. IPv4 ones are never written as IPv6 ones; no zone by UDP,
// as the scope of an address of a link stays in the name, where the reply needs
// it.
func (f *From) Addr() netip.Addr {
	switch {
	case f.name == nil:
		return f.known.Addr()
	case f.v4:
		return netip.AddrFrom4([4]byte(f.name[4:]))
	}
	return netip.AddrFrom16([16]byte(f.name[8:])).Unmap()
}

// Port is the port.
func (f *From) Port() uint16 {
	if f.name == nil {
		return f.known.Port()
	}
	return binary.BigEndian.Uint16(f.name[2:])
}

// AddrPort is both.
func (f *From) AddrPort() netip.AddrPort { return netip.AddrPortFrom(f.Addr(), f.Port()) }
