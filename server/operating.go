package server

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/verbs"
)

// order is what a verb of operators does: it looks at what would follow, refuses
// what it must, and says it to the publisher. The reply comes when queries are
// answered by it and a restart would not forget it.
func (s *Server) order(verb operator.Verb) control.Verb {
	return control.Changing(func(ctx context.Context, by control.Peer, o control.Order) (*control.Done, error) {
		done, err := s.obey(ctx, verb, by, o)
		if err != nil || o.DryRun {
			return done, err
		}
		return done, s.keep(ctx, done)
	})
}

// obey looks, refuses and says, one order at a time: of two that each leave one
// live pool the second must see what the first did.
func (s *Server) obey(ctx context.Context, verb operator.Verb, by control.Peer, o control.Order) (*control.Done, error) {
	s.orders.Lock()
	defer s.orders.Unlock()
	if s.succession.heir() != nil {
		return nil, control.ErrReplaced
	}
	pic, err := s.publisher.Picture(ctx)
	if err != nil {
		return nil, err
	}
	entries, err := verbs.Read(pic, verb, o)
	if err != nil {
		return nil, err
	}
	for i := range entries {
		entries[i].Author = author(by, o.Author)
		if reason := oneLine(o.Reason); reason != "" || entries[i].Undoes == 0 {
			entries[i].Reason = reason // else what an undo says again keeps its own
		}
	}
	p := verbs.Prepare(pic, entries)
	done := p.Done()
	done.DryRun = o.DryRun
	s.told(pic.World.Roster, done)
	if err := p.Refuse(done, o.Force); err != nil {
		if o.DryRun && done.Waiting != "" {
			return done, nil // whoever asks may wait
		}
		return nil, err
	}
	if o.DryRun {
		return done, nil
	}
	said, err := s.publisher.Say(ctx, entries...)
	if err != nil {
		return nil, err
	}
	now, err := s.publisher.Picture(ctx)
	if err != nil {
		return nil, fmt.Errorf("done, but what follows from it could not be seen: %w", err)
	}
	p.LookAgain(now, time.Now())
	done = p.Did(said)
	s.told(pic.World.Roster, done)
	return done, nil
}

// keep writes down what was said. That it cannot be is no reason not to do it,
// but whoever said it must know.
func (s *Server) keep(ctx context.Context, done *control.Done) error {
	if s.keeper.Dir() == "" {
		done.Notes = append(done.Notes, "a restart would forget it: there is no state folder (state: DIR)")
		return nil
	}
	if err := s.keeper.Write(ctx); err != nil {
		return fmt.Errorf("done, but a restart would forget it: %w", err)
	}
	return nil
}

// author is who said something: the name that was given, with the user's who gave
// it if that is another.
func author(by control.Peer, given string) string {
	user := by.User()
	switch given = oneLine(given); {
	case given == "" || given == user:
		return user
	case user == "":
		return given
	}
	return given + " (" + user + ")"
}

// oneLine is a text for a list: on one line, not endless, and without anything
// that a terminal would obey.
func oneLine(text string) string {
	const most = 200
	words := strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	if r := []rune(words); len(r) > most {
		return string(r[:most]) + "..."
	}
	return words
}
