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

// tcp serves the TCP side of all addresses. Safe for concurrent use.
type tcp struct {
	conns     *register
	answerers chan Answerer // one per worker: as many answers at a time
	buffers   sync.Pool     // of *buffers; one is held from a message's first octet to the answer's last
	tally     *tally
	alarm     *alarm
}

// buffers hold one message each way. The length prefix stands before the
// answer, so that both leave in one segment.
type buffers struct {
	in  [maxMessage]byte
	out [prefixLen + maxMessage]byte
}

func newTCP(c Config, conns *register, t *tally, a *alarm) *tcp {
	s := &tcp{conns: conns, answerers: make(chan Answerer, c.Workers), tally: t, alarm: a}
	s.buffers.New = func() any { return new(buffers) }
	for range c.Workers {
		s.answerers <- c.New()
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
			if (errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)) && s.conns.evictOne() {
				s.tally.evicted.Add(1)
			}
			pause(wait, done)
			wait = min(2*wait, acceptPauseMax)
			continue
		}
		wait = acceptPauseMin
		s.tally.conns.Add(1)
		e, evicted := s.conns.add(conn)
		if evicted {
			s.tally.evicted.Add(1)
		}
		if e != nil {
			conns.Go(func() { s.serve(e) })
		}
	}
}
