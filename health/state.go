package health

import "time"

// Phase is where the state machine of an endpoint is. The zero value is
// PhaseUnknown.
type Phase uint8

// The phases of an endpoint; doc.go draws how they follow each other.
const (
	PhaseUnknown Phase = iota // nothing decided since it was configured
	PhaseUp                   // answers
	PhaseSuspect              // was up, fails, not often enough yet
	PhaseDown                 // failed often enough
	PhaseRising               // was down, answers, not often or long enough yet
)

// String returns the phase as the diagram in doc.go names it.
func (p Phase) String() string {
	switch p {
	case PhaseUnknown:
		return "unknown"
	case PhaseUp:
		return "up"
	case PhaseSuspect:
		return "suspect"
	case PhaseDown:
		return "down"
	case PhaseRising:
		return "rising"
	}
	return "invalid"
}

// standing is what the phase means to others, drains aside. Unknown and
// suspect count as up: one lost packet, or a restart, must move nobody.
func (p Phase) standing() Standing {
	switch p {
	case PhaseDown:
		return Silent
	case PhaseRising:
		return Rising
	}
	return Up
}

// State is this node's opinion of one endpoint, with its counters: a pure
// value, copied and compared freely. The zero value is an endpoint that was
// never observed, as Fresh gives it but for the time.
type State struct {
	Phase     Phase
	Fails     int         // consecutive failures up to now
	Oks       int         // consecutive answers up to now
	Ever      bool        // it has answered at least once
	Drain     bool        // its latest answer asked to be left alone
	Since     time.Time   // when Phase was entered
	Changed   time.Time   // when it last changed between up, rising and silent; zero: never
	DownSince time.Time   // when it last went from up to down; hold-down counts from here
	Reason    string      // reason of the observation that led to Phase; "" if none did
	Last      Observation // the latest observation
}

// Fresh is the state of an endpoint that was configured at the time now.
func Fresh(now time.Time) State {
	return State{Since: now}
}

// Step adds one observation to an opinion and returns the new one. It is
// pure: time comes from the observation, which ends at Began plus Took. The
// caller hands observations over in the order in which they were made.
//
// A failure of our own side (ReasonLocal: no route, no socket) is remembered as
// the latest observation and counts for nothing: if we cannot see, we do not
// act.
func Step(s State, o Observation, t Timing) State {
	if o.Outcome == Failed && o.Reason == ReasonLocal {
		s.Last = o
		return s
	}
	now := o.Began.Add(o.Took)
	s = s.count(o)
	for _, row := range transitions() {
		if row.from == s.Phase && row.on == eventOf(o) && row.when.holds(s, now, t) {
			return s.enter(row.to, now, o.Reason)
		}
	}
	return s
}

// count brings the counters up to date; no decision is made here.
func (s State) count(o Observation) State {
	s.Last = o
	if o.Outcome == Failed {
		s.Fails++
		s.Oks = 0
		return s
	}
	s.Oks++
	s.Fails = 0
	s.Ever = true
	s.Drain = o.Outcome == Draining
	return s
}

// enter moves to another phase.
func (s State) enter(to Phase, now time.Time, reason string) State {
	if s.Phase.standing() != to.standing() {
		s.Changed = now
	}
	// A relapse while rising is the same outage: its hold-down goes on.
	if to == PhaseDown && s.Phase != PhaseRising {
		s.DownSince = now
	}
	s.Phase = to
	s.Since = now
	s.Reason = reason
	return s
}

// Pace is the time from the beginning of one probe to that of the next,
// before jitter: fast while a failing endpoint is undecided, so that a real
// failure is found soon and a lost packet is forgotten soon.
func (s State) Pace(t Timing) time.Duration {
	undecided := s.Phase == PhaseSuspect || s.Phase == PhaseUnknown && s.Fails > 0
	if undecided && t.FastInterval > 0 {
		return min(t.FastInterval, t.Interval)
	}
	return t.Interval
}
