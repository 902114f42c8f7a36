package server

import (
	"errors"
	"log/slog"
	"net/netip"
	"sync"

	"geosrv/server/answer"
	"geosrv/server/listen"
)

// sockets are the addresses that are listened on, one listen.Server each, so
// that one can come or go without the others. Safe for concurrent use; not to
// be copied.
type sockets struct {
	log       *slog.Logger
	publisher *Publisher

	mu   sync.Mutex
	open []socket // in the order in which they were wanted
}

// socket is one address: as it was wanted, with port 0 perhaps, and bound.
type socket struct {
	want   netip.AddrPort
	server *listen.Server
}

// set listens on the wanted addresses: what is new is bound first, what is not
// wanted is closed after that. If an address cannot be had, all stays as it
// was.
func (s *sockets) set(want []netip.AddrPort) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := append([]socket(nil), s.open...)
	var next, added []socket
	var errs []error
	for _, w := range want {
		if kept, ok := take(&old, w); ok {
			next = append(next, kept)
			continue
		}
		server, err := listen.Listen(listen.Config{Addrs: []netip.AddrPort{w}, New: s.answerer, Log: s.log})
		if err != nil {
			errs = append(errs, err)
			continue
		}
		added = append(added, socket{w, server})
		next = append(next, socket{w, server})
	}
	if errs != nil {
		closeAll(added)
		return errors.Join(errs...)
	}
	for _, a := range added {
		a.server.Serve()
	}
	s.open = next
	closeAll(old)
	return nil
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

func closeAll(list []socket) {
	for _, s := range list {
		s.server.Close()
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

// counters sums what all sockets counted. What a closed one counted is gone.
func (s *sockets) counters() (sum listen.Counters) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.open {
		c := o.server.Counters()
		sum.UDP += c.UDP
		sum.TCP += c.TCP
		sum.Dropped += c.Dropped
		sum.Errors += c.Errors
		sum.Panics += c.Panics
		sum.Conns += c.Conns
		sum.Evicted += c.Evicted
	}
	return sum
}

func (s *sockets) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	closeAll(s.open)
	s.open = nil
}

// answerer is what a worker of a socket answers with.
func (s *sockets) answerer() listen.Answerer { return &answerer{publisher: s.publisher} }

// answerer answers by the plan of the moment: one load of the pointer for each
// query, so that all of an answer is of one plan. It belongs to one worker.
type answerer struct {
	publisher *Publisher
	answer.Answerer
}

// Answer implements listen.Answerer.
func (a *answerer) Answer(in, out []byte, c listen.Client) int {
	return a.Reply(a.publisher.Plan(), answer.Meta{Source: c.From.Addr(), UDP: c.UDP}, in, out)
}
