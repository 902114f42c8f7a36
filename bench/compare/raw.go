package compare

import (
	"encoding/binary"
	"net/netip"
	"unsafe"

	"golang.org/x/sys/unix"
)

// spreadNetwork is where the load is from when it is spread: many networks that
// are not loopback. It is local in a network namespace of ours alone.
func spreadNetwork() netip.Prefix { return netip.MustParsePrefix("10.0.0.0/8") }

// spreadAddr is one of 65,536 addresses of it, each in a /24 of its own.
func spreadAddr(i uint32) [4]byte {
	var a [4]byte
	binary.BigEndian.PutUint32(a[:], 10<<24|(i&0xffff)<<8|7)
	return a
}

// sockaddr is an address and port as the kernel takes them.
func sockaddr(a netip.AddrPort) *byte {
	port := binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, a.Port()))
	raw := &unix.RawSockaddrInet4{Family: unix.AF_INET, Port: port, Addr: a.Addr().As4()}
	return (*byte)(unsafe.Pointer(raw))
}
