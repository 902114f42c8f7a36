package server

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"geosrv/server/control"
	"geosrv/server/load"
)

// errClosed is what a load gets that comes behind Close.
var errClosed = errors.New("the server is closed")

// Reload loads at once, by order of a person: see Loader.Reload. It returns
// when queries are answered from what was loaded, and says all that is wrong,
// also of files of which the last good content is used.
func (s *Server) Reload() error {
	s.sockets.insist()
	_, _, err := s.load(s.loader.Reload)
	return err
}

// listenAgain is how often an address that could not be had is tried again:
// one that moves between machines comes without a change of a file.
const listenAgain = time.Second

// follow loads at every change until the server is closed.
func (s *Server) follow() {
	again := time.NewTicker(listenAgain)
	defer again.Stop()
	for {
		select {
		case <-s.quit:
			return
		case <-s.watcher.Changes():
			// What is wrong was logged: nobody waits for it here.
			_, _, _ = s.load(s.loader.Load)
		case <-again.C:
			s.heal()
		}
	}
}

// heal listens where it could not be listened.
func (s *Server) heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.succession.heir() != nil {
		return // the addresses are another process's
	}
	if s.deafness != "" {
		_ = s.listen(s.last) // what is wrong was logged
	}
	if s.unshown != "" {
		_ = s.show(s.last)
	}
}

// load reads, puts into service what is good, and logs and returns what is
// not; before and after are what was in service, nil behind Close.
func (s *Server) load(read func() (*load.Loaded, error)) (before, after *load.Loaded, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.succession.heir() != nil { // it is asked of that one, also when this one closes
		return nil, nil, control.ErrReplaced
	}
	select {
	case <-s.quit:
		return nil, nil, errClosed // or sockets would be opened that nobody closes
	default:
	}
	before = s.last
	err = s.take(read)
	return before, s.last, err
}

// take is load. The caller holds mu.
func (s *Server) take(read func() (*load.Loaded, error)) error {
	next, err := read()
	s.loads.reloaded(next, time.Now())
	// After a refused load as well: the new configuration may name a file
	// that is still to come.
	s.watcher.Set(s.loader.Watched())
	if err != nil {
		var r *load.Refusal
		if errors.As(err, &r) {
			complain(s.log, r, true)
		}
		s.wrong.Store(r)
		return err
	}
	complain(s.log, next.Refused, false)
	s.well(next.Refused)
	var errs []error
	if next.Refused != nil {
		errs = append(errs, next.Refused)
	}
	if next.Changed {
		errs = append(errs, s.serve(next))
	}
	next.Release()
	errs = append(errs, s.listen(next), s.control(next), s.remember(next), s.show(next))
	s.compare(next)
	return errors.Join(errs...)
}

// control moves the control socket to where the configuration says. The caller
// holds mu.
func (s *Server) control(l *load.Loaded) error {
	if s.controlled == nil {
		return nil
	}
	err := s.controlled.set(l.Config.Control)
	if err != nil {
		s.log.Error("the control socket stays as it was", "error", err)
	}
	return err
}

// well says, once, that nothing is wrong with the files any more: a file that
// is what it was before changes nothing, and would be put right in silence.
// The caller holds mu.
func (s *Server) well(now *load.Refusal) {
	if now == nil && s.wrong.Load() != nil {
		s.log.Info("all files are good again")
	}
	s.wrong.Store(now)
}

// serve puts a load into service. The publisher has the world before the
// runner has the endpoints, so that it knows every endpoint that is reported.
// The caller holds mu.
func (s *Server) serve(next *load.Loaded) error {
	s.adapt(next)
	var number uint64
	if next.World == s.last.World {
		number = s.publisher.Words(wordsOf(next))
	} else {
		number = s.publisher.Hand(next.Version, next.World, wordsOf(next))
		s.runner.Limit(next.Config.Probe.MaxInFlight)
		s.runner.Set(asked(next.World.Roster))
	}
	err := s.await(number)
	announce(s.log, s.last, next)
	s.loads.changed(s.last, next, time.Now())
	s.last = next
	return err
}

// publishTime bounds the wait for a world to be published. The largest takes
// a second or two.
const publishTime = 30 * time.Second

// await returns when queries are answered from what the publisher was handed
// under a number, so that the line in the log and the end of Reload mean what
// they say.
func (s *Server) await(number uint64) error {
	late := time.NewTimer(publishTime)
	defer late.Stop()
	select {
	case <-s.publisher.Done(number):
		return nil
	case <-s.quit:
		return errClosed
	case <-late.C:
		return fmt.Errorf("what was loaded is not published within %s (the log says why)", publishTime)
	}
}

// listen goes where the configuration says. An address that cannot be had is
// tried again and again, and logged once. The caller holds mu.
func (s *Server) listen(l *load.Loaded) error {
	before := s.sockets.addrs()
	err := s.sockets.set(s.wanted(l))
	if err != nil {
		if err.Error() != s.deafness {
			s.deafness = err.Error()
			s.log.Error("the addresses to listen on stay as they were", "error", err)
		}
		return err
	}
	s.deafness = ""
	if now := s.sockets.addrs(); !slices.Equal(before, now) {
		s.log.Info("listening", "addresses", now)
	}
	return nil
}
