package server

import (
	"log/slog"
	"net/netip"
	"slices"
	"sync"

	"geosrv/server/config"
	"geosrv/server/listen"
)

// sockets are the addresses that are listened on, one listen.Server each, so
// that one can come or go without the others; the bounds of connections hold
// for all together. Make it with newSockets. Safe for concurrent use; not to be
// copied.
type sockets struct {
	log      *slog.Logger
	desk     *desk
	register *listen.Register
	workers  int // UDP sockets of each address
	faults   listen.Faults
	held     []listen.Held

	mu       sync.Mutex
	open     []socket         // in the order in which they were wanted
	gone     counted          // by sockets that are closed
	before   counted          // by the process before, which handed over
	handed   []listen.Held    // by it, by the addresses that were wanted; until the first set
	freeBind bool             // of addresses that are bound from now on
	lacking  bool             // it was said that there is no IPv6
	vain     []netip.AddrPort // what was wanted when sockets gave way for nothing
}

func newSockets(log *slog.Logger, d *desk, workers int, held []listen.Held) *sockets {
	return &sockets{log: log, desk: d, workers: workers, held: held, register: listen.NewRegister(listen.Limits{})}
}

// socket is one address: as it was wanted, with port 0 perhaps, and bound.
type socket struct {
	want    netip.AddrPort
	server  *listen.Server
	workers *[]*answerer // its own, once it serves
}

// adapt takes over what a configuration says of connections, and how addresses
// are bound that come after. Connections that are open stay.
func (s *sockets) adapt(c *config.Config) {
	s.register.Set(listen.Limits{
		Connections: c.TCP.Connections, PerNetwork: c.TCP.PerNetwork, Idle: c.TCP.Idle,
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.freeBind = c.FreeBind
}

// without says, once, that one address is left out.
func (s *sockets) without(one netip.AddrPort) {
	if !s.lacking {
		s.log.Info("this machine has no IPv6", "left_out", one)
	}
	s.lacking = true
}

// bind binds one address. Its workers answer from the desk.
func (s *sockets) bind(want netip.AddrPort) (socket, error) {
	workers := new([]*answerer)
	server, err := listen.Listen(listen.Config{
		Addrs: []netip.AddrPort{want}, Held: slices.Concat(s.handed, s.held), FreeBind: s.freeBind, Workers: s.workers, Register: s.register, Faults: &s.faults, Log: s.log,
		New: func() listen.Answerer {
			a := &answerer{desk: s.desk, number: uint32(len(*workers))}
			*workers = append(*workers, a)
			return a
		},
	})
	return socket{want, server, workers}, err
}

// beside is where to listen: where the configuration says, and on every held
// socket, as one that nobody reads swallows what comes. They stand for the
// default, which is for those who say nothing.
func (s *sockets) beside(c *config.Config) (want []netip.AddrPort) {
	if usual := netip.MustParseAddrPort(config.DefaultListen); len(s.held) == 0 || !slices.Equal(c.Listen, []netip.AddrPort{usual}) {
		want = slices.Clone(c.Listen)
	}
	for _, h := range s.held {
		if !slices.Contains(want, h.Addr) {
			want = append(want, h.Addr)
		}
	}
	return want
}

// take removes the first socket for an address from open.
func take(open *[]socket, want netip.AddrPort) (socket, bool) {
	for i, s := range *open {
		if s.want == want {
			*open = append((*open)[:i], (*open)[i+1:]...)
			return s, true
		}
	}
	return socket{}, false
}

// closeAll closes sockets and keeps what their workers counted.
func (s *sockets) closeAll(list []socket) {
	for _, one := range list {
		one.server.Close()
		s.gone.of(one)
	}
}

// addrs is where is listened, in the order of the configuration.
func (s *sockets) addrs() (out []netip.AddrPort) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.open {
		out = append(out, o.server.Addrs()...)
	}
	return out
}

// close closes all; leave: another process has taken them over, and what was taken
// from them is answered.
func (s *sockets) close(leave bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if leave {
		s.leave()
	}
	s.closeAll(s.open)
	s.open = nil
}

// familyOf numbers the family of an address that is listened on: 0 for IPv4, 1
// for IPv6. What listens on a wildcard of the one takes nothing of the other.
func familyOf(at netip.AddrPort) int {
	if at.Addr().Unmap().Is4() {
		return 0
	}
	return 1
}
