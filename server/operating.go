package server

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/picture"
	"geosrv/server/words"
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
	before := view{pic}
	entries, err := before.entries(verb, o)
	if err != nil {
		return nil, err
	}
	for i := range entries {
		entries[i].Author = author(by, o.Author)
		if reason := oneLine(o.Reason); reason != "" || entries[i].Undoes == 0 {
			entries[i].Reason = reason // else what an undo says again keeps its own
		}
	}
	p := before.prepare(entries)
	done := p.done()
	done.DryRun = o.DryRun
	s.told(pic.World.Roster, done)
	if err := p.refuse(done, o.Force); err != nil {
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
	if err := p.lookAgain(ctx, s.publisher); err != nil {
		return nil, fmt.Errorf("done, but what follows from it could not be seen: %w", err)
	}
	done = p.did(said)
	s.told(pic.World.Roster, done)
	return done, nil
}

// keep writes down what was said. That it cannot be is no reason not to do it,
// but whoever said it must know.
func (s *Server) keep(ctx context.Context, done *control.Done) error {
	if s.keeper.where() == "" {
		done.Notes = append(done.Notes, "a restart would forget it: there is no state folder (state: DIR)")
		return nil
	}
	if err := s.keeper.write(ctx); err != nil {
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

// did says what came of entries that were said.
func (p *prepared) did(said []operator.Entry) *control.Done {
	done := p.done()
	done.Said = nil
	for _, e := range said {
		done.Said = append(done.Said, overrideOf(e, ""))
	}
	goesLater(done)
	return done
}

// view is a picture that orders are read against.
type view struct{ *picture.Picture }

// prepared is what would follow from words that are about to be said.
type prepared struct {
	view
	entries   []operator.Entry
	after     *answer.Inputs
	groups    []int32 // all
	was, will []answer.Outlook
}

// prepare looks at what would follow from entries.
func (pic view) prepare(entries []operator.Entry) *prepared {
	p := &prepared{view: pic, entries: entries, after: pic.Inputs.Clone(), groups: everyGroup(pic.World.Roster)}
	said := pic.Said
	for _, e := range entries {
		e.At = pic.At
		said, _ = said.Say(e)
	}
	next := said.Over(pic.File)
	words.Apply(next, pic.World.Roster, p.after, pic.At)
	p.returned()
	p.thawed(next)
	p.was = pic.World.Outlooks(pic.Inputs, p.groups)
	p.will = pic.World.Outlooks(p.after, p.groups)
	return p
}

// lookAgain takes over what is answered since the entries are said: the moment of
// a drain is when it is answered by, not when somebody thought of it.
func (p *prepared) lookAgain(ctx context.Context, from *Publisher) error {
	pic, err := from.Picture(ctx)
	if err != nil {
		return err
	}
	p.At = time.Now()
	if pic.World == p.World {
		p.after = pic.Inputs
		p.will = pic.World.Outlooks(pic.Inputs, p.groups)
	}
	return nil
}

// returned takes the marks away that a return among the entries takes back at
// once, and those of a drill that ends.
func (p *prepared) returned() {
	r := p.World.Roster
	for _, e := range p.entries {
		g := words.Group(r, e.Group)
		if e.Verb != operator.Return || g < 0 {
			continue
		}
		for c := range p.after.Marks[g] {
			if !p.after.Marks[g][c].Back.IsZero() {
				p.after.Marks[g][c].Since = time.Time{}
			}
		}
	}
}

// thawed takes over what probes said while verdicts were held, if nothing among
// what is said then holds them any more. That some of it may wait for a witness is
// not looked at.
func (p *prepared) thawed(next *operator.Ledger) {
	_, still := next.Decides(operator.Entry{Verb: operator.Freeze}.Key(), p.At)
	if !p.Frozen || p.Isolated || still {
		return
	}
	for i := range p.World.Roster.Endpoints {
		if s, ok := p.States[p.World.Roster.Endpoints[i].Key()]; ok {
			p.after.Verdicts[i], _ = s.Verdict(p.At)
		}
	}
}

// thaws reports whether the entries only say that verdicts may move again.
func (p *prepared) thaws() bool {
	return !slices.ContainsFunc(p.entries, func(e operator.Entry) bool { return e.Key() != operator.Entry{Verb: operator.Thaw}.Key() })
}

// refuse says why something must not be done without force.
func (p *prepared) refuse(done *control.Done, forced bool) error {
	if forced {
		return nil
	}
	var errs []error
	for _, l := range done.Leaves {
		if p.thaws() {
			break // what is dead is dead, whoever looks away
		}
		if l.Live == 0 {
			errs = append(errs, fmt.Errorf("would leave %s with no live pool (--force does it all the same)", l.Group))
		}
	}
	if len(errs) > 0 {
		done.Waiting = ""
		return errors.Join(errs...)
	}
	if done.Waiting != "" {
		return fmt.Errorf("%s (geosrv move waits for that; --force says it now, and it moves as soon as it is up)", done.Waiting)
	}
	return nil
}

// overrideOf is an entry as it is shown.
func overrideOf(e operator.Entry, file string) control.Override {
	o := control.Override{ID: e.ID, Words: e.String(), Author: e.Author, Reason: e.Reason, Undoes: e.Undoes}
	if !e.At.IsZero() {
		o.At = &e.At
	}
	if !e.Until.IsZero() {
		o.Until = &e.Until
	}
	if e.Line > 0 {
		o.Place = fmt.Sprintf("%s:%d", file, e.Line)
	}
	return o
}
