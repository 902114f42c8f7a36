package edge

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Edge is one simulated service of one server. The zero value is not usable:
// call Listen. It must not be copied.
type Edge struct {
	farm  *Farm
	kind  string
	names []string
	addr  netip.AddrPort
	wide  bool // may listen beyond loopback
	hold  *hold
	asked atomic.Uint64
	now   atomic.Uint32 // Mode, for the connections
	wait  sync.WaitGroup
	talk  talk  // nil for UDP
	lync  *lync // nil unless it plays a Lync edge

	setting sync.Mutex // one change of mode at a time

	mu     sync.Mutex // guards what follows
	config *tls.Config
	serves interface{ Close() error } // what listens; nil if nothing does
	trap   *trap                      // of BlackHole
	conns  map[net.Conn]struct{}
	closed bool
}

// Option changes an edge under construction.
type Option func(*Edge)

// At sets the loopback address and port to listen at, such as 127.0.0.2:0.
// Port 0, the default, lets the system choose.
func At(addr netip.AddrPort) Option { return func(e *Edge) { e.addr = addr } }

// Beyond lets the edge listen beyond loopback: in a network namespace where
// nobody else is. Sockets are opened by Listen, Set and Close on the caller's
// thread.
func Beyond() Option { return func(e *Edge) { e.wide = true } }

// In sets the farm whose authority signs the edge's certificate; without it
// each edge has a farm of its own.
func In(f *Farm) Option { return func(e *Edge) { e.farm = f } }

// Kinds lists the kinds of edges.
func Kinds() []string {
	return []string{
		"https", "ms-turn/tcp", "ms-turn/udp", "sip/tcp", "sip/tls", "sip/udp", "smtp",
		"stun/tcp", "stun/tls", "stun/udp", "tcp", "tls", "xmpp/tcp", "xmpp/tls",
	}
}

// Listen starts an edge of a kind in mode Alive. names are what it serves:
// the names of its certificate, and the XMPP domains that it knows; none
// means any XMPP domain.
func Listen(kind string, names []string, opts ...Option) (*Edge, error) {
	if !slices.Contains(Kinds(), kind) {
		return nil, fmt.Errorf("no such kind of edge %q (one of %s)", kind, strings.Join(Kinds(), ", "))
	}
	e := &Edge{
		kind: kind, names: slices.Clone(names), farm: new(Farm),
		addr: netip.MustParseAddrPort("127.0.0.1:0"), conns: make(map[net.Conn]struct{}),
	}
	for _, o := range opts {
		o(e)
	}
	if !e.wide && !e.addr.Addr().IsLoopback() {
		return nil, fmt.Errorf("edge at %s: not a loopback address", e.addr)
	}
	e.talk = talkOf(kind)
	var err error
	if e.hold, err = reserve(e.udp(), e.addr); err != nil {
		return nil, fmt.Errorf("edge at %s: %w", e.addr, err)
	}
	e.addr = e.hold.addr
	if err := e.enter(Alive); err != nil {
		e.Close()
		return nil, fmt.Errorf("edge at %s: %w", e.addr, err)
	}
	return e, nil
}

// Addr is where the edge listens, the same in every mode.
func (e *Edge) Addr() netip.AddrPort { return e.addr }

// Kind is the kind that the edge was made with.
func (e *Edge) Kind() string { return e.kind }

// Mode is how the edge behaves now.
func (e *Edge) Mode() Mode { return Mode(e.now.Load()) }

// Asked is how many connections were accepted, or datagrams received.
func (e *Edge) Asked() uint64 { return e.asked.Load() }

// Set changes the mode. When it has returned, the next connection meets the
// new mode. Established connections end with Refuse and Reset; with the other
// modes they stay, and their next answer is given in the new mode. A mode that
// the system cannot give, such as a port that cannot be listened on again, is
// an error.
func (e *Edge) Set(m Mode) error {
	e.setting.Lock()
	defer e.setting.Unlock()
	if err := e.enter(m); err != nil {
		return fmt.Errorf("edge at %s, mode %s: %w", e.addr, m, err)
	}
	return nil
}

// Close stops the edge and gives its port back. Calling it again does nothing.
func (e *Edge) Close() {
	e.setting.Lock()
	defer e.setting.Unlock()
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	e.silence()
	e.hangUp()
	e.wait.Wait()
	e.hold.Close()
}

// enter brings the sockets to where the mode wants them.
func (e *Edge) enter(m Mode) error {
	config, err := e.tlsFor(m)
	if err != nil {
		return err
	}
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return net.ErrClosed
	}
	e.config = config
	e.now.Store(uint32(m))
	e.mu.Unlock()
	switch m {
	case Refuse:
		e.silence()
		e.hangUp()
		return nil
	case Reset:
		e.hangUp()
	case BlackHole:
		if !e.udp() {
			e.silence()
			return e.setTrap()
		}
	}
	return e.listen()
}

// udp tells that the edge has no connections.
func (e *Edge) udp() bool { return strings.HasSuffix(e.kind, "/udp") }

// tlsFor is the TLS configuration of a mode; nil for kinds without TLS.
func (e *Edge) tlsFor(m Mode) (*tls.Config, error) {
	if e.kind != "https" && e.kind != "tls" && !strings.HasSuffix(e.kind, "/tls") && !e.startsTLS() {
		return nil, nil
	}
	c, err := e.farm.serverTLS(e.names, m)
	if err == nil && e.lync != nil {
		e.lync.demand(c)
	}
	return c, err
}
