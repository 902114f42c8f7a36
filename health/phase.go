package health

import (
	"fmt"
	"slices"
)

// Phase is where the state machine of an endpoint is. The zero value is
// PhaseUnknown. As text it is the word of the diagram in doc.go.
type Phase uint8

// The phases of an endpoint; doc.go draws how they follow each other.
const (
	PhaseUnknown  Phase = iota // nothing decided since it was configured
	PhaseUp                    // answers
	PhaseSuspect               // was up, fails, not often enough yet
	PhaseDown                  // failed often enough
	PhaseRising                // was down, answers, not often or long enough yet
	PhaseFlapping              // in quarantine: answers and fails by turns
)

// phases are the words of the phases, by number.
func phases() [6]string {
	return [...]string{"unknown", "up", "suspect", "down", "rising", "flapping"}
}

// String returns the phase as the diagram in doc.go names it.
func (p Phase) String() string {
	if words := phases(); int(p) < len(words) {
		return words[p]
	}
	return "invalid"
}

// MarshalText writes the phase as String does.
func (p Phase) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText wrote, and nothing else.
func (p *Phase) UnmarshalText(text []byte) error {
	words := phases()
	n, err := numberOf("phase", words[:], text)
	*p = Phase(n)
	return err
}

// numberOf is the place of a word among the words of its kind.
func numberOf(kind string, words []string, text []byte) (uint8, error) {
	n := slices.Index(words, string(text))
	if n < 0 {
		return 0, fmt.Errorf("no %s %q", kind, text)
	}
	return uint8(n), nil
}

// standing is what the phase means to others, the manner of its answers aside.
// Unknown and suspect count as up: one lost packet, or a restart, must move
// nobody.
func (p Phase) standing() Standing {
	switch p {
	case PhaseDown:
		return Silent
	case PhaseRising, PhaseFlapping:
		return Rising
	}
	return Up
}
