package server

import (
	"context"
	"log/slog"
	"os"
	"sync"

	"geosrv/server/config"
	"geosrv/server/control"
	"geosrv/server/handover"
	"geosrv/server/operator"
)

// verbs is what can be asked for over the control socket, by name.
func (s *Server) verbs() map[string]control.Verb {
	verbs := map[string]control.Verb{
		control.ReloadVerb:    control.Changing(s.reloaded),
		control.ReplaceVerb:   control.Changing(s.replaced),
		control.OverridesVerb: control.Telling(s.overrides),
		control.AwaitVerb:     control.Telling(s.awaits),
		control.StatusVerb:    control.Telling(s.status),
		control.HistoryVerb:   control.Telling(s.history),
		control.ExplainVerb:   control.Telling(s.explain),
	}
	for _, verb := range control.OrderVerbs() {
		verbs[verb] = s.order(operator.Verb(verb))
	}
	return verbs
}

// reloaded is the verb reload.
func (s *Server) reloaded(_ context.Context, _ control.Peer, how control.Reload) (*control.Reloaded, error) {
	s.sockets.insist()
	read := s.loader.Reload
	if how.Force {
		read = s.loader.Force
	}
	before, after, err := s.load(read)
	if after == nil {
		return nil, err
	}
	return difference(before, after), err
}

// controlled is the control socket over time: it moves when the configuration
// says so. Make it with newControlled; it must not be copied. Safe for
// concurrent use.
type controlled struct {
	log   *slog.Logger
	users *control.Users // read before the process closes itself in
	verbs map[string]control.Verb

	handed *handed // where its socket may be; nil: nobody handed over

	mu      sync.Mutex
	open    *control.Server // nil if there is none
	waiting *control.Server // open, as long as it was adopted and does not answer
	closed  bool            // for good
	failure string          // why there is none, as it was logged last
	closing sync.WaitGroup  // servers that moved away
}

func newControlled(log *slog.Logger, verbs map[string]control.Verb) *controlled {
	return &controlled{log: log, users: control.NewUsers(), verbs: verbs}
}

// set goes where a configuration says. The error is that of a path that
// somebody chose: where the default cannot be had, the server does without, and
// the log says so. What was there before stays if the new one cannot be had.
func (c *controlled) set(at config.Control) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed || c.open != nil && !at.Off && c.open.Path() == at.Path:
		return nil
	case at.Off:
		c.replace(nil)
		return nil
	}
	next, err := c.listen(at.Path)
	if err == nil {
		c.replace(next)
		c.log.Info("asked for verbs at", "control", at.Path)
		return nil
	}
	if at.Pos != (config.Pos{}) {
		return config.Error{Pos: at.Pos, Problem: "control: " + err.Error()}
	}
	if c.failure != err.Error() {
		c.failure = err.Error()
		c.log.Warn("there is no control socket", "problem", c.failure)
	}
	return nil
}

// listen makes the socket at a path, or adopts it; then it answers once the process
// before has said that it does not any more. The caller holds mu.
func (c *controlled) listen(path string) (*control.Server, error) {
	file := c.handed.take(handover.Control, path)
	if file == nil {
		return control.Listen(path, c.log, c.users, c.verbs)
	}
	s, err := control.Adopt(path, file, c.log, c.users, c.verbs)
	if err == nil {
		c.waiting = s
	}
	return s, err
}

// begin has an adopted socket answer.
func (c *controlled) begin() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiting != nil && c.waiting == c.open {
		c.waiting.Serve()
	}
	c.waiting = nil
}

// copy is where the socket is, and a copy for the process that takes over.
func (c *controlled) copy() (path string, f *os.File, err error) {
	if c == nil {
		return "", nil, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open == nil {
		return "", nil, nil
	}
	f, err = c.open.Copy()
	return c.open.Path(), f, err
}

// replace lets the server before end behind: the verb that moves it is asked for
// over it, and wants to answer. The caller holds mu.
func (c *controlled) replace(next *control.Server) {
	if before := c.open; before != nil {
		c.closing.Go(before.Close)
	}
	c.open, c.failure = next, ""
}

// close ends it, and returns when no verb is under way any more; leave: another
// process has taken the socket over.
func (c *controlled) close(leave bool) {
	c.mu.Lock()
	c.closed = true
	if before := c.open; leave && before != nil {
		c.closing.Go(before.Leave)
		c.open = nil
	}
	c.replace(nil)
	c.mu.Unlock()
	c.closing.Wait()
}
