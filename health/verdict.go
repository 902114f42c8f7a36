package health

import "time"

// Standing is where an endpoint stands, best first. The zero value is Up.
type Standing uint8

// The standings of an endpoint, best first.
const (
	Up      Standing = iota // answers, or is not proven silent
	Rising                  // answers again, not yet counted as up
	Drained                 // answers, and asks to be left alone
	Silent                  // does not answer
)

// String returns up, rising, drained or silent.
func (s Standing) String() string {
	switch s {
	case Up:
		return "up"
	case Rising:
		return "rising"
	case Drained:
		return "drained"
	case Silent:
		return "silent"
	}
	return "unknown"
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
	// Never set together with Never, nor for a drain alone.
	Unsettled bool
}

// Settle is how long a verdict stays unsettled after it changed.
const Settle = 5 * time.Minute

// Verdict reads the opinion at the time now. It is pure. until is the moment
// at which the verdict changes by the passing of time alone; zero means that
// only an observation can change it.
func (s State) Verdict(now time.Time) (v Verdict, until time.Time) {
	v = Verdict{Standing: s.standing(), Never: !s.Ever}
	if v.Never {
		return v, time.Time{}
	}
	if s.Phase == PhaseSuspect || s.Phase == PhaseRising {
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

// standing is the standing of the phase, except that a peer which answers
// and asks to be left alone is drained.
func (s State) standing() Standing {
	base := s.Phase.standing()
	if s.Drain && base != Silent {
		return Drained
	}
	return base
}
