package answer

// Long is Reply without express, for tests that compare them.
func (a *Answerer) Long(p *Plan, m Meta, in, out []byte) int {
	a.outcome, a.hasty = Outcome{}, false
	return a.long(p, m, in, out)
}

// Hasty reports whether the last Reply was made by express.
func (a *Answerer) Hasty() bool { return a.hasty }

// Turn sets how far addresses have rotated.
func (a *Answerer) Turn(n uint32) { a.turn = n }
