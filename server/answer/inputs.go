package answer

import (
	"net/netip"

	"geosrv/health"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// Word is what an operator said of a pool, a server or an address. The zero
// value is nothing.
type Word uint8

const (
	NoWord      Word = iota // nothing was said
	Drain                   // leave it alone while anything else answers
	Maintenance             // not probed, not answered
)

// Inputs are everything that moves in a plan. The numbers are the roster's. A
// nil slice or map stands for "nothing said"; Verdicts may not be nil unless
// the roster has no endpoints.
type Inputs struct {
	Verdicts []health.Verdict // by endpoint
	Marks    [][]steer.Mark   // by group, by candidate
	Pins     []steer.Pin      // by group
	Pools    []Word           // by pool
	Servers  [][]Word         // by pool, by server
	Roles    [][]Word         // by pool, by role
	Addrs    map[netip.Addr]Word
	Frozen   bool
}

// NewInputs returns the inputs of a start: every endpoint counts as up until
// it is proven silent, and nobody said anything.
func NewInputs(r *roster.Roster) *Inputs {
	in := &Inputs{
		Verdicts: make([]health.Verdict, len(r.Endpoints)),
		Marks:    make([][]steer.Mark, len(r.Groups)),
		Pins:     make([]steer.Pin, len(r.Groups)),
		Pools:    make([]Word, len(r.Pools)),
		Servers:  make([][]Word, len(r.Pools)),
		Roles:    make([][]Word, len(r.Pools)),
		Addrs:    map[netip.Addr]Word{},
	}
	for i, g := range r.Groups {
		in.Marks[i] = make([]steer.Mark, len(g.Candidates))
	}
	for i, p := range r.Pools {
		in.Servers[i], in.Roles[i] = make([]Word, len(p.Servers)), make([]Word, len(p.Roles))
	}
	return in
}

// word is the strongest word about a member.
func (in *Inputs) word(pool int32, m *roster.Member) Word {
	w := in.Addrs[m.Addr]
	if m.Server >= 0 {
		w = max(w, in.Servers[pool][m.Server])
	}
	if m.Role >= 0 {
		w = max(w, in.Roles[pool][m.Role])
	}
	return w
}
