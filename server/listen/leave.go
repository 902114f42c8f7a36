package listen

import (
	"errors"
	"net"
	"os"
	"time"
)

// leaveTime is how long connections may last of which a server takes leave.
const leaveTime = 5 * time.Second

// leaveIdle is how long one of them may be silent: whoever has asked before the
// server took its leave, and did so by a message that is under way, is answered.
const leaveIdle = 500 * time.Millisecond

// leaveLook is how often is looked for connections that are left.
const leaveLook = 10 * time.Millisecond

// Sockets are copies of all sockets, for another process: what comes waits in them
// for whoever reads first. They are the caller's. The error is of the system.
func (s *Server) Sockets() (all []Held, err error) {
	for _, b := range s.bound {
		h := Held{Addr: b.addr}
		for _, p := range b.packets {
			f, err := p.file()
			if err != nil {
				return all, err
			}
			h.Packets = append(h.Packets, f)
		}
		for _, l := range b.streams {
			f, err := l.(*net.TCPListener).File()
			if err != nil {
				return all, err
			}
			h.Streams = append(h.Streams, f)
		}
		all = append(all, h)
	}
	return all, nil
}

// Leave is Close for sockets that another process reads from now on: they stay fit
// for it, what was taken is answered, and connections last until they are silent,
// or five seconds. Close may be called behind it.
func (s *Server) Leave() {
	s.stop.Do(func() {
		for _, l := range s.streams {
			l.Close()
		}
		s.linger()
		for _, p := range s.packets {
			p.leave()
		}
		close(s.done)
		for _, p := range s.packets {
			p.rouse()
		}
		for _, t := range s.tallies {
			s.config.Register.endAll(t)
		}
		s.wg.Wait()
		for _, p := range s.packets {
			p.close()
		}
	})
}

// linger returns when no connection is left that is not silent.
func (s *Server) linger() {
	look := time.NewTicker(leaveLook)
	defer look.Stop()
	for end := time.Now().Add(leaveTime); time.Now().Before(end); <-look.C {
		left := 0
		for _, t := range s.tallies {
			left += s.config.Register.endSilent(t, leaveIdle)
		}
		if left == 0 {
			return
		}
	}
}

// endSilent ends every connection that counts at t and had no whole message for a
// time, and returns how many are left.
func (r *Register) endSilent(t *tally, least time.Duration) (left int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.all.of(t) {
		if e.idle() < least {
			left++
			continue
		}
		r.end(e)
	}
	r.crowd()
	return left
}

// CloseAll closes the files of sockets.
func CloseAll(all []Held) error {
	var errs []error
	for _, h := range all {
		for _, list := range [][]*os.File{h.Packets, h.Streams} {
			for _, f := range list {
				errs = append(errs, f.Close())
			}
		}
	}
	return errors.Join(errs...)
}
