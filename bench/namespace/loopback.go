package namespace

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"unsafe"

	"golang.org/x/sys/unix"
)

// loopback is the number of the interface lo in a fresh namespace.
const loopback = 1

// RaiseLoopback turns lo on and makes every address of the prefixes local to
// it, so that ordinary sockets can send from any of them and receive at it
// (rtnetlink(7)). Never call it outside of a namespace of one's own.
func RaiseLoopback(prefixes []netip.Prefix) error {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		return fmt.Errorf("netlink: %w", err)
	}
	defer unix.Close(fd)
	link := unix.IfInfomsg{Index: loopback, Flags: unix.IFF_UP, Change: unix.IFF_UP}
	body := unsafe.Slice((*byte)(unsafe.Pointer(&link)), unix.SizeofIfInfomsg)
	if err := talk(fd, unix.RTM_NEWLINK, 0, body); err != nil {
		return fmt.Errorf("lo: %w", err)
	}
	for _, p := range prefixes {
		if err := talk(fd, unix.RTM_NEWROUTE, unix.NLM_F_CREATE, localRoute(p)); err != nil {
			return fmt.Errorf("a local route for %s: %w", p, err)
		}
	}
	return nil
}

// localRoute is the body of a request that makes a prefix of IPv4 local.
func localRoute(p netip.Prefix) []byte {
	route := unix.RtMsg{
		Family: unix.AF_INET, Dst_len: uint8(p.Bits()), Table: unix.RT_TABLE_LOCAL,
		Protocol: unix.RTPROT_STATIC, Scope: unix.RT_SCOPE_HOST, Type: unix.RTN_LOCAL,
	}
	body := append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(&route)), unix.SizeofRtMsg)...)
	body = attribute(body, unix.RTA_DST, p.Addr().AsSlice())
	return attribute(body, unix.RTA_OIF, binary.NativeEndian.AppendUint32(nil, loopback))
}

// attribute appends an attribute whose value has a multiple of four octets.
func attribute(body []byte, kind uint16, value []byte) []byte {
	body = binary.NativeEndian.AppendUint16(body, uint16(unix.SizeofRtAttr+len(value)))
	body = binary.NativeEndian.AppendUint16(body, kind)
	return append(body, value...)
}

// talk sends one request and waits for its acknowledgement (netlink(7)).
func talk(fd int, kind, flags uint16, body []byte) error {
	m := binary.NativeEndian.AppendUint32(nil, uint32(unix.SizeofNlMsghdr+len(body)))
	m = binary.NativeEndian.AppendUint16(m, kind)
	m = binary.NativeEndian.AppendUint16(m, unix.NLM_F_REQUEST|unix.NLM_F_ACK|flags)
	m = append(append(m, make([]byte, 8)...), body...) // sequence and port may be 0
	if err := unix.Sendto(fd, m, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return err
	}
	reply := make([]byte, 4096)
	n, _, err := unix.Recvfrom(fd, reply, 0)
	if err != nil {
		return err
	}
	if n < unix.SizeofNlMsghdr+4 || binary.NativeEndian.Uint16(reply[4:]) != unix.NLMSG_ERROR {
		return fmt.Errorf("netlink answers %x", reply[:n])
	}
	if code := int32(binary.NativeEndian.Uint32(reply[unix.SizeofNlMsghdr:])); code != 0 {
		return unix.Errno(-code)
	}
	return nil
}
