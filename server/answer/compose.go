package answer

import (
	"slices"

	"geosrv/zones"
)

// Composer renders plans. It belongs to the publisher's goroutine; its zero
// value is ready.
type Composer struct {
	generation uint64
	scratch    *builder
	targets    []placedTarget
}

// compose is one run of a Composer.
type compose struct {
	*Composer
	w       *World
	in      *Inputs
	decider *decider
	plan    *View
}

// Compose renders a plan from nothing.
func (c *Composer) Compose(w *World, in *Inputs) *Plan {
	v := newView(w)
	run := c.run(w, in, &v)
	groups := make([]int32, len(w.Roster.Groups))
	for i := range groups {
		groups[i] = int32(i)
	}
	sets := run.groups(groups)
	run.services(sets)
	for i := range w.Roster.Carriers {
		run.carrier(int32(i))
	}
	return c.publish(v)
}

// Update renders what the given groups touch, and takes the rest from prev,
// which must be of the same world. groups need not be sorted or distinct.
func (c *Composer) Update(prev *Plan, in *Inputs, groups []int32) *Plan {
	v := prev.views[0]
	v.sets, v.carriers = slices.Clone(v.sets), slices.Clone(v.carriers)
	run := c.run(v.world, in, &v)
	groups = slices.Clone(groups)
	slices.Sort(groups)
	groups = slices.Compact(groups)
	sets := run.groups(groups)
	sets = run.closure(sets)
	run.services(sets)
	for _, i := range run.touched(sets) {
		run.carrier(i)
	}
	return c.publish(v)
}

func (c *Composer) run(w *World, in *Inputs, v *View) *compose {
	return &compose{Composer: c, w: w, in: in, decider: newDecider(w, in), plan: v}
}

func (c *Composer) publish(v View) *Plan {
	c.generation++
	return &Plan{Generation: c.generation, views: []View{v}}
}

// groups renders the address sets of groups, which others carry, and returns
// all their sets.
func (c *compose) groups(groups []int32) (sets []int32) {
	for _, g := range groups {
		for _, s := range c.w.Roster.Groups[g].Sets {
			sets = append(sets, s)
		}
	}
	slices.Sort(sets)
	stood := map[int32]*Standings{}
	for _, set := range sets {
		rs := &c.w.Roster.Sets[set]
		if rs.Type == typeSRV {
			continue
		}
		s, ok := stood[rs.Group]
		if !ok {
			st := c.in.Stand(c.w.Roster, rs.Group)
			s = &st
			stood[rs.Group] = s
		}
		c.plan.sets[set] = c.renderAddresses(set, s, c.decider.decide(rs.Group, s))
	}
	return sets
}

// closure adds the sets whose additional section has one of the given.
func (c *compose) closure(sets []int32) []int32 {
	out := slices.Clone(sets)
	for _, s := range sets {
		if !c.w.placed[s].tailored {
			out = append(out, c.w.Roster.SetSets[s]...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// services renders the SRV sets among sets, which must be sorted.
func (c *compose) services(sets []int32) {
	for _, set := range sets {
		rs := &c.w.Roster.Sets[set]
		if rs.Type != typeSRV {
			continue
		}
		s := c.in.Stand(c.w.Roster, rs.Group)
		c.plan.sets[set] = c.renderService(set, &s, c.decider.decide(rs.Group, &s))
	}
}

// touched lists the carriers whose additional section has one of the sets.
func (c *compose) touched(sets []int32) (out []int32) {
	for _, s := range sets {
		out = append(out, c.w.Roster.SetCarriers[s]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// carrier renders a plain RRset whose additional section moves.
func (c *compose) carrier(i int32) {
	rc := &c.w.Roster.Carriers[i]
	z := c.w.zone(rc.Zone)
	b := c.builder()
	targets := b.render(ownerOf(z, rc.RRset), z.Set(rc.RRset), z.Apex())
	placed := c.targets[:0]
	for j := range targets {
		placed = append(placed, placedTarget{&rc.Targets[j], targets[j].offset})
	}
	c.additional(b, placed)
	c.targets = placed[:0]
	b.end()
	c.plan.carriers[i] = c.done(b, nil)
}

// ownerOf finds the owner of an RRset by bisection: ids rise with nodes.
func ownerOf(z *zones.Zone, id int32) zones.Name {
	lo, hi := int32(0), int32(z.Nodes())
	for lo < hi {
		mid := (lo + hi) / 2
		if _, end := z.Sets(mid); end <= id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return z.NameOf(lo)
}

// builder returns the composer's builder, emptied.
func (c *Composer) builder() *builder {
	if c.scratch == nil {
		c.scratch = &builder{}
	}
	b := c.scratch
	b.data, b.cuts, b.slots = b.data[:0], b.cuts[:0], [2][]block{b.slots[0][:0]}
	return b
}

// done takes what the builder holds as the blocks of one set.
func (c *Composer) done(b *builder, variant []uint16) *setBlocks {
	blocks := slices.Clone(b.slots[0])
	s := &setBlocks{variant: variant, single: len(blocks) == 1}
	s.data, s.cuts = slices.Clone(b.data), slices.Clone(b.cuts)
	s.slots = [2][]block{blocks, blocks}
	return s
}
