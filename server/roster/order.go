package roster

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"geosrv/server/steer"
)

// order sorts the candidates of a group into listed order, in which ties and
// unknown places are settled: SRV by the zone's priorities, addresses by the
// order of pools, then geo.unknown, then names. With by: listed the order of
// pools goes first.
func (b *builder) order(d *draft, g *Group) {
	zone := b.zonePriorities(d)
	listed := map[int32]int{}
	for i, ref := range d.entry.Pools {
		listed[b.poolNum[ref.Name]] = i + 1
	}
	for i := range g.Candidates {
		c := &g.Candidates[i]
		c.Priority = zone[c.Pool]
	}
	last := func(m map[int32]int, pool int32) int {
		if i, ok := m[pool]; ok {
			return i
		}
		return len(m) + 1
	}
	slices.SortStableFunc(g.Candidates, func(x, y Candidate) int {
		byPools := cmp.Compare(last(listed, x.Pool), last(listed, y.Pool))
		byZone := cmp.Compare(x.Priority, y.Priority)
		if g.Policy.By == steer.Listed {
			byPools, byZone = cmp.Or(byPools, byZone), 0
		}
		return cmp.Or(cmp.Compare(x.StandIn, y.StandIn), cmp.Compare(foreign(x), foreign(y)), byZone, byPools,
			cmp.Compare(b.unknown(x), b.unknown(y)), strings.Compare(b.poolName(x), b.poolName(y)))
	})
	b.list(g)
}

func foreign(c Candidate) int {
	if c.Pool < 0 {
		return 1
	}
	return 0
}

func (b *builder) poolName(c Candidate) string {
	if c.Pool < 0 {
		return ""
	}
	return b.r.Pools[c.Pool].Name
}

// unknown is the place of a candidate's site in geo.unknown.
func (b *builder) unknown(c Candidate) int {
	for i, ref := range b.r.Config.Geo.Unknown {
		if c.Site >= 0 && b.r.Config.Sites[c.Site].Name == ref.Name {
			return i
		}
	}
	return len(b.r.Config.Geo.Unknown)
}

// zonePriorities is, by pool, the lowest priority that the zone gives its
// targets, less the lowest of the set: the sets of a group may differ by a
// constant.
func (b *builder) zonePriorities(d *draft) map[int32]uint16 {
	out := map[int32]uint16{}
	for _, o := range d.owners {
		if !o.srv() || b.passes(o) {
			continue
		}
		set, offset := b.srvSet(o), b.offset(d, o)
		for _, rdata := range set.Records {
			pool := int32(-1)
			if target, ok := set.Target(rdata); ok {
				if h, ok := b.hosts[target]; ok {
					pool = h.pool
				}
			}
			p := binary.BigEndian.Uint16(rdata) - offset
			if before, ok := out[pool]; !ok || p < before {
				out[pool] = p
			}
		}
	}
	return out
}

// list gives a group its site list, if distance decides anything in it. Lists
// are shared by content.
func (b *builder) list(g *Group) {
	if g.Policy.Kind == steer.Members || g.Policy.By != steer.Nearest {
		return
	}
	var sites []uint16
	for _, c := range g.Candidates {
		if c.Site >= 0 && !slices.Contains(sites, uint16(c.Site)) {
			sites = append(sites, uint16(c.Site))
		}
	}
	if len(sites) < 2 {
		if g.Policy.Kind == steer.One {
			b.warn("one-site", g.Name, g.Pos, g.Name+" is nearest with one candidate site", "list the pools that may serve it: pools: [...]")
		}
		return
	}
	for i, l := range b.r.Lists {
		if slices.Equal(l, sites) {
			g.List = int32(i)
			return
		}
	}
	g.List = int32(len(b.r.Lists))
	b.r.Lists = append(b.r.Lists, sites)
}
