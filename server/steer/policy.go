package steer

import "time"

// Kind is one of the three policies of a steered set.
type Kind uint8

const (
	Ladder  Kind = iota // every pool, best first
	One                 // exactly one pool
	Members             // the addresses of this very name that are of the best standing
)

// String is the word of the configuration.
func (k Kind) String() string { return [...]string{"ladder", "one", "members"}[k] }

// By says what ranks pools of the same standing.
type By uint8

const (
	Nearest By = iota // distance from the asker
	Listed            // the order of pools
	Zone              // the zone's own priorities and weights
)

// String is the word of the configuration.
func (b By) String() string { return [...]string{"nearest", "listed", "zone"}[b] }

// Policy is everything about a decision that the configuration says. The zero
// value is no policy: First and Step must be at least 1.
type Policy struct {
	Kind            Kind
	By              By
	TakeoverCommand bool // a silent choice stays until somebody says otherwise
	FailbackCommand bool // a pool that came back waits for somebody to say so
	DownOmit        bool // silent pools leave a ladder instead of going to its end
	DrainedDemote   bool // drained pools go to the end of a ladder instead of leaving it
	Together        bool // one pool for both families
	Standby         bool // one: the other live pools stand behind the chosen one

	First, Step int // priorities of a ladder
	Rungs       int // rungs answered; 0 for all
	Rank        int // one: which of the pools in order; 1 for the best

	ReturnAfter time.Duration // how long a better pool must be back
	Forgive     time.Duration // a younger move is undone by itself whatever FailbackCommand says
}

// Reason is why a candidate is where it is: the one rule that decided.
type Reason uint8

const (
	Chosen        Reason = iota // nothing was better
	Farther                     // live, but something ranks before it
	Pinned                      // an operator's pin or move
	StoodDown                   // fell silent or was drained, and has not been let back
	IsDrained                   // an operator or the server itself asked to be left alone
	InMaintenance               // an operator took it out
	IsSilent                    // does not answer
	IsRising                    // answers, not yet up
	IsDegraded                  // answers, not in full
	NeverAnswered               // has never answered since it was configured
	Frozen                      // verdicts are held because we cannot see
	Forced                      // an operator's word for up or down
)

// String is the word of the closed list.
func (r Reason) String() string {
	return [...]string{
		"chosen", "farther", "pinned", "stood down", "drained", "maintenance",
		"silent", "rising", "degraded", "never", "frozen", "forced",
	}[r]
}

// Reasons are all of them: the closed list that explain, status, log, metrics and
// history share.
func Reasons() []Reason {
	out := make([]Reason, Forced+1)
	for i := range out {
		out[i] = Reason(i)
	}
	return out
}

// Candidate is one pool as a decision sees it.
type Candidate struct {
	Pool
	Area      int32  // sites of one area share a rung; negative for none
	Priority  uint16 // the lowest of the zone's own priorities; for By Zone
	Foreign   bool   // not ours: always up, last rung
	StoodDown bool
	StandIn   bool // answers for the pool of a host name, and only when that is not live
}

// reason says what keeps c from being better than it is.
func (c *Candidate) reason() Reason {
	switch c.Standing {
	case Maintenance:
		return InMaintenance
	case Silent:
		if c.Forced {
			return Forced
		}
		if c.Never {
			return NeverAnswered
		}
		return IsSilent
	case Drained:
		return IsDrained
	case Rising:
		return IsRising
	}
	switch {
	case c.Held:
		return Frozen
	case c.Standing == Degraded:
		return IsDegraded
	}
	return Farther
}
