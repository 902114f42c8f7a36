package answer

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"geosrv/server/roster"
	"geosrv/server/steer"
	"geosrv/server/wire"
)

const (
	typeA    = wire.TypeA
	typeAAAA = wire.TypeAAAA
	typeSRV  = wire.TypeSRV
)

// Offsets in a record that is owned by a pointer.
const (
	ttlAt    = pointerLen + 4
	lengthAt = pointerLen + 8
	targetAt = pointerLen + fixedLen + 6 // of an SRV record (RFC 2782)
)

// setBlocks are the blocks of one steered address set or of one carrier.
// Immutable.
type setBlocks struct {
	slab
	variant []uint16 // by order: which block; shared between sets
	single  bool     // one block for every asker
}

// block returns the block for an order.
func (s *setBlocks) block(order uint16, do uint8) *block {
	if s.single {
		return &s.slots[do&1][0]
	}
	return &s.slots[do&1][s.variant[order]]
}

// common returns the answer section of the block of the unknown place: of a
// set that is not tailored, the block of everybody.
func (s *setBlocks) common() (records []byte, n int) {
	b := s.block(0, 0)
	return s.data[b.off : b.off+uint32(b.answer)], int(b.an)
}

// ttl is the TTL of a steered set: the smaller of the zone's and the
// configuration's, never below five seconds.
func ttl(g *roster.Group, s *roster.Set, unsettled bool) uint32 {
	limit := g.TTL
	if unsettled {
		limit = g.Unsettled
	}
	return max(5, min(s.TTL, limit))
}

// renderer renders sets. Several work side by side on one plan, each on sets
// of its own.
type renderer struct {
	builder
	contents contents
	live     []netip.Addr
	carried  []carried
	parts    []part
	carries  []carry
	compared [2]*decision // what same last compared
	alike    bool         // and found
}

// addresses renders an address set: a variant for each pool that some order
// chooses, or the one of a host name.
func (r *renderer) addresses(c *compose, set int32, s *settled) *setBlocks {
	rs := &c.w.Roster.Sets[set]
	g := &c.w.Roster.Groups[rs.Group]
	choice := c.decider.choice(s, rs)
	t := ttl(g, rs, s.Unsettled)
	r.reset()
	for _, candidate := range choice.chosen {
		var key contentKey
		r.live, key = s.live(g, rs, candidate, r.live[:0])
		key.set = set
		r.begin(len(rs.Owner))
		r.answer(r.contents.addresses(key, rs.Type, r.live), t)
		r.end()
	}
	return r.done(choice.variant, c.was(set))
}

// carried is one RRset of the additional section.
type carried struct {
	target  int // offset of its owner
	records []byte
	n       int
}

// carries appends the RRsets of a target that do not depend on the asker. A
// ladder is never among them: it moves with every flip, and they would too.
func (c *compose) carries(out []carried, t *roster.Target, offset int) []carried {
	for _, ref := range t.Addr {
		switch {
		case ref == roster.None:
		case ref.Set < 0:
			set := c.w.zone(ref.Zone).Set(ref.RRset)
			out = append(out, carried{offset, owned(set), set.Count})
		case !c.w.placed[ref.Set].tailored && c.plan.sets[ref.Set] != nil:
			records, n := c.plan.sets[ref.Set].common()
			out = append(out, carried{offset, records, n})
		}
	}
	return out
}

// answer writes an RRset as the answer section.
func (r *renderer) answer(rr *rrset, ttl uint32) {
	at := len(r.data)
	r.data = append(r.data, rr.records...)
	for at < len(r.data) {
		binary.BigEndian.PutUint32(r.data[at+ttlAt:], ttl)
		at += pointerLen + fixedLen + int(binary.BigEndian.Uint16(r.data[at+lengthAt:]))
	}
	r.answered(rr.n, rr.stride)
}

// was is what an address set was rendered to before, nil if it was not.
func (c *compose) was(set int32) *setBlocks {
	if c.before == nil {
		return nil
	}
	return c.before.sets[set]
}

// done takes what was rendered as the blocks of one set: those of before, if
// they are the same.
func (r *renderer) done(variant []uint16, before *setBlocks) *setBlocks {
	if before != nil && before.slab.equal(&r.slab) && slices.Equal(before.variant, variant) {
		return before
	}
	s := &setBlocks{slab: r.take(), variant: variant}
	s.single = len(s.slots[0]) == 1
	return s
}

// carrier renders a plain RRset whose additional section moves.
func (r *renderer) carrier(c *compose, i int32) *setBlocks {
	rc := &c.w.Roster.Carriers[i]
	z := c.w.zone(rc.Zone)
	r.reset()
	targets := r.render(ownerOf(z, rc.RRset), z.Set(rc.RRset))
	for j, t := range targets {
		if !repeated(targets[:j], t) {
			r.carried = c.carries(r.carried[:0], &rc.Targets[j], t.offset)
			for _, a := range r.carried {
				r.additional(a.target, a.records, a.n)
			}
		}
	}
	r.end()
	return r.done(nil, nil)
}

// live lists the addresses that a candidate answers for a set, those of the
// best standing present, and names them in a key.
func (s *Standings) live(g *roster.Group, rs *roster.Set, candidate int, out []netip.Addr) ([]netip.Addr, contentKey) {
	key := contentKey{candidate: int32(candidate)}
	if candidate < 0 {
		return out, key
	}
	best := steer.Maintenance
	for _, a := range rs.Addresses[candidate] {
		best = min(best, s.of(g, rs, candidate, a))
	}
	for i, a := range rs.Addresses[candidate] {
		if s.of(g, rs, candidate, a) == best {
			out = append(out, a)
			key.addresses[i/64] |= 1 << (i % 64)
		}
	}
	return out, key
}

// of is how one address of a candidate stands under the judge of a set.
func (s *Standings) of(g *roster.Group, rs *roster.Set, candidate int, a netip.Addr) steer.Standing {
	j := &g.Candidates[candidate].Judges[rs.Judge]
	for i := range j.Members {
		if j.Members[i].Addr == a {
			return s.Members[int(j.First)+i].Standing
		}
	}
	return steer.Up
}
