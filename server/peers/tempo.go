package peers

import "time"

// Tempo is how often a peer is asked. The zero value is none: see DefaultTempo.
// It may be copied.
type Tempo struct {
	Gap   time.Duration // least time between two questions of our own accord
	Round time.Duration // least time in which all questions are asked once
	// Wary is how often a question is asked on which we disagree, and how often
	// a peer is asked anything that is not heard.
	Wary time.Duration
	// Lasting is how old a disagreement is before it is shown: each nameserver
	// sees a death when its own probes come round.
	Lasting time.Duration
}

// DefaultTempo is ten questions a second at most, all within ten seconds where
// they are few, and those on which we disagree every five.
func DefaultTempo() Tempo {
	return Tempo{Gap: 100 * time.Millisecond, Round: 10 * time.Second, Wary: 5 * time.Second, Lasting: 10 * time.Second}
}
