package verbs

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/picture"
	"geosrv/server/words"
)

// Read returns what an order says, with every object looked up: a bare word is
// taken where it can only mean one thing. They have no author and no reason yet. The
// error says what the order names that does not exist, or why it could only be a
// mistake.
func Read(pic *picture.Picture, verb operator.Verb, o control.Order) ([]operator.Entry, error) {
	before := view{pic}
	until, err := before.until(o)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(o.Words, func(w string) bool { return strings.HasPrefix(w, "-") }); i >= 0 && verb != "undo" {
		return nil, fmt.Errorf("%q is no name (flags stand apart from words)", o.Words[i])
	}
	if verb == "undo" {
		return before.undoes(o)
	}
	if o.All {
		return before.returnAll(verb, o)
	}
	typed, err := words.Qualified(verb, o.Words, pic.World.Roster)
	if err != nil {
		return nil, err
	}
	e, err := operator.Read(append([]string{string(verb)}, typed...))
	if err != nil {
		return nil, err
	}
	if e.Hard, e.Until = o.Hard, until; o.End {
		e.Way = operator.WayEnd
	}
	if err := before.sensible(&e, o); err != nil {
		return nil, err
	}
	return []operator.Entry{e}, nil
}

// until is when an order ends; zero for never.
func (pic view) until(o control.Order) (time.Time, error) {
	switch {
	case o.For != "" && o.Until != "", o.Forever && o.For+o.Until != "":
		return time.Time{}, errors.New("say one of --for, --until and --forever")
	case o.For != "":
		d, err := time.ParseDuration(o.For)
		if err != nil || d <= 0 {
			return time.Time{}, fmt.Errorf("--for: %q is no time (such as 30m or 2h)", o.For)
		}
		return pic.At.Add(d).Round(0), nil
	case o.Until != "":
		t, err := time.Parse(time.RFC3339, o.Until)
		if err != nil || !t.After(pic.At) {
			return time.Time{}, fmt.Errorf("--until: %q is no time to come (such as 2026-12-01T06:00:00Z)", o.Until)
		}
		return t, nil
	}
	return time.Time{}, nil
}

// undoes is what takes back an entry.
func (pic view) undoes(o control.Order) ([]operator.Entry, error) {
	id := 0
	if len(o.Words) > 1 {
		return nil, errors.New("undo takes the ID of one override, or none for the latest (geosrv overrides lists them)")
	}
	if len(o.Words) == 1 {
		var err error
		if id, err = strconv.Atoi(o.Words[0]); err != nil || id <= 0 {
			return nil, fmt.Errorf("%q is no ID of an override (geosrv overrides lists them)", o.Words[0])
		}
	}
	e, err := pic.Said.Undo(id, pic.At)
	if err != nil {
		return nil, err
	}
	return []operator.Entry{e}, nil
}

// returnAll returns every group that somebody moved or that stands away from a
// pool that is well again.
func (pic view) returnAll(verb operator.Verb, o control.Order) (out []operator.Entry, err error) {
	if verb != operator.Return || len(o.Words) > 0 {
		return nil, errors.New("--all is for return, without a group")
	}
	r := pic.World.Roster
	for g := range r.Groups {
		e := operator.Entry{Verb: operator.Return, Group: r.Groups[g].Name}
		if pic.away(int32(g)) && pic.sensible(&e, o) == nil {
			out = append(out, e)
		}
	}
	if out == nil {
		return nil, errors.New("nothing is away: every group is where its policy leads it")
	}
	return out, nil
}

// away reports whether a group was moved, or stands away from a pool that is
// back.
func (pic view) away(g int32) bool {
	for _, m := range pic.Inputs.Marks[g] {
		if m.Set() && !m.Back.IsZero() {
			return true
		}
	}
	e, ok := pic.Ledger.Decides("choice "+pic.World.Roster.Groups[g].Name, pic.At)
	return ok && e.Verb == operator.Move
}

// sensible refuses what names nothing, and what could only be a mistake.
func (pic view) sensible(e *operator.Entry, o control.Order) error {
	r := pic.World.Roster
	switch {
	case e.Verb == operator.Pin && e.Hard && e.Until.IsZero() && !o.Forever:
		return errors.New("pin --hard holds even when the pool is silent: say --for, --until or --forever")
	case e.Hard && e.Verb != operator.Pin:
		return fmt.Errorf("%s knows no --hard (that is for pin)", e.Verb)
	case e.Verb == operator.Drill && e.Way == "" && e.Until.IsZero():
		return errors.New("a drill ends by itself: say --for (such as --for 30m)")
	case e.TakesBack() && !e.Until.IsZero():
		return fmt.Errorf("%s has no end (leave out --for and --until)", e.Verb)
	}
	if e.TakesBack() || e.Verb == operator.Return {
		if err := pic.takesBack(e); err != nil {
			return err
		}
		if e.Verb != operator.Return {
			return nil
		}
	}
	return words.Exists(*e, r)
}

// takesBack refuses to take back what nobody said, and what the file says.
func (pic view) takesBack(e *operator.Entry) error {
	before, holds := pic.Ledger.Decides(e.Key(), pic.At)
	switch {
	case holds && before.Line > 0:
		return fmt.Errorf("%s:%d: the overrides file says %s (edit the file: it would say it again)", pic.World.Roster.Config.Overrides, before.Line, before)
	case e.Verb == operator.Return && holds && before.Verb == operator.Pin:
		return fmt.Errorf("%s is pinned (%s, by %s): geosrv unpin %s first", e.Group, before, cmp.Or(before.Author, "somebody"), e.Group)
	case e.Verb == operator.Return:
		if g := words.Group(pic.World.Roster, e.Group); g >= 0 {
			e.Away = pic.leads(g)
		}
	case e.Verb == operator.Unpin && holds && before.Verb != operator.Pin:
		return fmt.Errorf("%s was moved, not pinned: geosrv return %s", e.Group, e.Group)
	case !holds:
		return fmt.Errorf("nobody said anything that %s would take back (geosrv overrides lists what is in force)", *e)
	}
	return nil
}
