package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"geosrv/server/control"
	"geosrv/server/handover"
	"geosrv/server/state"
)

// succession is how a server comes to be in the place of another, and another one
// in its place. Make it with newSuccession; it must not be copied.
type succession struct {
	next   func() (*handover.Successor, error) // nil: nobody can be started
	before *handover.Conn                      // nil: nobody was there before

	turn   sync.Mutex // one attempt at a time
	chosen atomic.Pointer[handover.Successor]
	done   chan struct{} // closed when chosen is set

	begun chan struct{} // closed when this process is the server
}

// heir is who has taken over; nil if nobody has.
func (s *succession) heir() *handover.Successor { return s.chosen.Load() }

// Replaced is closed when another process has taken over: then Close has what was
// taken from the sockets answered, and leaves all else to that one.
func (s *Server) Replaced() <-chan struct{} { return s.succession.done }

// replaced is the verb replace.
func (s *Server) replaced(ctx context.Context, _ control.Peer, _ control.Replace) (*control.Replaced, error) {
	began := time.Now()
	switch {
	case s.succession.next == nil:
		return nil, errors.New("this server cannot be replaced: it was not started by geosrv serve")
	case !s.succession.turn.TryLock():
		return nil, errors.New("this server is being replaced already")
	}
	defer s.succession.turn.Unlock()
	if s.succession.heir() != nil {
		return nil, control.ErrReplaced
	}
	s.shelf.Flush() // the next one compares its files with what was accepted last
	next, err := s.succession.next()
	if err != nil {
		return nil, err
	}
	version, err := s.handOver(ctx, next)
	if err != nil {
		next.Dismiss()
		return nil, s.unreplaced(ctx, err)
	}
	s.log.Info("handed over", "pid", next.PID, "version", version, "took", time.Since(began))
	return &control.Replaced{
		Before: control.Process{PID: os.Getpid(), Version: s.version},
		Now:    control.Process{PID: next.PID, Version: version}, Seconds: time.Since(began).Seconds(),
	}, nil
}

// unreplaced logs why nobody took over, and returns it for who asked for it, within ctx.
func (s *Server) unreplaced(ctx context.Context, err error) error {
	select {
	case <-s.quit:
		s.log.Warn("nobody took over: this process was told to end meanwhile")
		return errClosed
	default:
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		err = errors.New("who asked for it went away, and the new process was ended")
	}
	s.log.Error("nobody took over: this process goes on", "error", err)
	return err
}

// handOver hands over to a process that was started. The error says why it does not
// serve.
func (s *Server) handOver(ctx context.Context, next *handover.Successor) (version string, err error) {
	if err := s.greet(ctx, next); err != nil {
		return "", err
	}
	return s.cede(ctx, next)
}

// greet waits until the next process has read its files.
func (s *Server) greet(ctx context.Context, next *handover.Successor) error {
	// If it cannot be told, what it said is better than that it is gone.
	_ = next.Conn.Send(ctx, handover.Hello{Protocol: handover.Protocol, Version: s.version})
	_, err := next.Hear(ctx)
	return err
}

// cede is handOver to a process that has read its files. It reads them again as soon
// as it has what it is given: this one may have loaded meanwhile.
func (s *Server) cede(ctx context.Context, next *handover.Successor) (version string, err error) {
	// From here on nothing is said, loaded or written that the next one would miss.
	s.orders.Lock()
	defer s.orders.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx, end := s.whileOpen(ctx)
	defer end()
	if ctx.Err() != nil {
		return "", errClosed
	}
	wake, err := s.rest(ctx)
	if err != nil {
		return "", err
	}
	defer wake()
	if err := s.giveAway(ctx, next); err != nil {
		return "", err
	}
	w, err := next.Hear(ctx)
	if err != nil {
		return "", err
	}
	if next.Chosen != nil {
		next.Chosen(next.PID)
	}
	// Should it be gone by now, then whoever watches over it starts it anew.
	_ = next.Conn.Send(ctx, handover.Word{Version: s.version, PID: os.Getpid()})
	s.succession.chosen.Store(next)
	s.keeper.Leave()
	close(s.succession.done)
	return w.Version, nil
}

// whileOpen is a context that ends with Close too.
func (s *Server) whileOpen(ctx context.Context) (open context.Context, end context.CancelFunc) {
	open, end = context.WithCancel(ctx)
	select {
	case <-s.quit:
		end()
	default:
	}
	go func() {
		select {
		case <-s.quit:
			end()
		case <-open.Done():
		}
	}()
	return open, end
}

// rest keeps everything from writing into the state folder until wake is called.
func (s *Server) rest(ctx context.Context) (wake func(), err error) {
	keeper, err := s.keeper.Rest(ctx)
	if err != nil {
		return nil, err
	}
	quiet, err := s.shelf.Rest(ctx)
	if err != nil {
		keeper()
		return nil, err
	}
	return func() { quiet(); keeper() }, nil
}

// giveAway sends what this server knows and has.
func (s *Server) giveAway(ctx context.Context, next *handover.Successor) error {
	pic, past, err := s.publisher.bequest(ctx)
	if err != nil {
		return err
	}
	happened, err := json.Marshal(past)
	if err != nil {
		return err
	}
	known, err := state.Encode(memorize(pic))
	if err != nil {
		return err
	}
	e, files, err := s.estate(known, happened)
	defer func() {
		for _, f := range files {
			f.Close()
		}
	}()
	if err == nil {
		err = next.Conn.Send(ctx, e, files...)
	}
	if err != nil {
		return fmt.Errorf("what this process has cannot be handed over: %w", err)
	}
	return nil
}
