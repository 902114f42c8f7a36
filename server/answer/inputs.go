package answer

import (
	"maps"
	"net/netip"
	"slices"

	"geosrv/health"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// Word is what an operator said of a pool, a role, a server or an address. The
// zero value is nothing; of several the stronger holds, and they stand in this
// order.
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
	Forced   Forces
	Disabled []bool // by group: its SRV sets say that there is no such service
	Joining  []bool // by endpoint: back from a drain that ended, and not yet proven
	Frozen   bool
}

// Force is what an operator wants taken for the truth, whatever the probes say.
// The zero value is nothing.
type Force uint8

const (
	Auto      Force = iota // as the probes say
	ForceUp                // up
	ForceDown              // silent; it wins over ForceUp
)

// Forces are who is forced to what, by the numbers of the roster. The zero value
// is nobody.
type Forces struct {
	Pools   map[int32]Force
	Servers map[[2]int32]Force // by pool and server
	Roles   map[[2]int32]Force // by pool and role
	Addrs   map[netip.Addr]Force
}

// of is the strongest force on a member.
func (f *Forces) of(pool int32, m *roster.Member) Force {
	w := max(f.Pools[pool], f.Addrs[m.Addr])
	if m.Server >= 0 {
		w = max(w, f.Servers[[2]int32{pool, m.Server}])
	}
	if m.Role >= 0 {
		w = max(w, f.Roles[[2]int32{pool, m.Role}])
	}
	return w
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
		Disabled: make([]bool, len(r.Groups)),
	}
	for i, g := range r.Groups {
		in.Marks[i] = make([]steer.Mark, len(g.Candidates))
	}
	for i, p := range r.Pools {
		in.Servers[i], in.Roles[i] = make([]Word, len(p.Servers)), make([]Word, len(p.Roles))
	}
	return in
}

// Clone returns a copy that may be changed without touching in.
func (in *Inputs) Clone() *Inputs {
	out := *in
	out.Verdicts, out.Pins, out.Pools = slices.Clone(in.Verdicts), slices.Clone(in.Pins), slices.Clone(in.Pools)
	out.Disabled, out.Addrs = slices.Clone(in.Disabled), maps.Clone(in.Addrs)
	out.Joining = slices.Clone(in.Joining)
	out.Marks, out.Servers, out.Roles = cloned(in.Marks), cloned(in.Servers), cloned(in.Roles)
	f := in.Forced
	out.Forced = Forces{maps.Clone(f.Pools), maps.Clone(f.Servers), maps.Clone(f.Roles), maps.Clone(f.Addrs)}
	return &out
}

func cloned[T any](lists [][]T) [][]T {
	out := make([][]T, len(lists))
	for i := range lists {
		out[i] = slices.Clone(lists[i])
	}
	return out
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
