package control

import (
	"net"

	"golang.org/x/sys/unix"
)

// peerOf asks the kernel (unix(7), SO_PEERCRED).
func peerOf(conn *net.UnixConn) (p Peer) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return p
	}
	_ = raw.Control(func(fd uintptr) { // if it fails, nothing is known
		if c, err := unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED); err == nil {
			p = Peer{Known: true, PID: int(c.Pid), UID: int(c.Uid), GID: int(c.Gid)}
		}
	})
	return p
}
