package journal

import (
	"slices"
	"time"
)

// Past is what a journal knows, for that of a process that takes over. A value of JSON:
// its fields may be missing, or more than here, where the other is of another version.
type Past struct {
	Events []Event  `json:"events"` // oldest first, as many as are kept
	Stands []Stand  `json:"stands"` // of the candidates that do not stand up
	Said   []string `json:"said"`   // the operator's words that are in force
	Told   []Tally  `json:"told"`   // events that were counted
	Turned []Tally  `json:"turned"` // verdicts that were counted
	// Dropped is how many events left the history for newer ones.
	Dropped uint64 `json:"dropped"`
}

// Stand is how a candidate stood when it was noted last.
type Stand struct {
	Group string `json:"group"`
	Pool  string `json:"pool"`
	Word  string `json:"word"`
}

// Tally is how many were counted of what is alike.
type Tally struct {
	What   string `json:"what"`
	Reason string `json:"reason"`
	Count  uint64 `json:"count"`
}

// Past returns a copy of what is known. It belongs to the publisher's goroutine.
func (j *Journal) Past() *Past {
	p := &Past{Events: j.Events(), Said: slices.Clone(j.said)}
	if j.roster != nil {
		j.each(j.roster, func(c candidate, was *string) {
			if *was != "" {
				p.Stands = append(p.Stands, Stand{c.group, c.pool, *was})
			}
		})
	}
	c := j.Counts()
	p.Told, p.Turned, p.Dropped = tallies(c.Events), tallies(c.Turns), c.Dropped
	return p
}

func tallies(counts map[Counted]uint64) (list []Tally) {
	for what, n := range counts {
		list = append(list, Tally{what.What, what.Reason, n})
	}
	return list
}

// Inherit goes on where another journal was. It must be called before the first Note,
// and tells nobody: the other one did.
func (j *Journal) Inherit(p *Past) {
	j.said, j.before = p.Said, map[candidate]string{}
	for _, s := range p.Stands {
		j.before[candidate{s.Group, s.Pool}] = s.Word
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.keep(slices.Clone(p.Events))
	j.counts.dropped += p.Dropped
	j.counts.add(p)
}

// add adds what another journal counted. Of kinds that this one does not know it keeps
// none: they are labels of metrics.
func (c *counts) add(p *Past) {
	for _, t := range p.Told {
		if _, known := c.events[Counted{t.What, t.Reason}]; known {
			c.events[Counted{t.What, t.Reason}] += t.Count
		}
	}
	for _, t := range p.Turned {
		c.turns[Counted{t.What, t.Reason}] += t.Count
	}
}

// Replaced logs nothing, and remembers that a process took over from another. It may
// be called from any goroutine.
func (j *Journal) Replaced(now time.Time, before, after string) {
	j.remember([]Event{{At: now, Kind: KindReplace, From: before, To: after}})
}
