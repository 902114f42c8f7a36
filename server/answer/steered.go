package answer

import (
	"encoding/binary"
	"net/netip"

	"geosrv/server/roster"
	"geosrv/server/steer"
	"geosrv/server/wire"
)

const (
	typeA    = wire.TypeA
	typeAAAA = wire.TypeAAAA
	typeSRV  = wire.TypeSRV
)

// setBlocks are the blocks of one steered set or of one carrier. Immutable.
type setBlocks struct {
	slab
	variant []uint16 // by order: which block; shared between sets
	single  bool     // one block for every asker
}

// block returns the block for an order.
func (s *setBlocks) block(order uint16, do uint8) *block {
	if s.single {
		return &s.slots[do][0]
	}
	return &s.slots[do][s.variant[order]]
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

// renderAddresses renders an address set: a variant for each pool that some
// order chooses, or the one of a host name.
func (c *compose) renderAddresses(set int32, s *Standings, d *decision) *setBlocks {
	rs := &c.w.Roster.Sets[set]
	g := &c.w.Roster.Groups[rs.Group]
	choice := d.of(rs.Type)
	b := c.builder()
	t := ttl(g, rs, s.Unsettled)
	for _, candidate := range choice.chosen {
		b.begin(len(rs.Owner))
		n, stride := 0, 0
		if candidate >= 0 {
			best := bestOf(g, s, rs, candidate)
			for _, a := range rs.Addresses[candidate] {
				if standingOf(g, s, rs, candidate, a) != best {
					continue
				}
				at := len(b.data)
				b.record(toQuestion, rs.Type, t, a.BitLen()/8)
				b.data = append(b.data, a.AsSlice()...)
				n, stride = n+1, len(b.data)-at
			}
		}
		b.answered(n, stride)
		b.end()
	}
	return c.done(b, choice.variant)
}

// bestOf is the best standing among the addresses that a candidate answers for
// a set.
func bestOf(g *roster.Group, s *Standings, rs *roster.Set, candidate int) steer.Standing {
	best := steer.Maintenance
	for _, a := range rs.Addresses[candidate] {
		best = min(best, standingOf(g, s, rs, candidate, a))
	}
	return best
}

// standingOf is how one address of a candidate stands under the judge of a set.
func standingOf(g *roster.Group, s *Standings, rs *roster.Set, candidate int, a netip.Addr) steer.Standing {
	for i, m := range g.Candidates[candidate].Judges[rs.Judge].Members {
		if m.Addr == a {
			return s.Members[candidate][rs.Judge][i].Standing
		}
	}
	return steer.Up
}

// renderService renders an SRV set: a variant for each ladder, or for each
// pool that some order chooses. The addresses of its targets follow, nearest
// pool first, where they do not depend on the asker.
func (c *compose) renderService(set int32, s *Standings, d *decision) *setBlocks {
	rs := &c.w.Roster.Sets[set]
	g := &c.w.Roster.Groups[rs.Group]
	b := c.builder()
	t := ttl(g, rs, s.Unsettled)
	if g.Policy.Kind == steer.Ladder {
		for _, rungs := range d.ladders {
			c.ladder(b, g, rs, rungs, t)
		}
		return c.done(b, d.variant)
	}
	choice := d.of(rs.Type)
	for _, candidate := range choice.chosen {
		rung := steer.Rung{Candidate: candidate, Quarters: 4, Lone: true}
		if candidate >= 0 {
			rung.Priority = c.own(g, rs, candidate)
			rung.Quarters = s.Candidates[candidate].Quarters()
		}
		c.ladder(b, g, rs, []steer.Rung{rung}, t)
	}
	return c.done(b, choice.variant)
}

// own is the priority that makes a lone pool's records keep the zone's: what
// ladder adds to it is taken off.
func (c *compose) own(g *roster.Group, rs *roster.Set, candidate int) uint16 {
	return g.Candidates[candidate].Priority
}

// ladder renders one variant of an SRV set (RFC 2782).
func (c *compose) ladder(b *builder, g *roster.Group, rs *roster.Set, rungs []steer.Rung, t uint32) {
	b.begin(len(rs.Owner))
	n := 0
	targets := c.targets[:0]
	for _, r := range rungs {
		records := 0
		for i := range rs.Records {
			if int(rs.Records[i].Candidate) == r.Candidate {
				records++
			}
		}
		for i := range rs.Records {
			rec := &rs.Records[i]
			if int(rec.Candidate) != r.Candidate {
				continue
			}
			b.record(toQuestion, typeSRV, t, len(rec.RData))
			at := len(b.data)
			b.data = append(b.data, rec.RData...)
			binary.BigEndian.PutUint16(b.data[at:], priority(g, rs, rec, r))
			binary.BigEndian.PutUint16(b.data[at+2:], weight(rec, r, records))
			targets = append(targets, placedTarget{&rec.Target, b.base + at + 6 - b.start})
			n++
		}
	}
	b.answered(n, 0)
	c.additional(b, targets)
	c.targets = targets[:0]
	b.end()
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

// placedTarget is a target and where its name stands in the message.
type placedTarget struct {
	*roster.Target
	offset int
}

// additional adds the addresses of targets that do not depend on the asker.
func (c *compose) additional(b *builder, targets []placedTarget) {
	for i, t := range targets {
		if seen(targets[:i], t) {
			continue
		}
		for _, ref := range t.Addr {
			switch {
			case ref == roster.None:
			case ref.Set < 0:
				b.zoneSet(t.offset, c.w.zone(ref.Zone).Set(ref.RRset))
			case !c.w.placed[ref.Set].tailored:
				from := c.plan.sets[ref.Set]
				b.additional(t.offset, from.records(int(from.variant0())), int(from.slots[0][from.variant0()].an))
			}
		}
	}
}

func seen(before []placedTarget, t placedTarget) bool {
	for _, o := range before {
		if o.Name == t.Name {
			return true
		}
	}
	return false
}

// variant0 is the block of the unknown place: of a set that is not tailored,
// the block of everybody.
func (s *setBlocks) variant0() uint16 {
	if s.single {
		return 0
	}
	return s.variant[0]
}
