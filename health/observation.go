package health

import (
	"context"
	"time"
)

// Outcome is what one probe saw, in one word. The zero value is Answered.
type Outcome uint8

// The outcomes of a probe.
const (
	Answered Outcome = iota // it answers
	Draining                // it answers, but asks to be left alone (SIP 503)
	Failed                  // it does not answer, or not as it should
)

// String returns answered, draining or failed.
func (o Outcome) String() string {
	switch o {
	case Answered:
		return "answered"
	case Draining:
		return "draining"
	case Failed:
		return "failed"
	}
	return "unknown"
}

// Observation is what one probe saw. The zero value is an answer without a
// time. It may be copied.
type Observation struct {
	Outcome  Outcome
	Reason   string        // a code from the closed list of Reason constants
	Detail   string        // for people: the peer's words, cut short; never parsed
	Warn     string        // for people: what wants a hand soon, such as a certificate that ends; "" nothing
	Degraded bool          // it answers, and not as well as it should
	Final    bool          // somebody else's verdict: it is taken as it stands, not damped
	Began    time.Time     // when the probe began
	Took     time.Duration // how long it took
}

// Probe does one probe of one endpoint. It must return by the context's
// deadline, and may be called from many goroutines at once.
type Probe func(ctx context.Context, e Endpoint) Observation
