package answer

import (
	"encoding/binary"

	"geosrv/server/roster"
)

// likenesses numbers the groups so that two have one number if nothing but
// pins, marks and what is disabled can make them stand or be decided differently: the same pools
// judged by the same endpoints under the same policy. A thousand domains on one
// estate are alike, and so a flip settles them once. It wants the shapes.
func (w *World) likenesses() {
	seen := map[string]int32{}
	w.alike = make([]int32, len(w.Roster.Groups))
	var key []byte
	for i := range w.Roster.Groups {
		key = appendNumbers(key[:0], w.shape[i], w.policy[i])
		key = appendLikeness(key, &w.Roster.Groups[i])
		at, ok := seen[string(key)]
		if !ok {
			at = int32(len(seen))
			seen[string(key)] = at
		}
		w.alike[i] = at
	}
}

// appendLikeness writes all of a group that Inputs.Stand reads.
func appendLikeness(key []byte, g *roster.Group) []byte {
	key = append(key, bit(g.NeedsAll))
	key = appendNumbers(key, int32(g.MinUp), int32(g.Members))
	for i := range g.Candidates {
		c := &g.Candidates[i]
		key = appendNumbers(key, c.Pool, c.Area, int32(c.Priority), c.StandIn, int32(len(c.Judges)))
		for _, j := range c.Judges {
			key = appendNumbers(key, j.First, int32(len(j.Members)))
			for k := range j.Members {
				key = appendMember(key, &j.Members[k])
			}
		}
	}
	return key
}

func appendMember(key []byte, m *roster.Member) []byte {
	a := m.Addr.As16()
	key = append(append(key, a[:]...), bit(m.Addr.Is6()), bit(m.All))
	key = appendNumbers(key, m.Server, m.Role, int32(len(m.Endpoints)), int32(len(m.Behind)))
	return appendNumbers(appendNumbers(key, m.Endpoints...), m.Behind...)
}

func appendNumbers(key []byte, numbers ...int32) []byte {
	for _, n := range numbers {
		key = binary.LittleEndian.AppendUint32(key, uint32(n))
	}
	return key
}

// own reports whether somebody said something of a group alone, so that it may
// not stand as those that are alike do.
func (in *Inputs) own(group int32) bool {
	if in.Pins[group].Set || in.disabled(group) {
		return true
	}
	for i := range in.Marks[group] {
		if in.Marks[group][i].Set() {
			return true
		}
	}
	return false
}
