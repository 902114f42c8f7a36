package health

import "time"

// event is what an observation means to the state machine.
type event uint8

const (
	answers event = iota // the probe was answered, in whatever manner
	fails                // it was not
)

func (e event) String() string {
	if e == fails {
		return "fails"
	}
	return "answers"
}

func eventOf(o Observation) event {
	if o.Outcome == Failed {
		return fails
	}
	return answers
}

// guard is a condition on a transition, read after the counters have taken
// the observation in.
type guard uint8

const (
	always   guard = iota
	fallen         // `fall` failures that nothing has cleared
	cleared        // `ok` answers in a row
	returned       // `rise` answers in a row, and `hold_down` since it went down
	flapped        // it has fallen back lately
	steady         // `rise` answers in a row, for as long as it is held
	vanished       // no answer for as long as its failures hold it
)

func (g guard) String() string {
	switch g {
	case fallen:
		return ", `fall` in all"
	case cleared:
		return ", `ok` in a row"
	case returned:
		return ", `rise` in a row and `hold_down` over"
	case flapped:
		return ", has fallen back lately"
	case steady:
		return ", `rise` in a row and all its hold long"
	case vanished:
		return ", no answer all its hold long"
	}
	return ""
}

// holds tells whether the guard lets the state s pass at the time now.
// Thresholds below one mean one.
func (g guard) holds(s State, now time.Time, t Timing) bool {
	switch g {
	case fallen:
		return s.Fails >= t.Fall
	case cleared:
		return s.Oks >= t.Ok
	case returned:
		return s.Oks >= t.Rise && now.Sub(s.DownSince) >= t.HoldDown
	case flapped:
		return s.Flaps > 0 && t.quarantines()
	case steady:
		return s.Oks >= t.Rise && now.Sub(s.Steady) >= s.held(t)
	case vanished:
		return now.Sub(s.Answered) >= t.held(s.Flaps)
	}
	return true
}

// transition is one arrow of the state machine.
type transition struct {
	from Phase
	on   event
	when guard
	to   Phase
}

// transitions is the whole state machine. The first row that fits is taken;
// if none fits, the phase stays. The diagram in doc.go is this table: a test
// compares them.
func transitions() [14]transition {
	return [...]transition{
		{PhaseUnknown, answers, always, PhaseUp},
		{PhaseUnknown, fails, fallen, PhaseDown},
		{PhaseUp, fails, fallen, PhaseDown},
		{PhaseUp, fails, always, PhaseSuspect},
		{PhaseSuspect, answers, cleared, PhaseUp},
		{PhaseSuspect, fails, fallen, PhaseDown},
		{PhaseDown, answers, flapped, PhaseFlapping},
		{PhaseDown, answers, returned, PhaseUp},
		{PhaseDown, answers, always, PhaseRising},
		{PhaseRising, answers, returned, PhaseUp},
		{PhaseRising, fails, flapped, PhaseFlapping},
		{PhaseRising, fails, always, PhaseDown},
		{PhaseFlapping, answers, steady, PhaseUp},
		{PhaseFlapping, fails, vanished, PhaseDown},
	}
}
