package verbs

import (
	"fmt"
	"slices"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/picture"
	"geosrv/server/steer"
	"geosrv/server/words"
)

// Overrides lists what is in force. A return of a verb is over once nothing is
// left of it to take back.
func Overrides(pic *picture.Picture) []control.Override {
	r := pic.World.Roster
	out := []control.Override{}
	dangling := words.Apply(pic.Ledger, r, answer.NewInputs(r), pic.At)
	for _, e := range pic.Ledger.InForce(pic.At) {
		if e.Verb == operator.Return && e.Line == 0 && !returning(pic, e) {
			continue
		}
		o := overrideOf(e, r.Config.Overrides)
		o.Dangling = slices.Contains(dangling, e)
		out = append(out, o)
	}
	return out
}

// returning reports whether a group still waits for a pool of before its return.
func returning(pic *picture.Picture, e operator.Entry) bool {
	g := words.Group(pic.World.Roster, e.Group)
	return g >= 0 && slices.ContainsFunc(pic.Inputs.Marks[g], func(m steer.Mark) bool { return m.Set() && m.Since.Before(e.At) })
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
