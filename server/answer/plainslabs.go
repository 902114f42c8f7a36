package answer

import (
	"slices"
	"sync/atomic"

	"geosrv/zones"
)

// The blocks of a large zone lie in several slabs, each for so many RRsets:
// then every core can render, and nothing grows by copying a large slab into a
// larger one.
const (
	plainShift = 13
	plainSets  = 1 << plainShift
)

// block is the block of an RRset, and the slab that it lies in.
func (p *plainZone) block(id int32, do uint8) (*slab, *block) {
	s := &p.slabs[id>>plainShift]
	return s, &s.slots[do&1][id&(plainSets-1)]
}

// plainZones renders the zones of the world, taking from prev what did not
// change. hands is how many goroutines may do it.
func (w *World) plainZones(prev *World, hands int) {
	before := map[*zones.Zone]*plainZone{}
	if prev != nil {
		for _, p := range prev.plain {
			before[p.zone] = p
		}
	}
	type job struct {
		zone *plainZone
		slab int
	}
	var jobs []job
	for _, s := range w.Roster.Sources {
		p, ok := before[s.Zone]
		if !ok {
			p = newPlainZone(s.Zone)
			for i := range p.slabs {
				jobs = append(jobs, job{p, i})
			}
		}
		w.plain = append(w.plain, p)
	}
	var next atomic.Int64
	together(min(hands, len(jobs)), func(int) {
		var b builder
		for i := next.Add(1) - 1; i < int64(len(jobs)); i = next.Add(1) - 1 {
			jobs[i].zone.render(&b, jobs[i].slab)
		}
	})
}

// render renders one slab.
func (p *plainZone) render(b *builder, slab int) {
	z := p.zone
	b.reset()
	b.limit = plainSlab / len(p.slabs)
	id := int32(slab) * plainSets
	last := min(id+plainSets, int32(z.NumSets()))
	b.expect(z, id, last)
	for n := nodeOf(z, id); id < last; n++ {
		_, end := z.Sets(n)
		if id == end {
			continue // an empty non-terminal
		}
		owner := z.NameOf(n)
		for ; id < min(end, last); id++ {
			targets := b.render(owner, z.Set(id))
			if !z.Below(n) && !z.HasCut(n) {
				p.additional(b, targets)
			}
			b.end()
		}
	}
	p.slabs[slab] = b.take()
}

// expect makes room for the answers of RRsets, and for additional sections of
// half their size: what a small zone is rendered in is not used again.
func (b *builder) expect(z *zones.Zone, id, last int32) {
	b.slots[0] = slices.Grow(b.slots[0], int(last-id))
	size := 0
	for ; id < last; id++ {
		set := z.Set(id)
		size += len(set.Wire) + pointerLen*set.Count
	}
	b.data = slices.Grow(b.data, size+size/2)
}

// nodeOf finds the node of an RRset by bisection: ids rise with nodes.
func nodeOf(z *zones.Zone, id int32) int32 {
	lo, hi := int32(0), int32(z.Nodes())
	for lo < hi {
		mid := (lo + hi) / 2
		if _, end := z.Sets(mid); end <= id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// ownerOf is the owner of an RRset.
func ownerOf(z *zones.Zone, id int32) zones.Name { return z.NameOf(nodeOf(z, id)) }

// plain appends the records of a plain RRset as additional ones, as additional
// does: without a copy that has room for their owner.
func (b *builder) plain(owner int, set zones.RRset) {
	size := len(set.Wire) + pointerLen*set.Count
	if owner > maxPointer || b.offset()+size > maxMessage || b.limit > 0 && len(b.data)+size > b.limit {
		return
	}
	b.data = slices.Grow(b.data, size)
	for w := set.Wire; len(w) > 0; {
		end := recordEnd(w)
		b.data = append(b.data, byte(0xc0|owner>>8), byte(owner))
		b.data = append(b.data, w[:end]...)
		w = w[end:]
	}
	b.cut(set.Count)
}

// recordEnd is the octets of the record, without an owner, that starts w.
func recordEnd(w []byte) int { return fixedLen + int(w[8])<<8 + int(w[9]) }
