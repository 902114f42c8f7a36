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

// outcomes are the words of the outcomes, by number.
func outcomes() [3]string { return [...]string{"answered", "draining", "failed"} }

// String returns answered, draining or failed.
func (o Outcome) String() string {
	if words := outcomes(); int(o) < len(words) {
		return words[o]
	}
	return "unknown"
}

// MarshalText writes the outcome as String does.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads what MarshalText wrote, and nothing else.
func (o *Outcome) UnmarshalText(text []byte) error {
	words := outcomes()
	n, err := numberOf("outcome", words[:], text)
	*o = Outcome(n)
	return err
}

// Observation is what one probe saw. The zero value is an answer without a
// time. It may be copied.
type Observation struct {
	Outcome  Outcome       `json:"outcome"`
	Reason   string        `json:"reason"`        // a code from the closed list of Reason constants
	Detail   string        `json:"detail"`        // for people: the peer's words, cut short; never parsed
	Warn     string        `json:"warn"`          // for people: what wants a hand soon, such as a certificate that ends; "" nothing
	Degraded bool          `json:"degraded"`      // it answers, and not as well as it should
	Final    bool          `json:"final"`         // somebody else's verdict: it is taken as it stands, not damped
	Attempt  int           `json:"attempt"`       // which attempt of the probe gave it, from 1; set by the Runner
	Ends     time.Time     `json:"ends,omitzero"` // when the certificate ends that the peer showed; zero: it showed none
	Began    time.Time     `json:"began"`         // when the probe began
	Took     time.Duration `json:"took"`          // how long it took, in nanoseconds as text
}

// Probe does one probe of one endpoint. It must return by the context's
// deadline, and may be called from many goroutines at once.
type Probe func(ctx context.Context, e Endpoint) Observation
