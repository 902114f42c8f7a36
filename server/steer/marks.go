package steer

import "time"

// Mark says that a pool is stood down for a group: it fell silent or was
// drained while its group was free to leave it. The zero value is no mark.
// A value; its times come from the caller's clock.
type Mark struct {
	Since time.Time // when it was stood down
	Back  time.Time // since when it stands at degraded or better; zero if it does not
	Why   Reason    // IsSilent, IsRising, IsDrained or InMaintenance
}

// Set reports whether there is a mark.
func (m Mark) Set() bool { return !m.Since.IsZero() }

// Recalled is the mark as it goes on in another run of the program, from now. A
// time that lies in the future, because the clock was set back in between, is taken
// for now, so that nobody stays away for longer than he may. All else is as long ago
// as it was, on the clock of now: if that is monotonic, a step of the wall clock
// after the start moves nothing.
func (m Mark) Recalled(now time.Time) Mark {
	for _, t := range [...]*time.Time{&m.Since, &m.Back} {
		switch {
		case t.After(now):
			*t = now
		case !t.IsZero():
			*t = now.Add(t.Sub(now))
		}
	}
	return m
}

// Step moves the mark of one pool of a group of policy One at time now, given
// how the pool stands. wake is when Step has to be asked again although
// nothing else changed; zero for never.
//
// A pool that never answered is no evidence and gets no mark. Silence gives
// none either where takeover waits for a command: the choice stays anyway. A
// pool of which the last server fell while another was rising gets one: its
// group has left it, and must not come back before return_after.
func (m Mark) Step(p Policy, pool Pool, now time.Time) (next Mark, wake time.Time) {
	switch {
	case pool.Standing.Live():
		return m.back(p, now)
	case m.Set():
		m.Back = time.Time{}
		return m, time.Time{}
	case stands(p, pool):
		return Mark{}, time.Time{}
	}
	return Mark{Since: now, Why: cause(pool)}, time.Time{}
}

// stands reports whether a pool that is not live gets no mark all the same.
func stands(p Policy, pool Pool) bool {
	if pool.Standing == Silent && pool.Never {
		return true
	}
	return p.TakeoverCommand && (pool.Standing == Silent || pool.Standing == Rising)
}

func cause(pool Pool) Reason {
	c := Candidate{Pool: pool}
	return c.reason()
}

// back is Step for a pool at degraded or better.
func (m Mark) back(p Policy, now time.Time) (Mark, time.Time) {
	if !m.Set() {
		return m, time.Time{}
	}
	if m.Back.IsZero() {
		m.Back = now
	}
	due := m.Back.Add(p.ReturnAfter)
	if p.FailbackCommand && due.Sub(m.Since) >= p.Forgive {
		return m, time.Time{}
	}
	if now.Before(due) {
		return m, due
	}
	return Mark{}, time.Time{}
}
