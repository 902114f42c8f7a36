package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"
)

// How long the parts of a request may take.
const (
	requestTime = 5 * time.Second
	replyTime   = 5 * time.Second
	idleTime    = 5 * time.Second
	// closeTime is what verbs have to end when the server is closed.
	closeTime = 5 * time.Second
)

// mostHeaders is how long the headers of a request may be, in octets.
const mostHeaders = 4 << 10

// mostLogged is how much of the arguments a line of the log has, in octets.
const mostLogged = 512

// Server answers on one socket. Make it with Listen; it must not be copied. Its
// methods may be called from any goroutine.
type Server struct {
	path  string
	at    *socket
	log   *slog.Logger
	users *Users
	verbs map[string]Verb
	http  http.Server
	open  *places            // nil until it answers
	end   context.CancelFunc // of the verbs under way
	done  sync.WaitGroup
}

// Listen answers at a path with a table of verbs, by name, until Close. Who asks is
// named by users. The error says why the path cannot be had.
func Listen(path string, log *slog.Logger, users *Users, verbs map[string]Verb) (*Server, error) {
	at, err := bind(path)
	if err != nil {
		return nil, err
	}
	s := newServer(path, log, users, verbs)
	s.at = at
	s.Serve()
	return s, nil
}

// Adopt makes a server of a socket that another one listened on at a path, and
// closes the file. It answers from Serve on.
func Adopt(path string, file *os.File, log *slog.Logger, users *Users, verbs map[string]Verb) (*Server, error) {
	at, err := adopt(path, file)
	if err != nil {
		return nil, err
	}
	s := newServer(path, log, users, verbs)
	s.at = at
	return s, nil
}

// Copy is a copy of the socket, for a process that adopts it. It is the caller's.
func (s *Server) Copy() (*os.File, error) { return s.at.UnixListener.File() }

// Serve begins to answer. Call it once.
func (s *Server) Serve() { s.serve(s.at) }

// Leave is Close for a socket that another process has adopted.
func (s *Server) Leave() {
	s.at.left.Store(true)
	s.Close()
}

func newServer(path string, log *slog.Logger, users *Users, verbs map[string]Verb) *Server {
	ctx, end := context.WithCancel(context.Background())
	s := &Server{path: path, log: log, users: users, verbs: maps.Clone(verbs), end: end}
	s.http = http.Server{
		Handler:           s,
		ReadHeaderTimeout: requestTime, ReadTimeout: requestTime, IdleTimeout: idleTime,
		WriteTimeout:   requestTime + MostTime + replyTime,
		MaxHeaderBytes: mostHeaders,
		BaseContext:    func(net.Listener) context.Context { return ctx },
		ConnContext:    s.withPeer,
		ErrorLog:       slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return s
}

// serve answers on a listener until Close.
func (s *Server) serve(at net.Listener) {
	s.open = newPlaces(at, mostConnections)
	s.done.Go(func() { _ = s.http.Serve(s.open) }) // it only says that it was closed
}

// Path is where the server answers.
func (s *Server) Path() string { return s.path }

// Close ends the server and removes its socket. Verbs under way are told to end
// and have some seconds for it; who has connected is told who answers now, or nobody.
func (s *Server) Close() {
	s.end()
	ctx, late := context.WithTimeout(context.Background(), closeTime)
	defer late()
	if s.open != nil {
		// Shutdown hangs up without a word on who has connected and not asked yet.
		s.http.SetKeepAlivesEnabled(false)
		_ = s.open.Close()
		s.open.empty(ctx)
	}
	if s.http.Shutdown(ctx) != nil {
		_ = s.http.Close()
	}
	s.done.Wait()
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, is := strings.CutPrefix(r.URL.Path, "/v1/")
	verb, known := s.verbs[name]
	switch {
	case !is || !known:
		known := strings.Join(slices.Sorted(maps.Keys(s.verbs)), ", ")
		send(w, http.StatusNotFound, nil, Problems{fmt.Sprintf("this server knows no verb %q (known: %s)", name, known)})
		return
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		send(w, http.StatusMethodNotAllowed, nil, Problems{fmt.Sprintf("%s: ask by POST", name)})
		return
	case r.Context().Err() != nil && s.at != nil && s.at.left.Load():
		send(w, http.StatusMisdirectedRequest, nil, problemsOf(ErrReplaced))
		return
	case r.Context().Err() != nil:
		send(w, http.StatusServiceUnavailable, nil, Problems{"the server is being closed"})
		return
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostOctets))
	if err != nil {
		status := http.StatusBadRequest
		if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
			status = http.StatusRequestEntityTooLarge
		}
		send(w, status, nil, Problems{fmt.Sprintf("arguments: %v (at most %d octets)", err, mostOctets)})
		return
	}
	ctx, end := context.WithTimeout(r.Context(), MostTime)
	defer end()
	status, result, problems := s.do(ctx, name, verb, text)
	send(w, status, result, problems)
}

// supposes tells an order that only asks what would follow. A move that waits for
// a pool asks so each second: none of that is worth a line of the log.
func supposes(text []byte) bool {
	var order struct {
		DryRun bool `json:"dry_run"`
	}
	return json.Unmarshal(text, &order) == nil && order.DryRun
}

// do does a verb.
func (s *Server) do(ctx context.Context, name string, verb Verb, text []byte) (status int, result any, problems Problems) {
	by := peerIn(ctx)
	if verb.changes && !supposes(text) {
		s.log.Info("asked over the control socket", "verb", name, "by", by, "arguments", string(text[:min(len(text), mostLogged)]))
	}
	defer func() {
		if fault := recover(); fault != nil {
			s.log.Error("a fault in geosrv", "verb", name, "fault", fault, "stack", string(debug.Stack()))
			status, result, problems = http.StatusInternalServerError, nil, Problems{name + ": a fault in geosrv (its log says more)"}
		}
	}()
	result, err := verb.do(ctx, by, text)
	if bad := (unreadable{}); errors.As(err, &bad) {
		return http.StatusBadRequest, nil, problemsOf(bad)
	}
	if errors.Is(err, ErrReplaced) {
		return http.StatusMisdirectedRequest, nil, problemsOf(err)
	}
	if err != nil {
		return http.StatusConflict, result, problemsOf(err)
	}
	return http.StatusOK, result, nil
}
