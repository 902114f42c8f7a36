package journal

import (
	"maps"

	"geosrv/health"
	"geosrv/server/steer"
)

// Counted is what is counted alike: events by kind and reason, and verdicts of
// endpoints by the new one and the class of the probe's reason. Both words are of
// closed lists.
type Counted struct{ What, Reason string }

// Counts are what was noted since the start.
type Counts struct {
	Events  map[Counted]uint64 // of the history; those that can be and were not are 0
	Turns   map[Counted]uint64 // of endpoints
	Dropped uint64             // events that left the history for newer ones
}

// counts is where a journal counts. Under its lock.
type counts struct {
	events, turns map[Counted]uint64
	dropped       uint64
}

func newCounts() counts {
	c := counts{events: map[Counted]uint64{}, turns: map[Counted]uint64{}}
	for _, kind := range [...]Kind{KindWord, KindSight, KindNameserver, KindPin, KindReplace} {
		c.events[Counted{What: string(kind)}] = 0
	}
	for _, reason := range poolReasons() {
		c.events[Counted{string(KindPool), reason}] = 0
	}
	return c
}

// poolReasons are what an event of a pool can have for a reason, and "up" for
// none: all is well then.
func poolReasons() []string {
	return []string{
		"up", steer.IsDegraded.String(), steer.IsRising.String(), steer.IsDrained.String(), steer.IsSilent.String(),
		steer.InMaintenance.String(), steer.NeverAnswered.String(), steer.Forced.String(), steer.StoodDown.String(),
	}
}

// event counts one.
func (c *counts) event(e *Event) {
	reason := e.Reason
	if e.Kind == KindPool && reason == "" {
		reason = "up"
	}
	c.events[Counted{string(e.Kind), reason}]++
}

// turn counts a verdict that became to.
func (c *counts) turn(t *Turn, to string) { c.turns[Counted{to, health.ReasonClass(t.Reason)}]++ }

// Counts returns a copy. It may be called from any goroutine.
func (j *Journal) Counts() Counts {
	j.mu.Lock()
	defer j.mu.Unlock()
	return Counts{Events: maps.Clone(j.counts.events), Turns: maps.Clone(j.counts.turns), Dropped: j.counts.dropped}
}
