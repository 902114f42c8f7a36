package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"geosrv/server/handover"
	"geosrv/server/listen"
)

// legacyTime is how long the last word of the process before is waited for: it
// answers its last connections before.
const legacyTime = time.Minute

// newSuccession is what a server begins with.
func newSuccession(o Options) *succession {
	s := &succession{next: o.Succeed, before: o.Predecessor, done: make(chan struct{}), begun: make(chan struct{})}
	if s.before == nil {
		close(s.begun)
	}
	return s
}

// ours runs what writes into the state folder, from when that is this process's: the
// one before may go on yet.
func (s *succession) ours(ctx context.Context, run func(context.Context)) {
	select {
	case <-s.begun:
	case <-ctx.Done():
	}
	select {
	case <-s.begun:
		run(ctx) // also behind ctx: what is left to be written is written then
	default:
	}
}

// inherit asks the process before for what it has, once the files are read; nil if
// there is no such process.
func (s *succession) inherit(ctx context.Context, o Options) (*handed, error) {
	if s.before == nil {
		return nil, nil
	}
	if err := s.before.Send(ctx, handover.Word{Version: o.Version}); err != nil {
		return nil, s.lost(err)
	}
	var e handover.Estate
	files, err := s.before.Receive(ctx, &e)
	if err != nil {
		return nil, s.lost(err)
	}
	h, err := newHanded(&e, files)
	if err != nil {
		h.close()
		return nil, fmt.Errorf("what is handed over cannot be used: %w", err)
	}
	return h, nil
}

// meet hears which protocol the process before speaks.
func (s *succession) meet(ctx context.Context) error {
	if s.before == nil {
		return nil
	}
	var h handover.Hello
	if _, err := s.before.Receive(ctx, &h); err != nil {
		return s.lost(err)
	}
	return h.Check()
}

func (s *succession) lost(err error) error {
	return fmt.Errorf("the process to take over from is gone: %w", err)
}

// endow gives all parts of a server what is theirs of an estate, before it begins.
func (s *Server) endow(from *handed) {
	if from == nil {
		return
	}
	s.keeper.Inherit(func(dir string) *os.File { return from.take(handover.Lock, dir) })
	s.page.handed = from
	if s.controlled != nil {
		s.controlled.handed = from
	}
	s.sockets.inherit(from.count)
}

// endowed closes what is left of an estate: what was wanted of it is in use by
// copies.
func (s *Server) endowed(from *handed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	from.close()
	s.sockets.mu.Lock()
	defer s.sockets.mu.Unlock()
	_ = listen.CloseAll(s.sockets.handed)
	s.sockets.handed = nil
}

// TakeOver says to the process before that this one answers, and returns when it
// is the server: until then the other one may go on as if nothing had been, and
// ends this one. It returns at once if there is no process before.
func (s *Server) TakeOver(ctx context.Context) error {
	before := s.succession.before
	if before == nil {
		return nil
	}
	if err := s.Alive(ctx); err != nil {
		return err
	}
	var w handover.Word
	err := before.Send(ctx, handover.Word{Version: s.version})
	if _, unheard := before.Receive(ctx, &w); unheard != nil {
		err = errors.Join(err, unheard)
	} else if err = w.Err(); err != nil {
		return fmt.Errorf("the process before is the server as before: %w", err)
	}
	if err != nil {
		if ctx.Err() != nil {
			return s.succession.lost(err)
		}
		s.log.Warn("the process before has ended without a word", "problem", err)
	}
	close(s.succession.begun)
	s.publisher.journal.Replaced(time.Now(), process(w.PID, w.Version), process(os.Getpid(), s.version))
	s.controlled.begin()
	s.log.Info("taken over", "version_before", w.Version)
	s.following.Go(s.inheritLegacy)
	return nil
}

// inheritLegacy takes over what the process before counted at last.
func (s *Server) inheritLegacy() {
	defer s.succession.before.Close()
	ctx, end := context.WithTimeout(context.Background(), legacyTime)
	defer end()
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		select {
		case <-s.quit:
			end()
		case <-stop:
		}
	}()
	var l handover.Legacy
	var c counted
	if _, err := s.succession.before.Receive(ctx, &l); err != nil || json.Unmarshal(l.Count, &c) != nil {
		return // it counted what it had counted when it handed over
	}
	s.sockets.inherit(c)
}

// bequeath says to the process that took over what was counted until the end.
func (s *Server) bequeath(heir *handover.Successor) {
	if heir == nil {
		return
	}
	defer heir.Conn.Close()
	ctx, end := context.WithTimeout(context.Background(), time.Second)
	defer end()
	if text, err := json.Marshal(s.sockets.count()); err == nil {
		_ = heir.Conn.Send(ctx, handover.Legacy{Count: text}) // it is only about numbers
	}
}
