package answer

import (
	"slices"
	"sync/atomic"
)

// few is how many sets are rendered without help: below it a second goroutine
// costs more than it saves.
const few = 32

// Composer renders plans, on half of the cores if there is much to render: the others
// answer, or build the next world, and who waits for every core waits for the busiest.
// It belongs to the publisher's goroutine. The zero value is ready; do not copy it.
type Composer struct {
	generation uint64
	world      *World // whose sets the interned contents belong to
	renderers  []*renderer
	settled    []*settled // of the last run
}

// compose is one run of a Composer.
type compose struct {
	*Composer
	w       *World
	before  *View // what the run starts from; nil from nothing
	plan    *View
	decider *decider
	alike   map[int32]*settled // by likeness
	settled []*settled         // by group; nil for those that nobody asked for
}

// Standings are how a group stood when the last plan was rendered, of which it
// was one. They hold until the next plan and are not to be written to.
func (c *Composer) Standings(group int32) *Standings { return &c.settled[group].Standings }

// settled is how a group stands and what that decides.
type settled struct {
	Standings
	decision *decision
	scale    []byte // by candidate: what of its weights is answered
}

// Compose renders a plan from nothing.
func (c *Composer) Compose(w *World, in *Inputs) *Plan {
	v := newView(w)
	groups := numbers(len(w.Roster.Groups))
	run := c.run(&v, nil, in)
	run.settle(groups)
	addresses, services := split(w, setsOf(w, groups))
	run.addresses(addresses)
	run.services(services, nil)
	run.carriers(numbers(len(w.Roster.Carriers)))
	return c.publish(v)
}

// Update renders what the given groups touch, and takes the rest from prev,
// which must be of the same world. groups need not be sorted or distinct.
func (c *Composer) Update(prev *Plan, in *Inputs, groups []int32) *Plan {
	before := &prev.views[0]
	v := *before
	v.sets, v.ladders, v.carriers = slices.Clone(v.sets), slices.Clone(v.ladders), slices.Clone(v.carriers)
	v.ready = slices.Clone(v.ready)
	run := c.run(&v, before, in)
	run.settle(groups)
	addresses, services := split(v.world, setsOf(v.world, groups))
	run.addresses(addresses)
	moved, carrying, carriers := run.moved(addresses)
	services = append(services, carrying...)
	slices.Sort(services)
	services = slices.Compact(services)
	run.settle(groupsOf(v.world, carrying))
	run.services(services, moved)
	run.carriers(carriers)
	return c.publish(v)
}

func (c *Composer) run(v, before *View, in *Inputs) *compose {
	c.refresh(v.world)
	run := &compose{
		Composer: c, w: v.world, before: before, plan: v, decider: newDecider(v.world, in),
		alike: map[int32]*settled{}, settled: make([]*settled, len(v.world.Roster.Groups)),
	}
	c.settled = run.settled
	return run
}

// settle settles the given groups, those that are alike once.
func (c *compose) settle(groups []int32) {
	in := c.decider.in
	for _, g := range groups {
		if c.settled[g] != nil {
			continue
		}
		own := in.own(g)
		if s, ok := c.alike[c.w.alike[g]]; ok && !own {
			c.settled[g] = s
			continue
		}
		s := &settled{Standings: in.Stand(c.w.Roster, g)}
		s.decision = c.decider.decide(g, &s.Standings)
		for i := range s.Candidates {
			s.scale = append(s.scale, s.Candidates[i].Quarters()<<1|bit(s.decision.lone[i]))
		}
		if c.settled[g] = s; !own {
			c.alike[c.w.alike[g]] = s
		}
	}
}

