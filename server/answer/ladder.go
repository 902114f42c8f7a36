package answer

import (
	"bytes"
	"encoding/binary"
	"slices"

	"geosrv/server/roster"
	"geosrv/server/steer"
	"geosrv/server/wire"
	"geosrv/zones"
)

// ladders are the answers of one steered SRV set. Immutable.
//
// Every order of the pools is another answer, but all of them are made of the
// same parts: what a pool brings along does not depend on who asks, only its
// rung does. So a plan is first made of parts, with rungs that are shared by
// all sets that stand alike, and the writer puts one after the other. Blocks
// for every order would be written anew, all of them, whenever a site falls:
// for a thousand sets that takes longer than a flip may. They are made behind
// (see [Finishing]), and until then nobody sees a difference but in time.
type ladders struct {
	data     []byte
	parts    []part  // by candidate
	carried  []carry // of all parts
	ttl      uint32
	scale    []byte    // by candidate: see settled; shared between sets that stand alike
	decision *decision // that variant and rungs are of
	variant  []uint16
	rungs    [][]steer.Rung // by variant
	blocks   *setBlocks     // by variant: finished; nil before
}

// finished reports whether there are blocks.
func (l *ladders) finished() bool { return l.blocks != nil }

// part is one candidate: its SRV records, which own themselves by toQuestion
// and whose priorities count from the rung's, and the additional RRsets that
// go with them. Without pointers.
type part struct {
	off      uint32
	size, n  uint16
	carry    uint32
	carrying uint16
}

// carry is one RRset of addresses for the additional section: records of one
// size, with room for an owner in front of each.
type carry struct {
	off     uint32
	size, n uint16
	target  uint16 // offset of its owner from the part's first record
}

func (l *ladders) equal(o *ladders) bool {
	if l == nil || o == nil {
		return l == o
	}
	return bytes.Equal(l.data, o.data) && slices.Equal(l.parts, o.parts) && slices.Equal(l.carried, o.carried) &&
		slices.Equal(l.variant, o.variant) && sameRungs(l.rungs, o.rungs) &&
		(!l.finished() || !o.finished() || l.blocks.equal(o.blocks))
}

func sameRungs(a, b [][]steer.Rung) bool {
	return slices.EqualFunc(a, b, slices.Equal[[]steer.Rung])
}

// service renders an SRV set. The parts of before are taken over if it is not
// nil and nothing in them changes: then only rungs did. If not even those did,
// it is taken over with its blocks.
func (r *renderer) service(c *compose, set int32, s *settled, before *ladders) *ladders {
	rs := &c.w.Roster.Sets[set]
	g := &c.w.Roster.Groups[rs.Group]
	t := ttl(g, rs, s.Unsettled)
	if before != nil && before.ttl == t && bytes.Equal(before.scale, s.scale) && before.decision.disabled == s.decision.disabled {
		if r.same(before.decision, s.decision) {
			return before
		}
		next := *before
		next.blocks = nil
		next.decision, next.variant, next.rungs = s.decision, s.decision.variant, s.decision.ladders
		return &next
	}
	r.reset()
	r.parts, r.carries = r.parts[:0], r.carries[:0]
	if s.decision.disabled {
		r.noService(len(rs.By), t)
		return r.ladders(s, t)
	}
	for i, records := range rs.By {
		rung := steer.Rung{Candidate: i, Quarters: s.Candidates[i].Quarters(), Lone: s.decision.lone[i]}
		r.parts = append(r.parts, r.part(c, g, rs, rung, records, t))
	}
	return r.ladders(s, t)
}

// ladders takes what was rendered.
func (r *renderer) ladders(s *settled, ttl uint32) *ladders {
	return &ladders{
		data: slices.Clone(r.data), parts: slices.Clone(r.parts), carried: slices.Clone(r.carries),
		ttl: ttl, scale: s.scale, decision: s.decision, variant: s.decision.variant, rungs: s.decision.ladders,
	}
}

