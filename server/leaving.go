package server

import (
	"net/netip"
	"os"
	"sync"

	"golang.org/x/sys/unix"

	"geosrv/server/listen"
)

// socketCopy is copies of the sockets of one address, by how it was wanted.
type socketCopy struct {
	listen.Held
	held bool // somebody else holds them too
}

// copies are copies of all sockets, for the process that takes over. They are the
// caller's, also beside an error.
func (s *sockets) copies() (out []socketCopy, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.held {
		c := socketCopy{listen.Held{Addr: h.Addr}, true}
		if c.Packets, err = copyAll(h.Packets); err == nil {
			c.Streams, err = copyAll(h.Streams)
		}
		if out = append(out, c); err != nil {
			return out, err
		}
	}
	for _, o := range s.open {
		if s.holds(o.want) {
			continue
		}
		all, err := o.server.Sockets()
		for _, h := range all {
			h.Addr = o.want
			out = append(out, socketCopy{h, false})
		}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// holds reports whether somebody else holds the sockets of an address.
func (s *sockets) holds(want netip.AddrPort) bool {
	for _, h := range s.held {
		if h.Addr == want {
			return true
		}
	}
	return false
}

// leave leaves the sockets to the process that took them over. The caller holds mu.
func (s *sockets) leave() {
	var leaving sync.WaitGroup
	for _, o := range s.open {
		leaving.Go(o.server.Leave)
	}
	leaving.Wait()
}

// copyAll copies open files.
func copyAll(files []*os.File) (out []*os.File, err error) {
	for _, f := range files {
		raw, err := f.SyscallConn()
		if err != nil {
			return out, err
		}
		fd, problem := -1, error(nil)
		if err := raw.Control(func(its uintptr) { fd, problem = unix.FcntlInt(its, unix.F_DUPFD_CLOEXEC, 0) }); err != nil {
			return out, err
		}
		if problem != nil {
			return out, problem
		}
		out = append(out, os.NewFile(uintptr(fd), f.Name()))
	}
	return out, nil
}
