package answer

import (
	"encoding/binary"
	"slices"

	"geosrv/server/steer"
)

// A ladder's parts are there a millisecond or two after a flip; a reply costs
// twice as much from parts as from a finished block, because the writer puts
// them together anew for each. The blocks of all variants are ten times as much
// to write. So both: parts at once, blocks behind, when nothing else is to do.

// sliced is how many octets of blocks are written before Slice returns: about
// half a millisecond of work, which a report may have to wait for.
const sliced = 256 << 10

// Finishing makes finished blocks of the ladders of a plan, a slice at a time,
// on one core. The plan stays as it is. It belongs to the goroutine of the
// Composer that it comes from; make it with [Composer.Finishing].
type Finishing struct {
	plan     *Plan // its copy, until it is handed out
	renderer *renderer
	next     int // the first set that was not looked at
	finished int // sets
	slice    int // octets
}

// Finish returns a plan that answers every query as p does, octet for octet,
// and that has blocks for every ladder for which its World has room.
func (c *Composer) Finish(p *Plan) *Plan {
	f := c.Finishing(p)
	for f.Slice() {
	}
	return f.Plan()
}

// Finishing begins to finish a plan.
func (c *Composer) Finishing(p *Plan) *Finishing {
	v := p.views[0]
	v.ladders, v.ready = slices.Clone(v.ladders), slices.Clone(v.ready)
	c.refresh(v.world)
	return &Finishing{plan: &Plan{Generation: p.Generation, views: []View{v}}, renderer: c.renderers[0], slice: sliced}
}

// Slice finishes some more sets and reports whether there may be any left.
func (f *Finishing) Slice() bool {
	v := &f.plan.views[0]
	for written := 0; f.next < len(v.ladders); f.next++ {
		if written >= f.slice {
			return true
		}
		if v.unfinished(f.next) {
			l := *v.ladders[f.next]
			l.blocks = &setBlocks{slab: f.renderer.finish(&l, len(v.world.Roster.Sets[f.next].Owner)), variant: l.variant}
			v.ladders[f.next], v.ready[f.next] = &l, l.blocks
			written += len(l.blocks.data)
			f.finished++
		}
	}
	return false
}

// Finished is how many sets were finished.
func (f *Finishing) Finished() int { return f.finished }

// Plan hands out the plan as far as it is finished; what is not answers from
// parts. It has the generation of the plan that it was made from, because it
// answers the same. The Finishing is of no more use.
func (f *Finishing) Plan() *Plan {
	p := f.plan
	f.plan = nil
	return p
}

// Finished reports whether every ladder has blocks for which there is room.
func (p *Plan) Finished() bool {
	v := &p.views[0]
	for s := range v.ladders {
		if v.unfinished(s) {
			return false
		}
	}
	return true
}

// unfinished reports whether a set is a ladder whose blocks are to be made.
func (v *View) unfinished(set int) bool {
	return v.world.finishes[set] && v.ladders[set] != nil && !v.ladders[set].finished()
}

// finish makes a block of every variant of a ladder, octet for octet what climb
// would write under the set's own name.
func (r *renderer) finish(l *ladders, ownerLen int) slab {
	r.reset()
	for _, rungs := range l.rungs {
		r.begin(ownerLen)
		an := 0
		for i := range rungs {
			p := &l.parts[rungs[i].Candidate]
			at := len(r.data)
			r.data = append(r.data, l.data[p.off:][:p.size]...)
			raise(r.data[at:], rungs[i].Priority)
			an += int(p.n)
		}
		r.answered(an, 0)
		r.carryAll(l, rungs)
		r.end()
	}
	return r.take()
}

// carryAll writes the additional RRsets of a ladder, each with a cut behind it,
// as far as carry would if no room were too small.
func (r *renderer) carryAll(l *ladders, rungs []steer.Rung) {
	first := r.base
	for i := range rungs {
		p := &l.parts[rungs[i].Candidate]
		for _, c := range l.carried[p.carry:][:p.carrying] {
			owner := first + int(c.target)
			if r.offset()+int(c.size) > maxMessage || owner > maxPointer {
				return
			}
			at := len(r.data)
			r.data = append(r.data, l.data[c.off:][:c.size]...)
			own(r.data[at:], &c, owner)
			r.cut(int(c.n))
		}
		first += int(p.size)
	}
}

// raise adds the priority of a rung to that of each record of a part.
func raise(w []byte, priority uint16) {
	for len(w) > 0 {
		at := uint32(binary.BigEndian.Uint16(w[pointerLen+fixedLen:])) + uint32(priority)
		binary.BigEndian.PutUint16(w[pointerLen+fixedLen:], uint16(min(at, 0xffff)))
		w = w[pointerLen+fixedLen+int(binary.BigEndian.Uint16(w[lengthAt:])):]
	}
}

// own puts a pointer to the owner in front of each record of an RRset.
func own(w []byte, c *carry, owner int) {
	for at := 0; at < len(w); at += int(c.size / c.n) {
		binary.BigEndian.PutUint16(w[at:], 0xc000|uint16(owner))
	}
}
