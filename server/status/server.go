package status

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"os"
	"sync"
	"time"

	"golang.org/x/net/netutil"
)

// How long the parts of a request may take, and how much there may be of it.
const (
	requestTime     = 5 * time.Second
	replyTime       = 5 * time.Second
	idleTime        = 30 * time.Second
	closeTime       = time.Second
	mostHeaders     = 8 << 10 // octets
	mostConnections = 128     // more wait in the kernel's queue
)

// Options say what is shown. The zero value is a page that has nothing to say. It
// may be copied.
type Options struct {
	// Report tells how everything stands. A Server calls it from one goroutine.
	Report func(context.Context) (*Report, error)
	// Queries is how many queries came since the start. It is called once a second.
	Queries func() uint64
	// Extra are more paths, such as /metrics: they get GET and HEAD under the same
	// guard and limits, and have 5 s to answer.
	Extra map[string]http.Handler
	Log   *slog.Logger // nil: no log
}

// Server answers at one address. Make it with Listen; it must not be copied. Its
// methods may be called from any goroutine.
type Server struct {
	at    net.Listener
	guard *guard
	http  http.Server
	end   context.CancelFunc
	done  sync.WaitGroup
}

// Listen answers at an address until Close; names are the host names under which
// it may be asked, besides addresses and localhost. The error says why the address
// cannot be had.
func Listen(at netip.AddrPort, names []string, o Options) (*Server, error) {
	l, err := net.Listen("tcp", at.String())
	if err != nil {
		return nil, err
	}
	return serve(l, names, o), nil
}

// Adopt is Listen on a socket that listens already; it closes the file.
func Adopt(file *os.File, names []string, o Options) (*Server, error) {
	defer file.Close()
	l, err := net.FileListener(file)
	if err != nil {
		return nil, err
	}
	return serve(l, names, o), nil
}

// Copy is a copy of the socket, for a process that adopts it. It is the caller's.
func (s *Server) Copy() (*os.File, error) {
	at, is := s.at.(*net.TCPListener)
	if !is {
		return nil, errors.New("the status page has no socket that can be handed over")
	}
	return at.File()
}

// serve answers on a listener.
func serve(l net.Listener, names []string, o Options) *Server {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ctx, end := context.WithCancel(context.Background())
	s := &Server{at: l, end: end}
	pace := newRate(o.Queries)
	feed := newFeed(o, pace)
	s.guard = newGuard(newMux(feed, o.Extra), names)
	s.http = http.Server{
		Handler:           s.guard,
		ReadHeaderTimeout: requestTime, ReadTimeout: requestTime, WriteTimeout: replyTime, IdleTimeout: idleTime,
		MaxHeaderBytes: mostHeaders,
		BaseContext:    func(net.Listener) context.Context { return ctx },
		ErrorLog:       slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	s.done.Go(func() { pace.run(ctx) })
	s.done.Go(func() { feed.run(ctx) })
	s.done.Go(func() { _ = s.http.Serve(netutil.LimitListener(l, mostConnections)) }) // it only says that it was closed
	return s
}

// Addr is where the server answers, with the port that was had for port 0.
func (s *Server) Addr() netip.AddrPort {
	at, _ := s.at.Addr().(*net.TCPAddr)
	if at == nil {
		return netip.AddrPort{}
	}
	a := at.AddrPort()
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}

// Allow replaces the host names under which it may be asked.
func (s *Server) Allow(names []string) { s.guard.allow(names) }

// Close ends the server and all streams, and returns when nothing is left of it.
func (s *Server) Close() {
	s.end()
	ctx, late := context.WithTimeout(context.Background(), closeTime)
	defer late()
	if s.http.Shutdown(ctx) != nil {
		_ = s.http.Close()
	}
	s.done.Wait()
}

// newMux says what is where.
func newMux(feed *feed, extra map[string]http.Handler) http.Handler {
	table := map[string]http.Handler{"/events": feed}
	maps.Copy(table, pages())
	maps.Copy(table, extra)
	mux := http.NewServeMux()
	for path, h := range table {
		if path == "/" {
			path = "/{$}"
		}
		mux.Handle(path, h)
	}
	return mux
}
