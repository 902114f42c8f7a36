package journal

import (
	"cmp"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"geosrv/server/answer"
	"geosrv/server/operator"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// kept is how many events the journal remembers.
const kept = 1024

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
	// was is how each candidate stood when it was last noted. It belongs to
	// the publisher's goroutine.
	was map[candidate]string

	mu     sync.Mutex
	events []Event
}

type candidate struct{ group, pool string }

// New returns a journal that logs to log.
func New(log *slog.Logger) *Journal {
	return &Journal{log: log, was: map[candidate]string{}}
}

// Note compares the candidates of the given groups with how they stood before,
// and logs what moved. Candidates that it sees for the first time are news
// only if they do not stand up.
func (j *Journal) Note(now time.Time, r *roster.Roster, in *answer.Inputs, groups []int32) {
	moved := map[move][]string{}
	groups = slices.Clone(groups)
	slices.Sort(groups)
	for _, g := range slices.Compact(groups) {
		s := in.Stand(r, g)
		for i, c := range r.Groups[g].Candidates {
			if c.Pool < 0 {
				continue
			}
			key := candidate{r.Groups[g].Name, r.Pools[c.Pool].Name}
			before, is := cmp.Or(j.was[key], steer.Up.String()), word(&s.Candidates[i])
			if j.was[key] = is; before != is {
				e := move{key.pool, before, is}
				moved[e] = append(moved[e], key.group)
			}
		}
	}
	j.write(now, moved)
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
	j.mu.Lock()
	defer j.mu.Unlock()
	j.events = append(j.events, events...)
	if n := len(j.events) - kept; n > 0 {
		j.events = slices.Delete(j.events, 0, n)
	}
}

// Events returns what is remembered, oldest first.
func (j *Journal) Events() []Event {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.events)
}

// Dangling logs an entry of the ledger whose object is gone.
func (j *Journal) Dangling(e operator.Entry) {
	j.log.Warn("what an override names is gone", "override", e.String())
}
