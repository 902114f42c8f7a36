package swap

import (
	"encoding/json"
	"io"
	"net/netip"
	"runtime"
	"runtime/debug"

	"golang.org/x/sys/unix"
)

// echo sends back what comes, until its input ends. It says first where it
// listens.
func echo(in io.Reader, out io.Writer) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 4<<20) // the kernel's bound holds
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return err
	}
	name, err := unix.Getsockname(fd)
	if err != nil {
		return err
	}
	at := name.(*unix.SockaddrInet4)
	go func() {
		runtime.LockOSThread()
		debug.SetGCPercent(-1) // what a run leaves behind fits into memory
		buffer := make([]byte, 4096)
		for {
			if n, from, err := unix.Recvfrom(fd, buffer, 0); err == nil {
				_ = unix.Sendto(fd, buffer[:n], 0, from) // what cannot be sent is lost
			}
		}
	}()
	if err := json.NewEncoder(out).Encode(netip.AddrPortFrom(netip.AddrFrom4(at.Addr), uint16(at.Port))); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, in)
	return err
}
