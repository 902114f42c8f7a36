package operator

import (
	"slices"
	"time"
)

// Remembered is how many entries that are no longer in force a ledger keeps.
const Remembered = 500

// Ledger is all that people said, oldest first. The zero value is nothing.
// Immutable once it was handed out; pass the pointer.
type Ledger struct {
	Entries []Entry `json:"entries"`
	Last    int     `json:"last,omitempty"` // the highest ID that was given out
}

// newest is, by key, the index of the newest entry. Of two of one time, as in
// a file, the later wins.
func (l *Ledger) newest() map[string]int {
	at := map[string]int{}
	for i, e := range l.Entries {
		if j, ok := at[e.Key()]; !ok || !e.At.Before(l.Entries[j].At) {
			at[e.Key()] = i
		}
	}
	return at
}

// InForce are the entries that hold at now, oldest first: of each key the newest,
// unless it ended or takes back. One that ended leaves nothing behind: what it
// replaced does not come back by itself. Only what a file says does, because the
// file still says it.
func (l *Ledger) InForce(now time.Time) (out []Entry) {
	newest, filed := l.newest(), l.filed(now)
	for i, e := range l.Entries {
		f, is := filed[e.Key()]
		switch n := newest[e.Key()]; {
		case is && l.Entries[n].yields(now):
			if f == i {
				out = append(out, e)
			}
		case n == i && e.Holds(now) && !e.TakesBack():
			out = append(out, e)
		}
	}
	return out
}

// filed is, by key, the index of the line of a file that holds at now.
func (l *Ledger) filed(now time.Time) map[string]int {
	at := map[string]int{}
	for i, e := range l.Entries {
		if e.ID == 0 {
			at[e.Key()] = i
		}
	}
	for key, i := range at {
		if e := l.Entries[i]; !e.Holds(now) || e.TakesBack() {
			delete(at, key)
		}
	}
	return at
}

// yields reports whether what a file says of the same thing holds: a verb holds
// over it only for as long as it wants something else.
func (e Entry) yields(now time.Time) bool {
	return !e.Holds(now) || e.TakesBack() || e.Verb == Return
}

// Decides returns the entry of a key that holds at now.
func (l *Ledger) Decides(key string, now time.Time) (Entry, bool) {
	for _, e := range l.InForce(now) {
		if e.Key() == key {
			return e, true
		}
	}
	return Entry{}, false
}

// Ends returns when the next entry that holds at now ends; zero for never.
func (l *Ledger) Ends(now time.Time) (next time.Time) {
	for _, e := range l.InForce(now) {
		if !e.Until.IsZero() && (next.IsZero() || e.Until.Before(next)) {
			next = e.Until
		}
	}
	return next
}

// Returning is, for each group that is told to return, when that was said: marks
// of before are to go. The zero time, as from a file, stands for marks of all
// times.
func (l *Ledger) Returning(now time.Time) map[string]time.Time {
	groups := map[string]time.Time{}
	for _, e := range l.InForce(now) {
		if e.Verb == Return {
			groups[e.Group] = e.At
		}
	}
	return groups
}

// Find returns the entry with an ID.
func (l *Ledger) Find(id int) (Entry, bool) {
	i := slices.IndexFunc(l.Entries, func(e Entry) bool { return id > 0 && e.ID == id })
	if i < 0 {
		return Entry{}, false
	}
	return l.Entries[i], true
}

// About returns the newest entry of a key, in force or not.
func (l *Ledger) About(key string) (Entry, bool) {
	i, ok := l.newest()[key]
	if !ok {
		return Entry{}, false
	}
	return l.Entries[i], true
}

// Say returns the ledger with one more entry, and the entry with its ID. An entry
// that is older than what it is to replace is said a moment later: a clock that
// was set back must not make a person's word void.
func (l *Ledger) Say(e Entry) (*Ledger, Entry) {
	if before, ok := l.About(e.Key()); ok && !e.At.After(before.At) {
		e.At = before.At.Add(time.Nanosecond)
	}
	next := &Ledger{Last: l.Last + 1}
	e.ID = next.Last
	next.Entries = append(slices.Clone(l.Entries), e)
	next.prune(e.At)
	return next, e
}

// Recalled is the ledger as it goes on in another run of the program, from now. What
// was said in the future, because the clock was set back in between, was said now:
// else it would come after whatever happens until then. When it ends stays as it
// was said.
func (l *Ledger) Recalled(now time.Time) *Ledger {
	if !slices.ContainsFunc(l.Entries, func(e Entry) bool { return e.At.After(now) }) {
		return l
	}
	next := &Ledger{Entries: slices.Clone(l.Entries), Last: l.Last}
	for i := range next.Entries {
		if e := &next.Entries[i]; e.At.After(now) {
			e.At = now
		}
	}
	return next
}

// prune forgets the oldest entries that are not in force.
func (l *Ledger) prune(now time.Time) {
	held := map[int]bool{}
	for _, e := range l.InForce(now) {
		held[e.ID] = true
	}
	over := len(l.Entries) - len(held) - Remembered
	l.Entries = slices.DeleteFunc(l.Entries, func(e Entry) bool {
		if over <= 0 || held[e.ID] {
			return false
		}
		over--
		return true
	})
}

// Merge joins what two nameservers were told. The result does not depend on
// which is merged into which; entries get IDs by their order.
func (l *Ledger) Merge(other *Ledger) *Ledger {
	all := append(slices.Clone(l.Entries), other.Entries...)
	for i := range all {
		all[i].Undoes = 0 // a number of one ledger means nothing in the other
	}
	slices.SortFunc(all, newer)
	all = slices.CompactFunc(all, func(a, b Entry) bool { return newer(a, b) == 0 })
	for i := range all {
		all[i].ID = i + 1
	}
	return &Ledger{Entries: all, Last: len(all)}
}

// Over puts what was said by verbs over what a file says: of one key the verb
// holds, until it ends or is taken back. Either may be nil.
func (l *Ledger) Over(file *Ledger) *Ledger {
	if file == nil || len(file.Entries) == 0 {
		if l == nil {
			return &Ledger{}
		}
		return l
	}
	if l == nil {
		return file
	}
	return &Ledger{Entries: append(slices.Clone(file.Entries), l.Entries...), Last: l.Last}
}
