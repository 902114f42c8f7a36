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

// A line of the log names so many groups, and so many sets; the rest are counted.
const (
	named     = 5
	namedSets = 20
)

// Event is one transition. It may be copied; its lists are not to be written to.
// A hook is told of it as JSON.
type Event struct {
	At         time.Time `json:"at"`
	Kind       Kind      `json:"kind"`
	Pool       string    `json:"pool,omitempty"`       // of a KindPool
	Nameserver string    `json:"nameserver,omitempty"` // the name of another one, of a KindNameserver
	From       string    `json:"from,omitempty"`       // a standing, or "stood down" where only that changed
	To         string    `json:"to"`
	Words      string    `json:"words,omitempty"`  // of a KindWord, as they were said
	Reason     string    `json:"reason,omitempty"` // of the closed list that explain and status share; "" if all is well
	Cause      string    `json:"cause,omitempty"`  // the probe or the words that led to it, of a KindWord who said it and why ("WHO: WHY"); "" where time alone did
	Groups     []string  `json:"groups,omitempty"`
	// StoodDown are those of the groups that the pool is stood down for.
	StoodDown []string `json:"stood_down,omitempty"`
	Sets      []string `json:"sets,omitempty"` // of those groups, "OWNER TYPE"
	// Advice is what is left to a person, because DNS or we cannot do it.
	Advice []string `json:"advice,omitempty"`
}

// Kind says what an event is about.
type Kind string

// The kinds of events.
const (
	KindPool  Kind = "pool"  // a pool moved from one standing to another, in so many groups
	KindWord  Kind = "word"  // an operator's word came into force, or ended
	KindSight Kind = "sight" // the server cannot see, or sees again
	// KindNameserver: another nameserver disagrees for long, or agrees again.
	KindNameserver Kind = "nameserver"
	// KindPin: a hard pin holds a group at a pool that fell silent, or does no more.
	KindPin Kind = "pin"
	// KindReplace: another process took over, with all that was known.
	KindReplace Kind = "replace"
)

// Journal remembers and logs events. Make one with New.
type Journal struct {
	log *slog.Logger
	// was is, by group and candidate of the roster, how it stood when it was
	// last noted. Both belong to the publisher's goroutine.
	was    [][]string
	said   []string // the operator's words that are in force
	fresh  []string // those of them, and those that ended, since the last Note
	advice []Advice // for the next Note
	hook   *Hook    // nil: nobody is told
	roster *roster.Roster
	before map[candidate]string // what was inherited of how candidates stood; nil: nothing

	mu     sync.Mutex
	events []Event
	names  int // of groups, in all events
	counts counts
}

type candidate struct{ group, pool string }

// New returns a journal that logs to log.
func New(log *slog.Logger) *Journal {
	return &Journal{log: log, counts: newCounts()}
}

// Note compares how the candidates of the given groups stand with how they did before,
// and logs what moved, with the turn or the word that led to it. Candidates that it sees for the first time are news
// only if they do not stand up; those that a new roster lacks are forgotten.
func (j *Journal) Note(now time.Time, r *roster.Roster, stand func(group int32) *answer.Standings, groups []int32, turns []Turn) {
	first := j.roster == nil && j.before == nil
	if r != j.roster {
		j.adopt(r)
	}
	moved := map[move]*Event{}
	groups = slices.Clone(groups)
	slices.Sort(groups)
	for _, g := range slices.Compact(groups) {
		s := stand(g)
		for i, c := range r.Groups[g].Candidates {
			if c.Pool < 0 || c.StandIn > 0 {
				continue // it answers only when the name's own pool moved, which is the event
			}
			before, is := cmp.Or(j.was[g][i], steer.Up.String()), word(&s.Candidates[i])
			if j.was[g][i] = is; before != is {
				j.moved(moved, now, c.Pool, before, is).add(r, g, is)
			}
		}
	}
	j.write(moved, turns, first)
	j.fresh, j.advice = nil, nil
}

// moved is the event of a pool that moved so. Whether it was stood down for a
// group makes no event of its own, unless nothing else changed: one pool's death
// is one event.
func (j *Journal) moved(moved map[move]*Event, now time.Time, pool int32, before, is string) *Event {
	name := j.roster.Pools[pool].Name
	m := move{name, strings.TrimSuffix(before, stoodDown), strings.TrimSuffix(is, stoodDown)}
	if m.from == m.to {
		m = move{name, before, is}
	}
	e := moved[m]
	if e == nil {
		e = &Event{At: now, Kind: KindPool, Pool: m.pool, From: m.from, To: m.to, Reason: reasonOf(m.to)}
		moved[m] = e
	}
	return e
}

