package health

import "time"

// Recalled is the state as it goes on in another run of the program, from now:
// its counters, holds and quarantine are what they were, and it is Restored
// until the endpoint is observed. A time that lies in the future, because the
// clock was set back in between, is taken for now, so that nothing is held for
// longer than it may be; a counter below zero for zero. All else is as long ago
// as it was, on the clock of now: if that is monotonic, a step of the wall clock
// after the start moves nothing.
func (s State) Recalled(now time.Time) State {
	s.Restored = true
	for _, t := range [...]*time.Time{
		&s.Since, &s.Changed, &s.DownSince, &s.Better, &s.Failing, &s.Steady, &s.Relieving, &s.Answered, &s.Last.Began,
	} {
		switch {
		case t.After(now):
			*t = now
		case !t.IsZero():
			*t = now.Add(t.Sub(now))
		}
	}
	for _, n := range [...]*int{&s.Fails, &s.Oks, &s.Others, &s.Flaps, &s.Again} {
		*n = max(*n, 0)
	}
	s.Flaps = min(s.Flaps, maxFlaps)
	if s.Manner != Degraded && s.Manner != Drained {
		s.Manner = Up
	}
	return s
}

// Doubted is the state of an endpoint that answered once and of which a worse opinion
// waits to be corroborated (see Doubt), as it goes on in another run of the program: as
// it stands, which is up or rising, with no failure counted. Had that run nothing of it,
// it would take it for one that never answered, of which less is enough to act on.
func (s State) Doubted(stands Standing) State {
	s.Phase, s.Fails, s.Failing = PhaseUp, 0, time.Time{}
	if stands == Rising {
		s.Phase = PhaseRising
	}
	s.Since, s.Reason = s.Answered, ReasonOK
	return s
}
