package server

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"geosrv/health"
	"geosrv/health/probe"
	"geosrv/server/answer"
	"geosrv/server/handover"
	"geosrv/server/journal"
	"geosrv/server/listen"
	"geosrv/server/load"
	"geosrv/server/peers"
	"geosrv/server/shelf"
	"geosrv/server/state"
	"geosrv/server/survey"
	"geosrv/server/watch"
)

// Options say what to run. Files is required.
type Options struct {
	Files  []string         // configuration files
	Log    *slog.Logger     // nil: no log
	Probe  health.Probe     // nil: the real one
	Listen []netip.AddrPort // instead of what the configuration says; empty: as it says
	// Held are sockets that are open already. They are all answered on, beside what
	// the configuration says; with the default of listen they are all there is.
	Held []listen.Held
	// Workers is how many UDP sockets each address has; 0: GOMAXPROCS. A program
	// that serves and no more gives Go listen.Spare processors beside them.
	Workers int
	Version string // of the program, for the metrics
	// Control opens the control socket that the configuration names.
	Control bool
	// Remember keeps what survives a restart in the folder that the
	// configuration names.
	Remember bool
	// Force is for a person who insists: what looks like a mistake in the files, beside
	// the copies that were kept of them, is meant. It holds for the start alone, and not
	// for a start with a Predecessor.
	Force bool
	// Succeed starts the process that takes over when a verb asks for that; nil: none
	// can be started.
	Succeed func() (*handover.Successor, error)
	// Predecessor is the server that this one takes over from; nil: none. TakeOver
	// has to be called behind Start; where something fails, tell it why.
	Predecessor *handover.Conn

	state string      // where the state is if no configuration can be read; "": the default
	tempo peers.Tempo // of comparing with others; the zero value: the usual one
}

// Server is everything that serves: loader, watcher, runner, publisher and
// sockets. Start makes one; it must not be copied. Its methods may be called
// from any goroutine.
type Server struct {
	log       *slog.Logger
	version   string
	override  []netip.AddrPort
	loader    *load.Loader
	watcher   *watch.Watcher
	publisher *Publisher
	runner    *health.Runner
	desk      *desk
	sockets   *sockets
	// controlled is the control socket; nil if none is wanted.
	controlled *controlled
	keeper     *state.Keeper
	shelf      *shelf.Shelf
	hook       *journal.Hook
	circle     *peers.Circle // the other nameservers
	page       *statusPage
	latencies  *latencies
	ground     survey.Ground
	probes     *probeTally
	loads      loadTally
	taps       *taps
	succession *succession

	quit       chan struct{}      // closed by Close: no more loads
	end        context.CancelFunc // ends the publisher
	closing    sync.Once
	following  sync.WaitGroup
	publishing sync.WaitGroup
	keeping    sync.WaitGroup
	letGo      context.CancelFunc // ends the keeper, which writes once more

	orders   sync.Mutex // one order of an operator at a time
	mu       sync.Mutex // one load at a time
	last     *load.Loaded
	deafness string // why an address is not listened on, as it was logged last
	unshown  string // why the status page is not where it should be, as it was logged last

	wrong atomic.Pointer[load.Refusal] // what the last load met; nil: all files are good
}

// Run serves until ctx is done. The error is that of Start.
func Run(ctx context.Context, o Options) error {
	s, err := Start(ctx, o)
	if err != nil {
		return err
	}
	defer s.Close()
	<-ctx.Done()
	return nil
}

