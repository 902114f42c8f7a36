package main

import (
	"net/netip"
	"time"

	"golang.org/x/sys/unix"
)

// socket is a connected UDP socket without the runtime's poller, whose waits
// are rounded to milliseconds. It belongs to one goroutine.
type socket struct {
	fd     int
	buffer [4096]byte
}

func newSocket(server netip.AddrPort) (*socket, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.Connect(fd, &unix.SockaddrInet4{Addr: server.Addr().As4(), Port: int(server.Port())}); err != nil {
		unix.Close(fd)
		return nil, err
	}
	return &socket{fd: fd}, nil
}

func (s *socket) close() { unix.Close(s.fd) }

// send sends one message; false if it could not be sent now.
func (s *socket) send(m []byte) bool {
	_, err := unix.Write(s.fd, m)
	return err == nil
}

// receive returns a message that has come, valid until the next call, or nil.
func (s *socket) receive() []byte {
	n, err := unix.Read(s.fd, s.buffer[:])
	if err != nil || n <= 0 {
		return nil
	}
	return s.buffer[:n]
}

// wait returns when a message has come, or after d.
func (s *socket) wait(d time.Duration) {
	t := unix.NsecToTimespec(int64(max(d, 0)))
	fds := [...]unix.PollFd{{Fd: int32(s.fd), Events: unix.POLLIN}}
	unix.Ppoll(fds[:], &t, nil) // a signal ends it early, which does no harm
}
