package metrics

import (
	"time"

	"geosrv/health"
	"geosrv/server/control"
	"geosrv/server/listen"
)

// Snapshot is everything that a scrape tells. Its lists are the receiver's.
type Snapshot struct {
	Version string // of the program

	Sockets [2]listen.Counters // by IPv4, IPv6
	Open    int                // TCP connections now
	Replies []Replies          // those that there were
	Subnets uint64             // of them, to askers who said in which network they are
	Limited Limited

	Plan    Plan
	Inputs  []Input
	Reloads Reloads

	Runner   health.Counters
	Checks   []Check          // by check
	Status   *control.Status  // nil: the publisher did not say in time
	Events   map[Moved]uint64 // what history has told since the start
	Turns    map[Moved]uint64 // of verdicts: kind is the new one, reason the probe's
	Hook     Hook
	Forgot   uint64 // events that left the history for newer ones
	State    State
	LogDrops uint64
	Tapped   Tapped
}

// Replies are those of one kind.
type Replies struct {
	Count     uint64
	Rcode     Rcode
	Type      Type // of the question
	TCP       bool
	Truncated bool
}

// Limited is what the rate limit made of replies by UDP.
type Limited struct {
	Passed, Slipped, Dropped, Exempt, Proven uint64
	Crowded                                  uint64 // of those passed
}

// Plan is what queries are answered from.
type Plan struct {
	Generation uint64
	Published  time.Time
	Publishes  uint64
	Faults     uint64 // joins that did not come to their end
	Zones      int
	Names      int
	Sets       int // steered
	Groups     int
	Classes    int
	DatabaseOf time.Time // when the geo database was built; zero: there is none
}

// Input is one kind of files: config, zones, geo, overrides.
type Input struct {
	Name   string
	Loaded time.Time // when its content changed last
}

// Reloads are attempts to load after the start.
type Reloads struct {
	Good, Partial, Refused uint64    // partial: some files are bad, of which the last good content is used
	Last                   time.Time // zero: there was none
	LastGood               bool      // all files were good then, or at the start
}

// Check is what the probes of one check, such as sip/tls, came to.
type Check struct {
	Name     string
	Took     Histogram // in seconds
	Outcomes map[Moved]uint64
}

// Histogram is a histogram: counts by upper bound, not cumulative; the last is of
// what is beyond all bounds.
type Histogram struct {
	Bounds []float64
	Counts []uint64
	Sum    float64
}

// Moved is what something came to, and why: both of closed lists.
type Moved struct{ To, Reason string }

// Hook is what became of events that somebody was to be told of.
type Hook struct{ Told, Failed, Dropped uint64 }

// Tapped is what became of copies for a dnstap collector.
type Tapped struct{ Sent, Dropped uint64 }

// State is of the file that survives a restart.
type State struct {
	Written  time.Time // zero: it was not
	Failures uint64
}
