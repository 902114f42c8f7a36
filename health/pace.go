package health

import "time"

// Pace bounds the time from the beginning of one probe to that of the next; it
// is drawn anew between them each time, so that endpoints which fell into step
// drift apart again (±10 %).
//
// It is fast while a failing endpoint is undecided, so that a real failure is
// found soon and a lost packet is forgotten soon, and slow for the long dead.
// One that fell back lately and has to prove itself is probed at very unequal
// times: otherwise one that fails and answers by turns, in step with us, could
// look steady.
func (s State) Pace(t Timing) (least, most time.Duration) {
	base := t.Interval
	switch {
	case s.Phase == PhaseSuspect, s.Phase == PhaseUnknown && s.Fails > 0:
		if t.FastInterval > 0 {
			base = min(t.FastInterval, t.Interval)
		}
	case s.longDown():
		base = max(t.DownInterval, t.Interval)
	case s.Phase == PhaseFlapping, s.Phase == PhaseUp && s.Manner != Up && s.Flaps > 0:
		return base / 2, base + base/2
	}
	return base - base/10, base + base/10
}

// Attempts is how many attempts the next probe may make. The long dead get
// one: see LongDown.
func (s State) Attempts(t Timing) int {
	if s.longDown() {
		return 1
	}
	return max(t.Attempts, 1)
}

// longDown tells whether it was already long dead when it was last observed.
func (s State) longDown() bool {
	return s.Phase == PhaseDown && s.Last.Began.Add(s.Last.Took).Sub(s.Since) >= LongDown
}
