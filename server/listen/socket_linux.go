package listen

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// reusePort says that several UDP sockets may have one address and that the
// kernel spreads the packets over them, by a hash of the asker's address.
const reusePort = true

// packetOptions prepares a UDP socket before it is bound. Only SO_REUSEPORT is
// needed; the others are taken if they can be had.
func packetOptions(network, _ string, raw syscall.RawConn) error {
	var needed error
	err := raw.Control(func(fd uintptr) {
		needed = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
		// Past rmem_max, with CAP_NET_ADMIN.
		_ = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, receiveBuffer)
		// A forged "fragmentation needed" must not make us send fragments.
		if network == "udp4" {
			_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_OMIT)
		} else {
			_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_OMIT)
		}
	})
	if err != nil {
		return err
	}
	return needed
}
