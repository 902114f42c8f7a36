package health

import "time"

// pardon notes that an endpoint whose silence was never acted on answers again:
// its opinion is to be set back to what it was before, or our own blindness
// would count as its flapping.
func (d *Doubt) pardon(e *subject) {
	w := &e.wary
	rises := e.opinion.Phase == PhaseRising || e.opinion.Phase == PhaseFlapping
	if !rises || !w.known || e.stands == Silent || e.stands == Rising {
		return
	}
	s, now := w.before, e.opinion
	s.Phase, s.Fails, s.Failing = PhaseUp, 0, time.Time{}
	// The manner was never in doubt: the peer itself has said it since.
	s.Manner, s.Others, s.Relieving = now.Manner, now.Others, now.Relieving
	s.Ever, s.Oks, s.Steady, s.Answered, s.Last = true, now.Oks, now.Steady, now.Answered, now.Last
	if d.pardons == nil {
		d.pardons = map[string]State{}
	}
	e.opinion, d.pardons[e.Key] = s, s
}

// Pardons returns, by key, what opinions are to be set back to, and forgets it.
// See Runner.Restate.
func (d *Doubt) Pardons() map[string]State {
	p := d.pardons
	d.pardons = nil
	return p
}

// Restate sets the states of endpoints: their next observations are added to
// these. Keys that are not in the set are left out.
func (r *Runner) Restate(states map[string]State) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, s := range states {
		if w, ok := r.watches[key]; ok {
			w.state = s
		}
	}
}
