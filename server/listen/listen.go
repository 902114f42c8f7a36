package listen

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"sync"
	"time"
)

// Answerer answers one message: in is the request, out has room for 65535
// octets. What stands behind in, up to its capacity, means nothing. It returns the length of the reply, 0 for none. A worker has its own
// Answerer, so that it may keep state between calls without a lock. It must
// keep none of in, out and c, and not write to in and c.
type Answerer interface {
	Answer(in []byte, out *Message, c *Client) int
}

// Client is who asks, how, and when. Copy it freely.
type Client struct {
	From From
	Now  time.Time // when the request was taken up, to some hundred microseconds
	UDP  bool
	Idle time.Duration // how long the connection may stay idle; 0 by UDP
}

// Config says where to listen and who answers. Addrs and New are required.
type Config struct {
	Addrs    []netip.AddrPort
	Held     []Held          // sockets that are open already; those of no address in Addrs are left alone
	FreeBind bool            // take addresses that the machine does not have (yet); Linux only
	Workers  int             // UDP sockets per address; 0: GOMAXPROCS. Half as many answer TCP
	Register *Register       // of the TCP connections, shared with other servers; nil: one of its own
	Idle     time.Duration   // how long a TCP connection may idle; 0: as the Register says
	New      func() Answerer // called by Serve, once for each that answers
	Faults   *Faults         // keeps what made an Answerer panic; nil: nobody does
	Log      *slog.Logger    // nil: no log
}

// Server is the bound sockets and who serves them. Get one from Listen; do not
// copy it. See the package for who may call what.
type Server struct {
	config  Config
	addrs   []netip.AddrPort
	packets []packetSocket
	streams []net.Listener
	bound   []*bound // the same, by address

	tallies []*tally // one per UDP worker, and the last for TCP
	alarm   alarm

	start sync.Once
	stop  sync.Once
	done  chan struct{} // closed by Close
	wg    sync.WaitGroup
}

// Listen binds UDP and TCP on every address, or nothing: the error then holds
// a line for each address that could not be had, with a hint. Port 0 takes a
// free port, the same for UDP and TCP. Nothing is read before Serve.
func Listen(c Config) (*Server, error) {
	if c.Workers <= 0 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	if c.Register == nil {
		c.Register = NewRegister(Limits{})
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{config: c, done: make(chan struct{})}
	s.alarm.log, s.alarm.faults = c.Log, c.Faults
	var errs []error
	for _, addr := range c.Addrs {
		b, err := bind(heldAt(c.Held, addr), c.Workers, c.FreeBind)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		s.addrs = append(s.addrs, b.addr)
		s.packets = append(s.packets, b.packets...)
		s.streams = append(s.streams, b.streams...)
		s.bound = append(s.bound, b)
	}
	if len(c.Addrs) == 0 {
		errs = append(errs, errors.New("listen: no address (say where: listen: [\"127.0.0.1:5300\"])"))
	}
	if c.FreeBind && !freeBinds {
		errs = append(errs, errors.New("listen: freebind is of Linux only"))
	}
	if errs != nil {
		s.Close()
		return nil, errors.Join(errs...)
	}
	for range len(s.packets)*s.readers() + 1 {
		s.tallies = append(s.tallies, new(tally))
	}
	return s, nil
}

// readers is how many workers read each UDP socket: one where the kernel
// spreads the packets over sockets, all of them where there is one socket.
func (s *Server) readers() int {
	if reusePort {
		return 1
	}
	return s.config.Workers
}

// Addrs is where the server listens, in the order of Config.Addrs, with the
// ports that were had for port 0. The caller must not change it.
func (s *Server) Addrs() []netip.AddrPort { return s.addrs }

// Serve starts the workers and returns at once. Calls after the first do
// nothing.
func (s *Server) Serve() {
	s.start.Do(func() {
		tallies := s.tallies
		for _, p := range s.packets {
			for range s.readers() {
				w := newWorker(s.config.New(), tallies[0], &s.alarm)
				tallies = tallies[1:]
				s.wg.Go(func() { p.serve(w, s.done) })
			}
		}
		t := newTCP(s.config, tallies[0], &s.alarm)
		for _, l := range s.streams {
			s.wg.Go(func() { t.accept(l, s.done) })
		}
	})
}

// Close releases every socket, closes every connection, and returns when no
// goroutine of the server is left. It may be called twice, and before Serve.
func (s *Server) Close() {
	s.stop.Do(func() {
		close(s.done)
		for _, p := range s.packets {
			p.stop()
		}
		for _, l := range s.streams {
			l.Close()
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

// pause waits for d, or until done is closed.
func pause(d time.Duration, done <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-done:
	}
}
