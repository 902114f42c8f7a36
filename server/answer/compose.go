package answer

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"geosrv/zones"
)

// few is how many sets are rendered without help: below it a second goroutine
// costs more than it saves.
const few = 32

// Composer renders plans, on every core if there is much to render. It belongs
// to the publisher's goroutine. The zero value is ready; do not copy it.
type Composer struct {
	generation uint64
	world      *World // whose sets the interned contents belong to
	renderers  []*renderer
}

// compose is one run of a Composer.
type compose struct {
	*Composer
	w       *World
	plan    *View
	settled map[int32]*settled // by group
}

// settled is how a group stands and what that decides.
type settled struct {
	Standings
	decision *decision
}

// Compose renders a plan from nothing.
func (c *Composer) Compose(w *World, in *Inputs) *Plan {
	v := newView(w)
	groups, carriers := numbers(len(w.Roster.Groups)), numbers(len(w.Roster.Carriers))
	run := c.run(&v, in, groups)
	run.sets(setsOf(w, groups))
	run.carriers(carriers)
	return c.publish(v)
}

// Update renders what the given groups touch, and takes the rest from prev,
// which must be of the same world. groups need not be sorted or distinct.
func (c *Composer) Update(prev *Plan, in *Inputs, groups []int32) *Plan {
	v := prev.views[0]
	v.sets, v.ladders, v.carriers = slices.Clone(v.sets), slices.Clone(v.ladders), slices.Clone(v.carriers)
	closed := closure(v.world, setsOf(v.world, groups))
	run := c.run(&v, in, groupsOf(v.world, closed))
	run.sets(closed)
	run.carriers(touched(v.world, closed))
	return c.publish(v)
}

// run settles the given groups, those that are alike once.
func (c *Composer) run(v *View, in *Inputs, groups []int32) *compose {
	c.refresh(v.world)
	run := &compose{Composer: c, w: v.world, plan: v, settled: make(map[int32]*settled, len(groups))}
	d, alike := newDecider(v.world, in), map[int32]*settled{}
	for _, g := range groups {
		own := in.own(g)
		if s, ok := alike[v.world.alike[g]]; ok && !own {
			run.settled[g] = s
			continue
		}
		s := &settled{Standings: in.Stand(v.world.Roster, g)}
		s.decision = d.decide(g, &s.Standings)
		if run.settled[g] = s; !own {
			alike[v.world.alike[g]] = s
		}
	}
	return run
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
	for range runtime.GOMAXPROCS(0) {
		c.renderers = append(c.renderers, &renderer{contents: newContents()})
	}
}

func (c *Composer) publish(v View) *Plan {
	c.generation++
	return &Plan{Generation: c.generation, views: []View{v}}
}

// sets renders steered sets: addresses first, because services carry them.
func (c *compose) sets(sets []int32) {
	var services, addresses []int32
	for _, s := range sets {
		if c.w.Roster.Sets[s].Type == typeSRV {
			services = append(services, s)
		} else {
			addresses = append(addresses, s)
		}
	}
	c.share(addresses, func(r *renderer, s int32) {
		c.plan.sets[s] = r.addresses(c, s, c.settled[c.w.Roster.Sets[s].Group])
	})
	c.spread(services, func(r *renderer, s int32) {
		c.plan.ladders[s] = r.service(c, s, c.settled[c.w.Roster.Sets[s].Group])
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
	var wait sync.WaitGroup
	for w, r := range c.renderers {
		wait.Go(func() {
			for _, i := range numbers {
				if i%n == int32(w) {
					render(r, i)
				}
			}
		})
	}
	wait.Wait()
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
	var wait sync.WaitGroup
	for _, r := range c.renderers {
		wait.Go(func() {
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
	wait.Wait()
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

// closure adds the sets whose additional section has one of the given.
func closure(w *World, sets []int32) []int32 {
	out := slices.Clone(sets)
	for _, s := range sets {
		if !w.placed[s].tailored {
			out = append(out, w.Roster.SetSets[s]...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// touched lists the carriers whose additional section has one of the sets.
func touched(w *World, sets []int32) (out []int32) {
	for _, s := range sets {
		out = append(out, w.Roster.SetCarriers[s]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
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
