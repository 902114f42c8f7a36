package listen

import (
	"encoding/binary"
	"net/netip"

	"golang.org/x/sys/unix"
)

// packetInfo is the control message of a packet (ip(7) IP_PKTINFO, RFC 3542
// 6.1): which of our addresses it was for. Sent with the answer it says where
// that has to leave from. It is put right in place, so that it costs no
// allocation. The zero value says nothing.
type packetInfo struct {
	buf  [64]byte
	size int // octets of buf that count
}

// space is where the kernel writes it.
func (p *packetInfo) space() []byte { return p.buf[:] }

// bytes is what is sent with the answer, empty if the routing table may pick.
func (p *packetInfo) bytes() []byte { return p.buf[:p.size] }

// Where things stand in a control message: the header ends with level and
// type, four octets each.
const (
	infoLevel = unix.SizeofCmsghdr - 8
	infoType  = unix.SizeofCmsghdr - 4
)

// received takes the first n octets of the space, which came with a packet
// from a client, and makes them fit to be sent back. What it does not know is
// dropped.
func (p *packetInfo) received(n int, client netip.Addr) {
	p.size = 0
	data := unix.CmsgLen(0)
	if n < data {
		return
	}
	level, kind := p.word(infoLevel), p.word(infoType)
	switch info := p.buf[data:n]; {
	case level == unix.IPPROTO_IP && kind == unix.IP_PKTINFO && len(info) >= unix.SizeofInet4Pktinfo:
		// struct in_pktinfo: interface, local address, address in the header.
		// The local address is one of ours also if a broadcast was asked. The
		// routing table picks the interface.
		clear(info[:4])
		p.size = unix.CmsgSpace(unix.SizeofInet4Pktinfo)
	case level == unix.IPPROTO_IPV6 && kind == unix.IPV6_PKTINFO && len(info) >= unix.SizeofInet6Pktinfo:
		// struct in6_pktinfo: address, interface. An address of a link means
		// nothing without its interface (RFC 4007 6); any other answer need not
		// leave where the question came in.
		asked := netip.AddrFrom16([16]byte(info))
		if asked.IsMulticast() {
			return // a group cannot answer
		}
		if !asked.IsLinkLocalUnicast() && !client.IsLinkLocalUnicast() {
			clear(info[16:unix.SizeofInet6Pktinfo])
		}
		p.size = unix.CmsgSpace(unix.SizeofInet6Pktinfo)
	}
}

func (p *packetInfo) word(at int) int32 {
	return int32(binary.NativeEndian.Uint32(p.buf[at:]))
}
