package answer

import "geosrv/server/wire"

// Long is Reply without express, for tests that compare them.
func (a *Answerer) Long(p *Plan, in []byte, out *wire.Room) int {
	a.hasty = false
	return a.long(p, in, out[:])
}

// Turn sets how far addresses have rotated.
func (a *Answerer) Turn(n uint32) { a.turn = n }
