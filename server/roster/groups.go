package roster

import (
	"encoding/binary"
	"fmt"
	"slices"

	"geosrv/server/config"
	"geosrv/server/steer"
	"geosrv/zones"
)

// groups turns the drafts into groups: services first, because they lead to
// the addresses behind them.
func (b *builder) groups() {
	for _, services := range [...]bool{true, false} {
		for i := range b.drafts {
			if d := &b.drafts[i]; services == b.service(d) {
				b.group(d)
			}
		}
	}
}

// service reports whether a draft holds SRV records of its own to steer.
func (b *builder) service(d *draft) bool {
	return slices.ContainsFunc(d.owners, func(o owner) bool { return o.srv() && !b.passes(o) })
}

// passes reports whether an owner's SRV records all point at addresses that
// are steered as one: the name stays, the addresses move, and the records are
// answered as they stand in the zone (address mode).
func (b *builder) passes(o owner) bool {
	set := b.srvSet(o)
	n := 0
	for _, rdata := range set.Records {
		if target, ok := set.Target(rdata); !ok || !b.shared[target] {
			return false
		}
		n++
	}
	return n > 0
}

func (b *builder) srvSet(o owner) zones.RRset {
	return b.r.Sources[o.zone].Zone.Set(b.rrset(o.node, typeSRV))
}

// group makes one group of a draft.
func (b *builder) group(d *draft) {
	if !slices.ContainsFunc(d.owners, func(o owner) bool { return !o.srv() || !b.passes(o) }) {
		b.warn("answered-as-is", d.name, d.entry.Pos, d.name+" is answered as it stands: the addresses of its target move",
			"leave it out, or name it in the group of its target")
		return
	}
	p, ok := b.policy(d)
	if !ok {
		return
	}
	g := Group{
		Name: d.name, Policy: p, NeedsAll: d.entry.Needs == "all", MinUp: d.entry.MinUp,
		Observe: b.observes(d.entry), List: -1, Pos: d.entry.Pos,
	}
	g.TTL, g.Unsettled = b.ttls(d.entry)
	before := len(b.problems)
	cs := b.candidates(d, &g)
	if len(b.problems) > before {
		return
	}
	g.Candidates = cs
	b.order(d, &g)
	number := int32(len(b.r.Groups))
	for _, o := range d.owners {
		if o.srv() && b.passes(o) {
			continue
		}
		judge := int32(len(g.Owners))
		g.Owners = append(g.Owners, o.name.Text())
		for i := range g.Candidates {
			g.Candidates[i].Judges = append(g.Candidates[i].Judges, Judge{})
		}
		b.sets(d, &g, o, number, judge)
	}
	b.r.Groups = append(b.r.Groups, g)
}

// candidates finds the pools of a draft: those that own its zone data, or
// those that the entry lists. Their order is settled later.
func (b *builder) candidates(d *draft, g *Group) (cs []Candidate) {
	add := func(pool int32) {
		if !slices.ContainsFunc(cs, func(c Candidate) bool { return c.Pool == pool }) {
			cs = append(cs, b.candidate(pool))
		}
	}
	for _, ref := range d.entry.Pools {
		add(b.poolNum[ref.Name])
	}
	listed, before := len(cs) > 0, len(b.problems)
	for _, o := range d.owners {
		if o.srv() && b.passes(o) {
			continue
		}
		for _, pool := range b.ownersOf(d, g, o) {
			if !listed || pool < 0 {
				add(pool)
			}
		}
	}
	if g.Policy.Kind == steer.Members {
		cs = b.standIns(d, g, cs)
	}
	if slices.ContainsFunc(cs, func(c Candidate) bool { return c.Pool < 0 }) {
		b.foreignFits(d)
	}
	if len(cs) == 0 && len(b.problems) == before {
		b.problems.add(d.entry.Pos, fmt.Sprintf("%s has no candidates", d.name),
			"no pool owns its zone data; say pools:")
	}
	return cs
}

// foreignFits refuses addresses in a group with foreign targets: those have no
// addresses of ours to answer.
func (b *builder) foreignFits(d *draft) {
	for _, o := range d.owners {
		if !o.srv() {
			b.problems.add(o.pos, fmt.Sprintf("%s has addresses, and %s has targets that are not ours", o.name.Text(), d.name),
				"steer it in a group of its own")
		}
	}
}

func (b *builder) candidate(pool int32) Candidate {
	if pool < 0 {
		return Candidate{Pool: -1, Site: -1, Area: -1}
	}
	return Candidate{Pool: pool, Site: b.r.Pools[pool].Site, Area: b.r.Pools[pool].Area}
}

// ownersOf lists the pools that own the zone data of one owner; -1 stands for
// foreign targets. Data that belongs to no pool is an error.
func (b *builder) ownersOf(d *draft, g *Group, o owner) (pools []int32) {
	if g.Policy.Kind == steer.Members {
		h, ok := b.hosts[o.name]
		if !ok {
			b.problems.add(o.pos, fmt.Sprintf("%s is no host name of a pool", o.name.Text()), "policy members is for the names of pools")
			return nil
		}
		return []int32{h.pool}
	}
	if o.srv() {
		return b.targetPools(d, o)
	}
	for _, t := range o.types {
		for _, a := range b.setAddresses(o.node, t) {
			hs := b.owners[a.String()]
			if len(hs) == 0 {
				b.problems.add(o.pos, fmt.Sprintf("%s has the address %s, which belongs to no pool", o.name.Text(), a),
					"the zone's own addresses must be of a pool's role; add its host name to the pool")
				continue
			}
			pools = append(pools, hs[0].pool)
		}
	}
	return pools
}

func (b *builder) targetPools(d *draft, o owner) (pools []int32) {
	set := b.srvSet(o)
	for _, rdata := range set.Records {
		target, _ := set.Target(rdata)
		if h, ok := b.hosts[target]; ok {
			pools = append(pools, h.pool)
		} else if d.entry.Foreign {
			pools = append(pools, -1)
		} else {
			b.problems.add(o.pos, fmt.Sprintf("%s points at %s, which belongs to no pool", o.name.Text(), target.Text()),
				"add it to a pool's names, or say pool: none for targets that are not ours")
		}
	}
	return pools
}

// offset is how far the first priority of an owner lies above the lowest of
// its group: the sets of a group keep that distance.
func (b *builder) offset(d *draft, o owner) uint16 {
	low := uint16(0xffff)
	for _, other := range d.owners {
		if other.srv() && !b.passes(other) {
			low = min(low, b.lowest(other))
		}
	}
	if low == 0xffff {
		return 0
	}
	return b.lowest(o) - low
}

// lowest is the lowest priority of an owner's records.
func (b *builder) lowest(o owner) uint16 {
	low := uint16(0xffff)
	for _, rdata := range b.srvSet(o).Records {
		low = min(low, binary.BigEndian.Uint16(rdata))
	}
	return low
}

// warn notes what a person should look at, and what hinders nothing: about a
// name or a group, under a code of config.Codes.
func (b *builder) warn(code, name string, at config.Pos, problem, hint string) {
	if !b.r.Config.Lint.Silent(code, name) {
		b.r.Warnings = append(b.r.Warnings, config.Error{Pos: at, Problem: problem, Hint: hint, Code: code})
	}
}
