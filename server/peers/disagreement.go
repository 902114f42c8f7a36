package peers

import (
	"fmt"
	"slices"
	"time"
)

// healing is how long those who agree again wait for the others of their alarm,
// so that one event tells of all.
const healing = time.Minute

// disagreement is one question on which we differ.
type disagreement struct {
	Question
	since, seen time.Time // when it was met first and last
	here, there string    // for people
	lasts       bool
	told        bool // an alarm was raised
}

// Words of an Event.
const (
	Agrees    = "agrees"
	Disagrees = "disagrees"
	Unheard   = "not heard"
)

// Event is that a peer disagrees for long, agrees again, or fell silent while
// it disagreed. It tells of all groups at once. It may be copied.
type Event struct {
	At       time.Time
	Peer     string // its name
	From, To string // Agrees, Disagrees, Unheard
	Groups   []string
	Cause    string // the first of the groups, with what is answered here and there
}

// alarm raises what has lasted for too long, and tells what is over.
func (b *book) alarm(now time.Time) {
	groups := b.told()
	due := slices.ContainsFunc(b.wary, func(d *disagreement) bool { return !d.told && d.old(d.Patience) })
	// Of a group the end is told before another beginning.
	if b.healed.due(due || len(groups) == 0, now) {
		over := slices.DeleteFunc(b.healed.groups, func(g string) bool { return slices.Contains(groups, g) })
		if len(over) > 0 {
			b.events = append(b.events, Event{At: now, From: Disagrees, To: Agrees, Groups: over})
		}
		b.healed = healed{}
	}
	if due {
		b.raise(groups, now)
	}
}

// raise raises an alarm of what was not told. What is half as old as it must be
// is told along: one death shows in one group after the other.
func (b *book) raise(before []string, now time.Time) {
	e := Event{At: now, From: Agrees, To: Disagrees}
	for _, d := range b.wary {
		if d.told || !d.old(d.Patience/2) {
			continue
		}
		d.told = true
		if slices.Contains(before, d.Group) {
			continue // another type of it was told
		}
		if e.Cause == "" {
			e.Cause = d.words()
		}
		e.Groups = add(e.Groups, d.Group)
	}
	if len(e.Groups) > 0 {
		b.events = append(b.events, e)
	}
}

// old reports whether a disagreement was still met so long after its beginning.
func (d *disagreement) old(after time.Duration) bool { return d.seen.Sub(d.since) >= after }

// words say a disagreement for people.
func (d *disagreement) words() string {
	return fmt.Sprintf("%s: here %s, there %s", d.Group, d.here, d.there)
}

// agree ends one disagreement.
func (b *book) agree(at int, now time.Time) {
	if d := b.wary[at]; d.told {
		b.healed.add(d.Group, now)
	}
	b.wary = slices.Delete(b.wary, at, at+1)
}

// told are the groups of which an alarm holds.
func (b *book) told() (groups []string) {
	for _, d := range b.wary {
		if d.told {
			groups = add(groups, d.Group)
		}
	}
	return groups
}

// healed are groups of an alarm on which we agree again, and that were not told
// yet. The zero value has none.
type healed struct {
	groups []string
	first  time.Time
}

func (h *healed) add(group string, now time.Time) {
	if len(h.groups) == 0 {
		h.first = now
	}
	h.groups = add(h.groups, group)
}

// due reports whether it is time to tell: all agree, or the first has waited
// for long enough.
func (h *healed) due(all bool, now time.Time) bool {
	return len(h.groups) > 0 && (all || now.Sub(h.first) >= healing)
}

// add adds a name to a sorted list, once.
func add(list []string, name string) []string {
	at, found := slices.BinarySearch(list, name)
	if found {
		return list
	}
	return slices.Insert(list, at, name)
}
