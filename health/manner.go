package health

import "time"

// mannerOf is how an answer was given: Up, Degraded or Drained.
func mannerOf(o Observation) Standing {
	switch {
	case o.Outcome == Draining:
		return Drained
	case o.Degraded:
		return Degraded
	}
	return Up
}

// heed follows the manner of an answer. A wish to be left alone is followed at
// once: the peer itself says so, and sends people away until we do. Anything
// else is followed when `ok` answers in a row were not in the old manner; a
// relief, of an endpoint that has fallen back lately, when they have been so
// for all its hold. To answer badly again before that is to fall back.
func (s State) heed(o Observation, now time.Time, t Timing) State {
	manner := mannerOf(o)
	if manner == s.Manner {
		if s.Others > 0 && manner != Up {
			s.Flaps = min(s.Flaps+1, maxFlaps)
		}
		s.Others = 0
		return s
	}
	if s.Others++; s.Others == 1 {
		s.Relieving = now
	}
	better := manner < s.Manner
	switch {
	case manner == Drained, !s.Ever:
	case s.Others < t.Ok:
		return s
	case better && s.Flaps > 0 && t.quarantines() && now.Sub(s.Relieving) < s.held(t):
		return s
	}
	if better {
		s.Better = now
	} else if s.Phase.standing() == Up {
		s = s.worse(now)
	}
	s.Manner, s.Others = manner, 0
	return s
}
