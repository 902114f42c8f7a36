package oracle

import (
	"cmp"
	"sort"

	"github.com/miekg/dns"
)

// demoted is the lowest priority of pools that are moved to the end.
const demoted = 1000

// rung is some pools that share a priority.
type rung struct {
	pools    []*candidate
	priority int
}

// place of a standing among others: what is somebody else's comes behind every
// pool of ours that is up, degraded or rising.
func (c *candidate) rank() float64 {
	if c.pool == nil {
		return float64(Rising) + 0.5
	}
	return float64(c.standing)
}

// omits reports whether a ladder leaves a pool out. What stands best is there,
// however badly that is.
func (g *group) omits(c *candidate, best float64) bool {
	switch {
	case c.rank() == best, c.pool == nil:
		return false
	case c.standing == OutOfService:
		return true
	case c.standing == Silent:
		return g.DownOmit
	case c.standing == Drained:
		return !g.DrainedDemote
	}
	return false
}

// shares reports whether two pools stand on one rung: those of one area, or by
// the zone's priorities those of one priority, if they stand alike.
func (o *Oracle) shares(g *group, a, b *candidate) bool {
	if a.pool == nil || b.pool == nil || a.standing != b.standing {
		return false
	}
	if g.By == ByPriority {
		return a.priority == b.priority
	}
	area := o.sites[a.pool.Site].Area
	return area != "" && area == o.sites[b.pool.Site].Area
}

// ladder sorts the candidates by standing, then as they are ranked, leaves out
// what is not wanted, and numbers the rungs.
func (o *Oracle) ladder(g *group, ranked []*candidate) (rungs []rung) {
	if len(ranked) == 0 {
		return nil
	}
	sort.SliceStable(ranked, func(i, j int) bool { return ranked[i].rank() < ranked[j].rank() })
	best := ranked[0].rank()
candidates:
	for _, c := range ranked {
		if g.omits(c, best) {
			continue
		}
		for i := range rungs {
			if o.shares(g, rungs[i].pools[0], c) {
				rungs[i].pools = append(rungs[i].pools, c)
				continue candidates
			}
		}
		rungs = append(rungs, rung{pools: []*candidate{c}})
	}
	g.number(rungs, best)
	return g.few(rungs)
}

// number gives the rungs their priorities, a step between each. Pools at the
// end that do not serve start at demoted. By priority the zone's own are kept
// where they are behind the rung before.
func (g *group) number(rungs []rung, best float64) {
	next := cmp.Or(g.First, defaultPriority)
	for i := range rungs {
		c, at := rungs[i].pools[0], next
		switch {
		case c.pool != nil && c.standing >= Drained && c.rank() != best:
			at = max(at, demoted)
		case g.By == ByPriority && (i == 0 || c.priority > rungs[i-1].priority):
			at = c.priority
		}
		rungs[i].priority = min(at, 0xffff)
		next = at + cmp.Or(g.Step, defaultPriority)
	}
}

// few keeps as many rungs as a group answers. Where the priorities of SRV end,
// the last rungs have one and count as one.
func (g *group) few(rungs []rung) []rung {
	n, last := 0, -1
	for i, r := range rungs {
		if r.priority != last {
			n, last = n+1, r.priority
		}
		if g.Rungs > 0 && n > g.Rungs {
			return rungs[:i]
		}
	}
	return rungs
}

// behind is a ladder of the chosen pool and of all others that are live.
func (g *group) behind(ranked []*candidate, chosen *candidate) (rungs []rung) {
	sort.SliceStable(ranked, func(i, j int) bool { return ranked[i].rank() < ranked[j].rank() })
	rungs, at := []rung{{pools: []*candidate{chosen}}}, cmp.Or(g.First, defaultPriority)
	for _, c := range ranked {
		if c != chosen && (c.pool == nil || c.standing <= Degraded) {
			rungs = append(rungs, rung{pools: []*candidate{c}})
		}
	}
	for i := range rungs {
		rungs[i].priority = min(at, 0xffff)
		at += cmp.Or(g.Step, defaultPriority)
	}
	return g.few(rungs)
}

// climb answers a ladder: the targets of a pool share its rung, and the sets of
// a group keep their distance.
func (o *Oracle) climb(st *set, rungs []rung) (out rrset) {
	for _, r := range rungs {
		for _, c := range r.pools {
			records := st.of(o, c)
			for _, srv := range records {
				made := st.srv(srv)
				at := r.priority + st.offset
				if st.group.By == ByPriority || st.group.Policy == One {
					at = r.priority + int(srv.Priority) - c.priority
				}
				made.Priority = uint16(min(max(at, 0), 0xffff))
				if lone := len(r.pools) == 1 && len(records) == 1; lone {
					made.Weight = max(1, srv.Weight)
				} else {
					made.Weight = c.scaled(srv.Weight)
				}
				out = append(out, made)
			}
		}
	}
	return out
}

// alone answers the records of one pool, priorities as in the zone.
func (o *Oracle) alone(st *set, c *candidate) (out rrset) {
	if c == nil {
		return nil
	}
	records := st.of(o, c)
	for _, srv := range records {
		made := st.srv(srv)
		if len(records) == 1 {
			made.Weight = max(1, srv.Weight)
		} else {
			made.Weight = c.scaled(srv.Weight)
		}
		out = append(out, made)
	}
	return out
}

// srv copies a record with the TTL of the answer.
func (st *set) srv(srv *dns.SRV) *dns.SRV {
	made := dns.Copy(srv).(*dns.SRV)
	made.Hdr.Ttl = st.ttl()
	return made
}
