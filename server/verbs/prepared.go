package verbs

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/picture"
	"geosrv/server/words"
)

// view is a picture that orders are read against.
type view struct{ *picture.Picture }

// Prepared is what would follow from words that are about to be said. Make it with
// Prepare. It keeps the picture that it was made of, and must not be copied.
type Prepared struct {
	view
	entries   []operator.Entry
	after     *answer.Inputs
	was, will []answer.Outlook
}

// Prepare looks at what would follow from entries.
func Prepare(pic *picture.Picture, entries []operator.Entry) *Prepared {
	p := &Prepared{view: view{pic}, entries: entries, after: pic.Inputs.Clone()}
	said := pic.Said
	for _, e := range entries {
		e.At = pic.At
		said, _ = said.Say(e)
	}
	next := said.Over(pic.File)
	words.Apply(next, pic.World.Roster, p.after, pic.At)
	p.returned()
	p.thawed(next)
	p.was = pic.Outlooks(pic.Inputs)
	p.will = pic.Outlooks(p.after)
	return p
}

// LookAgain takes over what is answered at now, since the entries are said: the
// moment of a drain is when it is answered by, not when somebody thought of it.
func (p *Prepared) LookAgain(pic *picture.Picture, now time.Time) {
	p.At = now
	if pic.World == p.World {
		p.after = pic.Inputs
		p.will = pic.Outlooks(pic.Inputs)
	}
}

// returned takes the marks away that a return among the entries takes back at
// once, and those of a drill that ends.
func (p *Prepared) returned() {
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
func (p *Prepared) thawed(next *operator.Ledger) {
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
func (p *Prepared) thaws() bool {
	return !slices.ContainsFunc(p.entries, func(e operator.Entry) bool { return e.Key() != operator.Entry{Verb: operator.Thaw}.Key() })
}

// Refuse says why something must not be done without force; nil if it may be. Where
// it is worse than that something has to wait, done does not say any more what for.
func (p *Prepared) Refuse(done *control.Done, forced bool) error {
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

// Did says what came of entries, with what was said of them.
func (p *Prepared) Did(said []operator.Entry) *control.Done {
	done := p.Done()
	done.Said = nil
	for _, e := range said {
		done.Said = append(done.Said, overrideOf(e, ""))
	}
	goesLater(done)
	return done
}
