package journal

import (
	"cmp"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"geosrv/server/answer"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// The journal remembers so many events, with so many names of groups in all:
// one event of a large hoster names thousands.
const (
	kept      = 1024
	keptNames = 1 << 16
)

// named is how many groups one event names; the rest are counted.
const named = 5

// Event is one change: a pool moved from one standing to another, in so many
// groups.
type Event struct {
	At       time.Time
	Pool     string
	From, To string // a standing, with "stood down" where that holds
	Groups   []string
}

// Journal remembers and logs events. Make one with New.
type Journal struct {
	log *slog.Logger
	// was is, by group and candidate of the roster, how it stood when it was
	// last noted. Both belong to the publisher's goroutine.
	was    [][]string
	said   []string // the operator's words that are in force
	roster *roster.Roster

	mu     sync.Mutex
	events []Event
	names  int // of groups, in all events
}

type candidate struct{ group, pool string }

// New returns a journal that logs to log.
func New(log *slog.Logger) *Journal {
	return &Journal{log: log}
}

// Note compares how the candidates of the given groups stand with how they did before,
// and logs what moved. Candidates that it sees for the first time are news
// only if they do not stand up; those that a new roster lacks are forgotten.
func (j *Journal) Note(now time.Time, r *roster.Roster, stand func(group int32) *answer.Standings, groups []int32) {
	if r != j.roster {
		j.adopt(r)
	}
	moved := map[move][]string{}
	groups = slices.Clone(groups)
	slices.Sort(groups)
	for _, g := range slices.Compact(groups) {
		s := stand(g)
		for i, c := range r.Groups[g].Candidates {
			if c.Pool < 0 {
				continue
			}
			before, is := cmp.Or(j.was[g][i], steer.Up.String()), word(&s.Candidates[i])
			if j.was[g][i] = is; before != is {
				e := move{r.Pools[c.Pool].Name, before, is}
				moved[e] = append(moved[e], r.Groups[g].Name)
			}
		}
	}
	j.write(now, moved)
}

// adopt takes over a new roster: what has the same names keeps what was noted
// of it, what is gone is forgotten.
func (j *Journal) adopt(r *roster.Roster) {
	before := map[candidate]string{}
	if j.roster != nil {
		j.each(j.roster, func(c candidate, was *string) { before[c] = *was })
	}
	j.was, j.roster = make([][]string, len(r.Groups)), r
	for g := range r.Groups {
		j.was[g] = make([]string, len(r.Groups[g].Candidates))
	}
	j.each(r, func(c candidate, was *string) { *was = before[c] })
}

// each visits the candidates of a roster by their names.
func (j *Journal) each(r *roster.Roster, visit func(c candidate, was *string)) {
	for g := range r.Groups {
		for i, c := range r.Groups[g].Candidates {
			if c.Pool >= 0 {
				visit(candidate{r.Groups[g].Name, r.Pools[c.Pool].Name}, &j.was[g][i])
			}
		}
	}
}

// move is what events with one cause have in common.
type move struct{ pool, from, to string }

// word says how a candidate stands, and what holds it back.
func word(c *steer.Candidate) string {
	w := c.Standing.String()
	if c.Never && c.Standing == steer.Silent {
		w = steer.NeverAnswered.String()
	}
	if c.StoodDown {
		w += ", stood down"
	}
	return w
}

// write logs events in a settled order and remembers them.
func (j *Journal) write(now time.Time, moved map[move][]string) {
	events := make([]Event, 0, len(moved))
	for e, groups := range moved {
		events = append(events, Event{now, e.pool, e.from, e.to, groups})
	}
	slices.SortFunc(events, func(a, b Event) int {
		return cmp.Or(strings.Compare(a.Pool, b.Pool), strings.Compare(a.From, b.From), strings.Compare(a.To, b.To))
	})
	for _, e := range events {
		some := e.Groups[:min(named, len(e.Groups))]
		j.log.Info("pool changed", "pool", e.Pool, "from", e.From, "to", e.To,
			"groups", len(e.Groups), "such_as", strings.Join(some, " "))
	}
	j.remember(events)
}

// remember keeps events; the oldest leave first.
func (j *Journal) remember(events []Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.events = append(j.events, events...)
	for _, e := range events {
		j.names += len(e.Groups)
	}
	old := 0
	for left := len(j.events); left > kept || left > 1 && j.names > keptNames; left-- {
		j.names -= len(j.events[old].Groups)
		old++
	}
	j.events = slices.Delete(j.events, 0, old)
}

// Events returns a copy of what is remembered, oldest first.
func (j *Journal) Events() []Event {
	j.mu.Lock()
	defer j.mu.Unlock()
	events := slices.Clone(j.events)
	for i := range events {
		events[i].Groups = slices.Clone(events[i].Groups)
	}
	return events
}