// part renders what one candidate brings along. The addresses of its targets
// follow where they do not depend on the asker.
func (r *renderer) part(c *compose, g *roster.Group, rs *roster.Set, rung steer.Rung, records []int, ttl uint32) part {
	p := part{off: uint32(len(r.data)), n: uint16(len(records)), carry: uint32(len(r.carries))}
	for _, i := range records {
		rec := &rs.Records[i]
		r.record(toQuestion, typeSRV, ttl, len(rec.RData))
		at := len(r.data)
		r.data = append(r.data, rec.RData...)
		binary.BigEndian.PutUint16(r.data[at:], priority(g, rs, rec, rung))
		binary.BigEndian.PutUint16(r.data[at+2:], weight(rec, rung, len(records)))
	}
	p.size = uint16(len(r.data) - int(p.off))
	at := targetAt
	for k, i := range records {
		rec := &rs.Records[i]
		if !repeatedTarget(rs, records[:k], rec.Target.Name) {
			r.carried = c.carries(r.carried[:0], &rec.Target, at)
			for _, a := range r.carried {
				r.carries = append(r.carries, carry{uint32(len(r.data)), uint16(len(a.records)), uint16(a.n), uint16(a.target)})
				r.data = append(r.data, a.records...)
			}
		}
		at += pointerLen + fixedLen + len(rec.RData)
	}
	p.carrying = uint16(len(r.carries) - int(p.carry))
	return p
}

func repeatedTarget(rs *roster.Set, before []int, name zones.Name) bool {
	for _, i := range before {
		if rs.Records[i].Target.Name == name {
			return true
		}
	}
	return false
}

// priority is a record's priority on a rung. All targets of a pool share the
// rung; by zone, and where one pool is answered alone, they keep their distance.
func priority(g *roster.Group, rs *roster.Set, rec *roster.Record, r steer.Rung) uint16 {
	p := int(r.Priority) + int(rs.Offset)
	if g.Policy.Kind == steer.One || g.Policy.By == steer.Zone {
		p += int(rec.Priority) - int(rs.Offset) - int(g.Candidates[r.Candidate].Priority)
	}
	return uint16(min(max(p, 0), 0xffff))
}

// weight is a record's weight on a rung: the live share of the zone's. A lone
// record keeps the zone's; none is ever 0.
func weight(rec *roster.Record, r steer.Rung, records int) uint16 {
	if r.Lone && records == 1 {
		return max(1, rec.Weight)
	}
	return steer.Scale(rec.Weight, r.Quarters)
}

// climb answers with a ladder: the parts of its rungs, one after the other,
// then the addresses that fit, nearest pool first.
func (r *reply) climb(l *ladders, order uint16, wildcard bool) int {
	rungs := l.rungs[l.variant[order]]
	first := r.at()
	for i := range rungs {
		if !r.rung(l, &rungs[i]) {
			return r.truncated()
		}
	}
	r.a.turn++ // as for a block: what is asked next must not tell them apart
	var ar uint16
	if r.owner == 0 && !wildcard {
		ar = r.carry(l, rungs, first)
	}
	return r.finish(wire.RcodeNoError, 0, ar)
}

// rung writes the records of one pool.
func (r *reply) rung(l *ladders, rung *steer.Rung) bool {
	p := &l.parts[rung.Candidate]
	if r.n+int(p.size) > r.room {
		return false
	}
	w := r.out[r.at():][:p.size]
	copy(w, l.data[p.off:])
	r.n += int(p.size)
	r.an += p.n
	raise(w, rung.Priority)
	if owner := r.ownerAt(); owner != headerLen {
		for len(w) > 0 {
			binary.BigEndian.PutUint16(w, 0xc000|uint16(owner))
			w = w[pointerLen+fixedLen+int(binary.BigEndian.Uint16(w[lengthAt:])):]
		}
	}
	return true
}

// carry writes whole additional RRsets for as long as they fit. first is the
// offset of the first record of the answer.
func (r *reply) carry(l *ladders, rungs []steer.Rung, first int) (ar uint16) {
	for i := range rungs {
		p := &l.parts[rungs[i].Candidate]
		for _, c := range l.carried[p.carry:][:p.carrying] {
			owner := first + int(c.target)
			if r.n+int(c.size) > r.room || owner > maxPointer {
				return ar
			}
			w := r.out[r.at():][:c.size]
			copy(w, l.data[c.off:])
			own(w, &c, owner)
			r.n += int(c.size)
			ar += c.n
		}
		first += int(p.size)
	}
	return ar
}
