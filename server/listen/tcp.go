package listen

import (
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// How long accept waits after it failed: from the first to the second,
// doubling.
const (
	acceptPauseMin = 5 * time.Millisecond
	acceptPauseMax = 500 * time.Millisecond
)

// acceptEvicts is how many idle connections end when the file descriptors run
// out: one for the newcomer, the others for whoever else needs one.
const acceptEvicts = 16

// tcp serves the TCP side of all addresses of a server. Safe for concurrent
// use.
type tcp struct {
	register *Register
	idle     time.Duration // Config.Idle
	seats    chan *seat
	lender   lender
	tally    *tally
	alarm    *alarm
}

// newTCP makes half as many seats as there are workers, at least one: what TCP
// computes at a time leaves the other cores to UDP.
func newTCP(c Config, t *tally, a *alarm) *tcp {
	n := max(1, c.Workers/2)
	s := &tcp{register: c.Register, idle: c.Idle, seats: make(chan *seat, n), tally: t, alarm: a}
	for range n {
		s.seats <- &seat{answerer: c.New()}
	}
	return s
}

// accept takes connections until the listener is closed, and returns when the
// last of them ended. A failure is waited out: the queue of the kernel keeps
// the newcomers meanwhile, and UDP has nothing to do with it.
func (s *tcp) accept(l net.Listener, done <-chan struct{}) {
	var conns sync.WaitGroup
	defer conns.Wait()
	for wait := acceptPauseMin; ; {
		conn, err := l.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			s.tally.errors.Add(1)
			if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
				s.register.evict(acceptEvicts)
			}
			pause(wait, done)
			wait = min(2*wait, acceptPauseMax)
			continue
		}
		wait = acceptPauseMin
		s.tally.conns.Add(1)
		e := s.register.newEntry(conn, s.tally)
		s.register.add(e)
		select {
		case <-done: // Close ended the others, maybe before this one was there
			s.register.endAll(s.tally)
		default:
		}
		conns.Go(func() { s.serve(e) })
	}
}
