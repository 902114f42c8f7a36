package health

import "time"

// Standing is where an endpoint stands, best first. The zero value is Up.
type Standing uint8

// The standings of an endpoint, best first.
const (
	Up       Standing = iota // answers, or is not proven silent
	Degraded                 // answers, and not as well as it should
	Rising                   // answers again, not yet counted as up
	Drained                  // answers, and asks to be left alone
	Silent                   // does not answer
)

// standings are the words of the standings, by number.
func standings() [5]string {
	return [...]string{"up", "degraded", "rising", "drained", "silent"}
}

// String returns up, degraded, rising, drained or silent.
func (s Standing) String() string {
	if words := standings(); int(s) < len(words) {
		return words[s]
	}
	return "unknown"
}

// MarshalText writes the standing as String does.
func (s Standing) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote, and nothing else.
func (s *Standing) UnmarshalText(text []byte) error {
	words := standings()
	n, err := numberOf("standing", words[:], text)
	*s = Standing(n)
	return err
}

// Verdict is what may be acted on. The zero value is an endpoint that is up.
// It may be copied and compared.
type Verdict struct {
	Standing Standing
	// Never is set while the endpoint has not once answered since it was
	// configured. It is then no evidence of anything: the port may be closed
	// to us, or the address may be wrong.
	Never bool
	// Unsettled is set while the verdict may change soon: the endpoint is
	// failing but not yet silent, is rising, or changed less than Settle ago.
	// Never set together with Never, nor for the manner of its answers alone.
	Unsettled bool
	// Quarantined is set while an endpoint that keeps falling is held back.
	// It then stands as rising (or drained), whatever its latest probe saw:
	// behind all that are up, and before the silent, so that it is still the
	// answer where nothing better is left.
	Quarantined bool
	// Held is set by Doubt while a silence waits to be corroborated: Standing
	// is then still what it was before.
	Held bool
}

// Settle is how long a verdict stays unsettled after it changed.
const Settle = 5 * time.Minute

// Verdict reads the opinion at the time now. It is pure. until is the moment
// at which the verdict changes by the passing of time alone; zero means that
// only an observation can change it.
func (s State) Verdict(now time.Time) (v Verdict, until time.Time) {
	v = Verdict{Standing: s.standing(), Never: !s.Ever, Quarantined: s.Phase == PhaseFlapping}
	if v.Never {
		return v, time.Time{}
	}
	switch s.Phase {
	case PhaseSuspect, PhaseRising, PhaseFlapping:
		v.Unsettled = true
		return v, time.Time{}
	}
	if s.Changed.IsZero() {
		return v, time.Time{}
	}
	if settled := s.Changed.Add(Settle); now.Before(settled) {
		v.Unsettled = true
		return v, settled
	}
	return v, time.Time{}
}

// standing is the worse of what the phase and the manner of the answers say.
func (s State) standing() Standing { return max(s.Phase.standing(), s.Manner) }
