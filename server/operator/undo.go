package operator

import (
	"fmt"
	"strings"
	"time"
)

// Undo returns what has to be said to take back the entry with an ID, or the
// latest that was not taken back if id is 0: what the entry replaced, if that
// still holds, else that nothing is to hold. The error says why there is nothing
// to undo.
func (l *Ledger) Undo(id int, now time.Time) (Entry, error) {
	if id == 0 {
		if id = l.undoable(now); id == 0 {
			return Entry{}, fmt.Errorf("there is nothing to undo (see geosrv overrides)")
		}
	}
	e, ok := l.Find(id)
	if !ok {
		return Entry{}, fmt.Errorf("there is no override %d (geosrv overrides lists them)", id)
	}
	if last, _ := l.About(e.Key()); last.ID != id {
		return Entry{}, fmt.Errorf("%s (%d) was replaced by %s (%d) since (undo %d first)", e, id, last, last.ID, last.ID)
	}
	o := l.replaced(e, now)
	o.ID, o.Undoes, o.Line, o.At = 0, id, 0, time.Time{}
	if e.Verb == Return && e.Away != "" && o.TakesBack() {
		// The group was where its marks had led it; a move there says the same.
		o = Entry{Verb: Move, Group: e.Group, Pool: strings.Fields(e.Away)[0], Undoes: id}
	}
	return o, nil
}

// undoable is the ID of the latest entry that is neither an undo nor undone, and
// has not ended by itself.
func (l *Ledger) undoable(now time.Time) int {
	undone := map[int]bool{}
	for _, e := range l.Entries {
		undone[e.Undoes] = true
	}
	newest := l.newest()
	for i := len(l.Entries) - 1; i >= 0; i-- {
		e := l.Entries[i]
		if e.ID > 0 && e.Undoes == 0 && !undone[e.ID] && newest[e.Key()] == i && e.Holds(now) {
			return e.ID
		}
	}
	return 0
}

// replaced is what held before an entry was said, as far as it still holds.
func (l *Ledger) replaced(e Entry, now time.Time) Entry {
	before := -1
	for i, o := range l.Entries {
		if o.ID != e.ID && o.Key() == e.Key() && !o.At.After(e.At) && (before < 0 || !o.At.Before(l.Entries[before].At)) {
			before = i
		}
	}
	if before >= 0 && l.Entries[before].Holds(now) {
		return l.Entries[before]
	}
	return e.opposite()
}
