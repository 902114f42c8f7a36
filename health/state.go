package health

import "time"

// State is this node's opinion of one endpoint, with its counters: a pure
// value, copied and compared freely. The zero value is an endpoint that was
// never observed, as Fresh gives it but for the time. It says nothing of what
// is acted on: whoever doubts an opinion keeps what is committed elsewhere.
type State struct {
	Phase     Phase       `json:"phase"`
	Manner    Standing    `json:"manner"`    // of its answers: Up, Degraded or Drained
	Fails     int         `json:"fails"`     // failures that nothing has cleared
	Oks       int         `json:"oks"`       // answers in a row up to now
	Others    int         `json:"others"`    // answers in a row up to now in another manner than Manner
	Flaps     int         `json:"flaps"`     // how often it fell back lately: within FlapMemory of getting better
	Again     int         `json:"again"`     // how many of Flaps were falls from up
	Ever      bool        `json:"ever"`      // it has answered at least once
	Restored  bool        `json:"-"`         // it is remembered of an earlier run, and not observed since
	Since     time.Time   `json:"since"`     // when Phase was entered
	Changed   time.Time   `json:"changed"`   // when it last changed between up, rising and silent; zero: never
	DownSince time.Time   `json:"downSince"` // when it last went from up to down; hold_down counts from here
	Better    time.Time   `json:"better"`    // when it last came back, or was last relieved of a bad manner
	Failing   time.Time   `json:"failing"`   // when the probe began that was the first of Fails; zero: none
	Steady    time.Time   `json:"steady"`    // when the first of Oks was made
	Relieving time.Time   `json:"relieving"` // when the first of Others was made
	Answered  time.Time   `json:"answered"`  // when its latest answer was made
	Reason    string      `json:"reason"`    // of the observation that led to Phase; "" if none did
	Last      Observation `json:"last"`      // the latest observation
}

// FlapMemory is for how long after it got better an endpoint that gets worse
// again is said to fall back.
const FlapMemory = time.Hour

// maxFlaps bounds the counter: its hold is at the quarantine's long before.
const maxFlaps = 32

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
// act. An observation that is Final is somebody else's verdict: it is taken as
// it stands.
func Step(s State, o Observation, t Timing) State {
	s.Last = o
	if o.Outcome == Failed && o.Reason == ReasonLocal {
		return s
	}
	s.Restored = false
	now := o.Began.Add(o.Took)
	if o.Outcome == Failed {
		s = s.fail(o)
	} else {
		s = s.answer(o, now, t)
	}
	if o.Final {
		return s.take(o, now)
	}
	for _, row := range transitions() {
		if row.from == s.Phase && row.on == eventOf(o) && row.when.holds(s, now, t) {
			return s.enter(row.to, now, o.Reason)
		}
	}
	return s
}

// fail counts a failure. One that ends a run of answers while the endpoint
// was coming back is a fall back.
func (s State) fail(o Observation) State {
	if s.Oks > 0 && (s.Phase == PhaseRising || s.Phase == PhaseFlapping) {
		s.Flaps = min(s.Flaps+1, maxFlaps)
	}
	if s.Fails++; s.Failing.IsZero() {
		s.Failing = o.Began
	}
	s.Oks, s.Others = 0, 0
	return s
}

// answer counts an answer. Failures accumulate: only `ok` answers in a row
// clear them.
func (s State) answer(o Observation, now time.Time, t Timing) State {
	if s.Oks++; s.Oks == 1 {
		s.Steady = now
	}
	if s.Oks >= t.Ok {
		s = s.clear()
	}
	if s.Phase == PhaseDown && now.Sub(s.Since) >= FlapMemory {
		s.Flaps, s.Again = 0, 0 // dead for so long is not flapping
	}
	s = s.heed(o, now, t)
	s.Ever, s.Answered = true, now
	return s
}

func (s State) clear() State {
	s.Fails, s.Failing = 0, time.Time{}
	return s
}

// enter moves to another phase.
func (s State) enter(to Phase, now time.Time, reason string) State {
	if s.Phase.standing() != to.standing() {
		s.Changed = now
	}
	switch wasUp := s.Phase.standing() == Up; {
	case to == PhaseDown && wasUp:
		// A relapse later on is the same outage: its hold-down goes on.
		s.DownSince = now
		if s = s.worse(now); s.Flaps > 0 {
			s.Again = min(s.Again+1, maxFlaps)
		}
	case to == PhaseUp:
		if s = s.clear(); !wasUp {
			s.Better = now
		}
	}
	s.Phase, s.Since, s.Reason = to, now, reason
	return s
}

// take makes somebody else's verdict the opinion: up or down, at once.
func (s State) take(o Observation, now time.Time) State {
	to := PhaseUp
	if o.Outcome == Failed {
		to = PhaseDown
	} else {
		s.Manner, s.Others = mannerOf(o), 0
	}
	if s.Phase == to {
		return s
	}
	return s.enter(to, now, o.Reason)
}

// held is how long it must answer without a failure before it counts as up, if
// it has fallen back: at least half of quarantine if it was up in between, and
// all of it if that was not for the first time.
func (s State) held(t Timing) time.Duration {
	switch {
	case s.Again > 1:
		return t.held(maxFlaps)
	case s.Again == 1:
		return max(t.held(s.Flaps), t.Quarantine/2)
	}
	return t.held(s.Flaps)
}

// worse notes that an endpoint that was up is no longer: it falls back if it
// got better only lately.
func (s State) worse(now time.Time) State {
	if s.Better.IsZero() || now.Sub(s.Better) >= FlapMemory {
		s.Flaps, s.Again = 0, 0
	} else {
		s.Flaps = min(s.Flaps+1, maxFlaps)
	}
	return s
}