// Start loads, publishes the first plan and binds the sockets, in this order:
// when it returns without an error, the first query is answered in full. The
// error is a *load.Refusal, or says which addresses could not be had; nothing is
// left running then, but for a load that ctx ended: it ends by itself. ctx only bounds the start: the server runs until Close.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Probe == nil {
		o.Probe = probe.New(probe.Options{})
	}
	s := &Server{
		log: o.Log, version: o.Version, override: o.Listen, loader: load.New(o.Log, o.Files...),
		publisher: NewPublisher(o.Log), quit: make(chan struct{}), latencies: newLatencies(), probes: newProbeTally(),
	}
	s.keeper = state.New(o.Log, s.publisher.remembered(), o.Remember)
	s.shelf = shelf.New(o.Log, s.keeper.Dir)
	s.succession = newSuccession(o)
	if err := s.succession.meet(ctx); err != nil {
		return nil, err
	}
	loaded, err := s.first(ctx, o)
	if err != nil {
		return nil, err
	}
	estate, err := s.succession.inherit(ctx, o)
	if err != nil {
		return nil, err
	}
	if estate != nil {
		if loaded, err = s.again(loaded); err != nil {
			estate.close()
			return nil, err
		}
	}
	if err := s.assemble(o, loaded, estate); err != nil {
		return nil, err
	}
	defer s.endowed(estate)
	publishing, end := context.WithCancel(context.Background())
	s.end = end
	s.publishing.Go(func() { s.publisher.Run(publishing) })
	keeping, letGo := context.WithCancel(context.Background())
	s.letGo = letGo
	if err := s.begin(ctx, loaded); err != nil {
		s.Close()
		return nil, err
	}
	s.keeping.Go(func() { s.succession.ours(keeping, s.keeper.Run) })
	s.keeping.Go(func() { s.succession.ours(keeping, s.shelf.Run) })
	s.following.Go(s.follow)
	return s, nil
}

// begin puts the first load into service.
func (s *Server) begin(ctx context.Context, loaded *load.Loaded) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.publisher.Hand(loaded.Version, loaded.World, wordsOf(loaded))
	select {
	case <-s.publisher.Ready():
	case <-ctx.Done():
		return ctx.Err()
	}
	s.adapt(loaded)
	if err := s.sockets.set(s.wanted(loaded)); err != nil {
		return err
	}
	s.runner.Set(asked(loaded.World.Roster))
	s.loads.changed(nil, loaded, time.Now())
	s.last = loaded
	s.compare(loaded)
	if err := s.keeper.Settle(ctx, loaded.Config.State); err != nil {
		return err
	}
	if s.controlled != nil {
		if err := s.controlled.set(loaded.Config.Control); err != nil {
			return err
		}
	}
	_ = s.show(loaded) // what is wrong was logged
	announce(s.log, nil, loaded)
	s.log.Info("listening", "addresses", s.sockets.addrs())
	s.watcher.Set(s.loader.Watched())
	loaded.Release() // behind the first answers
	return nil
}

// adapt takes over what a load says of cookies, rates and connections.
func (s *Server) adapt(l *load.Loaded) {
	s.desk.set(l)
	s.sockets.adapt(l.Config)
	s.hook.Set(hookOf(l))
	s.taps.set(l.Config)
	s.latencies.keep(l.World.Roster)
}

// wanted is where to listen.
func (s *Server) wanted(l *load.Loaded) []netip.AddrPort {
	if len(s.override) > 0 {
		return s.override
	}
	return s.sockets.beside(l.Config)
}

// Addrs is where the server listens, with the ports that were had for port 0.
func (s *Server) Addrs() []netip.AddrPort { return s.sockets.addrs() }

// Plan is the current plan.
func (s *Server) Plan() *answer.Plan { return s.publisher.Plan() }

// Counters are what the sockets counted since the start.
func (s *Server) Counters() listen.Counters {
	of := s.sockets.counters()
	of[0].Add(of[1])
	return of[0]
}

// Rulings are what became of the replies by UDP since the start.
func (s *Server) Rulings() Rulings { return s.sockets.rulings() }

// States are the opinions on all endpoints that steer, by key.
func (s *Server) States() map[string]health.State {
	states := s.runner.States()
	for _, ref := range s.Plan().World().Roster.References {
		delete(states, ref.Endpoint.Key())
	}
	return states
}

// Close stops the server and returns when none of its goroutines is left. It
// may be called twice.
func (s *Server) Close() {
	s.closing.Do(func() {
		close(s.quit)
		s.mu.Lock() // a hand-over under way ends first, one way or the other
		heir := s.succession.heir()
		s.mu.Unlock()
		s.watcher.Close()
		s.following.Wait()
		if s.controlled != nil {
			s.controlled.close(heir != nil)
		}
		s.page.close()
		s.mu.Lock() // a Reload under way ends first; none begins any more
		defer s.mu.Unlock()
		s.sockets.close(heir != nil)
		s.taps.close()
		s.runner.Close()
		s.circle.Close()
		s.letGo()
		s.keeping.Wait() // the publisher still tells what is to be remembered
		s.keeper.Close()
		s.end()
		s.bequeath(heir)
	})
	s.publishing.Wait()
	s.hook.Close()
}