// add adds a group in which the pool moved.
func (e *Event) add(r *roster.Roster, g int32, is string) {
	e.Groups = append(e.Groups, r.Groups[g].Name)
	if strings.HasSuffix(is, stoodDown) {
		e.StoodDown = append(e.StoodDown, r.Groups[g].Name)
	}
	for _, n := range r.Groups[g].Sets {
		e.Sets = append(e.Sets, r.Sets[n].Key())
	}
}

// adopt takes over a new roster: what has the same names keeps what was noted
// of it, what is gone is forgotten.
func (j *Journal) adopt(r *roster.Roster) {
	before := j.before
	if j.roster != nil {
		before = map[candidate]string{}
		j.each(j.roster, func(c candidate, was *string) { before[c] = *was })
	}
	j.was, j.roster = make([][]string, len(r.Groups)), r
	for g := range r.Groups {
		j.was[g] = make([]string, len(r.Groups[g].Candidates))
	}
	j.each(r, func(c candidate, was *string) { *was = before[c] })
	clear(j.before)
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

// stoodDown ends the word of a candidate that is stood down.
const stoodDown = ", stood down"

// word says how a candidate stands, and what holds it back.
func word(c *steer.Candidate) string {
	w := c.Standing.String()
	switch {
	case c.Forced && c.Standing == steer.Silent:
		w = steer.Forced.String()
	case c.Never && c.Standing == steer.Silent:
		w = steer.NeverAnswered.String()
	}
	if c.StoodDown {
		w += stoodDown
	}
	return w
}

// write logs events in a settled order and remembers them.
func (j *Journal) write(moved map[move]*Event, turns []Turn, first bool) {
	events := make([]Event, 0, len(moved))
	for _, e := range moved {
		if e.Cause = j.cause(e.Pool, turns); first && !worded(e.To) {
			e.Cause = "" // it was so before a restart: no word that is said again led to it
		}
		events = append(events, *e)
	}
	slices.SortFunc(events, func(a, b Event) int {
		return cmp.Or(strings.Compare(a.Pool, b.Pool), strings.Compare(a.From, b.From), strings.Compare(a.To, b.To))
	})
	for i := range events {
		e := &events[i]
		e.Advice = j.advised(e)
		attrs := []any{
			"pool", e.Pool, "from", e.From, "to", e.To,
			"groups", len(e.Groups), "such_as", strings.Join(e.Groups[:min(named, len(e.Groups))], " "),
		}
		if n := len(e.StoodDown); n > 0 && !strings.HasSuffix(e.To, stoodDown) {
			attrs = append(attrs, "stood_down", n)
		}
		if e.Cause != "" {
			attrs = append(attrs, "cause", e.Cause)
		}
		if n := len(e.Sets); n > 0 {
			attrs = append(attrs, "sets", n, "changed", strings.Join(e.Sets[:min(namedSets, n)], ", "))
		}
		if len(e.Advice) > 0 {
			j.log.Warn("pool changed", append(attrs, "advice", strings.Join(e.Advice, "; "))...)
			continue
		}
		j.log.Info("pool changed", attrs...)
	}
	j.remember(events)
}

// remember keeps events; the oldest leave first.
func (j *Journal) remember(events []Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := range events {
		j.counts.event(&events[i])
	}
	j.keep(events)
	if j.hook != nil {
		for _, e := range events {
			j.hook.tell(e)
		}
	}
}

// keep is remember without counting and telling. The caller holds mu.
func (j *Journal) keep(events []Event) {
	j.events = append(j.events, events...)
	for i := range events {
		j.names += events[i].names()
	}
	old := 0
	for left := len(j.events); left > kept || left > 1 && j.names > keptNames; left-- {
		j.names -= j.events[old].names()
		old++
	}
	j.events = slices.Delete(j.events, 0, old)
	j.counts.dropped += uint64(old)
}

// names is how many names an event holds.
func (e *Event) names() int { return len(e.Groups) + len(e.StoodDown) + len(e.Sets) }

// Events returns a copy of what is remembered, oldest first.
func (j *Journal) Events() []Event {
	j.mu.Lock()
	defer j.mu.Unlock()
	events := slices.Clone(j.events)
	for i := range events {
		e := &events[i]
		e.Groups, e.StoodDown = slices.Clone(e.Groups), slices.Clone(e.StoodDown)
		e.Sets, e.Advice = slices.Clone(e.Sets), slices.Clone(e.Advice)
	}
	return events
}
