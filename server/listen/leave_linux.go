package listen

import (
	"os"

	"golang.org/x/sys/unix"
)

// file implements packetSocket.
func (b *batched) file() (*os.File, error) {
	fd, err := unix.FcntlInt(uintptr(b.fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "udp"), nil
}

// leave implements packetSocket. The bound on waits holds for waits to come.
func (b *batched) leave() { _ = b.keep() }

// rouse implements packetSocket. A signal ends the wait that began before it had a
// bound: the kernel begins it anew, with the bound. It is the one by which Go
// interrupts its own threads, which does nothing else there. A worker that does not
// wait yet finds the bound by itself.
func (b *batched) rouse() {
	if thread := int(b.thread.Load()); thread != 0 {
		_ = unix.Tgkill(unix.Getpid(), thread, unix.SIGURG)
	}
}