// numbers are 0 to n-1.
func numbers(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

// refresh forgets the interned contents when they belong to another world.
func (c *Composer) refresh(w *World) {
	if c.world == w {
		return
	}
	c.world, c.renderers = w, nil
	for range Hands(true) {
		c.renderers = append(c.renderers, &renderer{contents: newContents()})
	}
}

func (c *Composer) publish(v View) *Plan {
	c.generation++
	return &Plan{Generation: c.generation, views: []View{v}}
}

// split tells address sets from services.
func split(w *World, sets []int32) (addresses, services []int32) {
	for _, s := range sets {
		if w.Roster.Sets[s].Type == typeSRV {
			services = append(services, s)
		} else {
			addresses = append(addresses, s)
		}
	}
	return addresses, services
}

// addresses renders address sets. They go first, because services carry them.
func (c *compose) addresses(sets []int32) {
	c.share(sets, func(r *renderer, s int32) {
		c.plan.sets[s] = r.addresses(c, s, c.settled[c.w.Roster.Sets[s].Group])
		c.plan.ready[s] = c.plan.sets[s]
	})
}

// moved marks the services whose additional section carries one of the address
// sets that are not as they were, and lists them and such carriers.
func (c *compose) moved(sets []int32) (moved []bool, services, carriers []int32) {
	moved = make([]bool, len(c.w.Roster.Sets))
	for _, s := range sets {
		if c.plan.sets[s] == c.before.sets[s] || c.w.placed[s].tailored {
			continue
		}
		for _, carrying := range c.w.Roster.SetSets[s] {
			if !moved[carrying] {
				moved[carrying] = true
				services = append(services, carrying)
			}
		}
		carriers = append(carriers, c.w.Roster.SetCarriers[s]...)
	}
	slices.Sort(carriers)
	return moved, services, slices.Compact(carriers)
}

// services renders SRV sets. Where nothing that one carries moved, its parts
// may be those of before.
func (c *compose) services(sets []int32, moved []bool) {
	c.spread(sets, func(r *renderer, s int32) {
		var before *ladders
		if moved != nil && !moved[s] {
			before = c.before.ladders[s]
		}
		c.plan.ladders[s] = r.service(c, s, c.settled[c.w.Roster.Sets[s].Group], before)
		c.plan.ready[s] = c.plan.ladders[s].blocks
	})
}

func (c *compose) carriers(carriers []int32) {
	c.spread(carriers, func(r *renderer, i int32) { c.plan.carriers[i] = r.carrier(c, i) })
}

// share gives each number to the renderer that always has it, so that what
// that one interned is found again, and waits for all.
func (c *compose) share(numbers []int32, render func(*renderer, int32)) {
	n := int32(len(c.renderers))
	if len(numbers) < few {
		for _, i := range numbers {
			render(c.renderers[i%n], i)
		}
		return
	}
	c.together(func(w int32, r *renderer) {
		for _, i := range numbers {
			if i%n == w {
				render(r, i)
			}
		}
	})
}

// spread gives each number to whichever renderer is free, where nothing is
// interned, and waits for all: a core that also answers queries does less.
func (c *compose) spread(numbers []int32, render func(*renderer, int32)) {
	const some = 16 // taken at a time
	if len(numbers) < few {
		c.share(numbers, render)
		return
	}
	var next atomic.Int64
	c.together(func(_ int32, r *renderer) {
		for {
			end := int(next.Add(some))
			if end-some >= len(numbers) {
				return
			}
			for _, i := range numbers[end-some : min(end, len(numbers))] {
				render(r, i)
			}
		}
	})
}

// together runs work on every renderer at once and waits for all.
func (c *compose) together(work func(int32, *renderer)) {
	together(len(c.renderers), func(i int) { work(int32(i), c.renderers[i]) })
}

// setsOf lists the sets of groups, sorted and distinct.
func setsOf(w *World, groups []int32) (sets []int32) {
	for _, g := range groups {
		sets = append(sets, w.Roster.Groups[g].Sets...)
	}
	slices.Sort(sets)
	return slices.Compact(sets)
}

// groupsOf lists the groups of sets, sorted and distinct.
func groupsOf(w *World, sets []int32) (groups []int32) {
	for _, s := range sets {
		groups = append(groups, w.Roster.Sets[s].Group)
	}
	slices.Sort(groups)
	return slices.Compact(groups)
}
