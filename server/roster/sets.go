package roster

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"

	"geosrv/server/config"
	"geosrv/server/steer"
	"geosrv/zones"
)

// sets makes the steered sets of one owner and fills the judge of its pools.
func (b *builder) sets(d *draft, g *Group, o owner, group, judge int32) {
	for _, t := range o.types {
		if (t == typeSRV) != o.srv() {
			continue // a service owner's stray addresses stay the zone's
		}
		s := Set{
			Group: group, Judge: judge, Owner: o.name, Zone: o.zone, RRset: b.rrset(o.node, t), Type: t,
			TTL: b.r.Sources[o.zone].Zone.Set(b.rrset(o.node, t)).TTL, Rank: g.Policy.Rank,
			Has: make([]bool, len(g.Candidates)),
		}
		switch {
		case t == typeSRV:
			s.Offset, s.By = b.offset(d, o), make([][]int, len(g.Candidates))
			b.records(d, g, o, &s)
		default:
			b.setMembers(d, g, o, &s)
		}
		g.Sets = append(g.Sets, int32(len(b.r.Sets)))
		b.r.Sets = append(b.r.Sets, s)
	}
	if !o.srv() {
		b.judgeAddresses(d, g, o, judge)
	}
}

// records reads the SRV records of a set and judges each candidate by the
// addresses of its targets.
func (b *builder) records(d *draft, g *Group, o owner, s *Set) {
	set := b.srvSet(o)
	for _, rdata := range set.Records {
		target, _ := set.Target(rdata)
		pool := int32(-1)
		if h, ok := b.hosts[target]; ok {
			pool = h.pool
		}
		c := slices.IndexFunc(g.Candidates, func(c Candidate) bool { return c.Pool == pool })
		if c < 0 {
			continue // of a pool that pools: leaves out
		}
		s.Has[c] = true
		s.By[c] = append(s.By[c], len(s.Records))
		s.Records = append(s.Records, Record{
			Candidate: int32(c), Priority: binary.BigEndian.Uint16(rdata), Weight: binary.BigEndian.Uint16(rdata[2:]),
			Target: Target{Name: target, Addr: [3]Ref{None, None, None}}, RData: rdata,
		})
		if pool >= 0 {
			l := b.leadOf(d.entry, o, target, binary.BigEndian.Uint16(rdata[4:]))
			j := &g.Candidates[c].Judges[s.Judge]
			for _, a := range b.hostAddresses(target) {
				j.Members = append(j.Members, b.member(pool, int32(b.hosts[target].role), a, []lead{l}, false))
			}
			if g.Policy.Kind == steer.Ladder {
				b.leads[target] = append(b.leads[target], l)
			}
		}
	}
	for i, has := range s.Has {
		switch {
		case has:
		case g.Candidates[i].Pool < 0:
			b.problems.add(o.pos, fmt.Sprintf("%s has no target that is not ours, and %s has some elsewhere", o.name.Text(), d.name),
				"an answer must never be empty; steer it in a group of its own")
		default:
			b.problems.add(d.entry.Pos, "pool "+b.poolName(g.Candidates[i])+" has no record in "+o.name.Text(),
				"add an SRV record whose target is one of its host names, or take it out of pools:")
		}
	}
}

// setMembers fills the addresses that each candidate would answer for an
// address set: of the set's own name, or of the candidate's role.
func (b *builder) setMembers(d *draft, g *Group, o owner, s *Set) {
	s.Addresses = make([][]netip.Addr, len(g.Candidates))
	for i, c := range g.Candidates {
		for _, a := range b.candidateAddresses(d, g, o, c.Pool) {
			if a.Is6() == (s.Type == typeAAAA) {
				s.Addresses[i] = append(s.Addresses[i], a)
			}
		}
		s.Has[i] = len(s.Addresses[i]) > 0
		if n := len(s.Addresses[i]); n > zones.MaxRecords {
			b.problems.add(d.entry.Pos, fmt.Sprintf("pool %s would answer %d addresses for %s, more than %d", b.poolName(c), n, o.name.Text(), zones.MaxRecords),
				"an RRset has at most so many; split the role, or steer an SRV set")
		}
	}
	if len(g.Candidates) > 0 && !slices.Contains(s.Has, true) {
		family := map[uint16]string{typeA: "IPv4", typeAAAA: "IPv6"}[s.Type]
		b.problems.add(d.entry.Pos, fmt.Sprintf("no pool of %s has an %s address for %s", d.name, family, o.name.Text()),
			"an answer must never be empty; give a pool one, or take the record out of the zone")
	}
}

// candidateAddresses lists what a pool answers for an address owner, both
// families.
func (b *builder) candidateAddresses(d *draft, g *Group, o owner, pool int32) []netip.Addr {
	if g.Policy.Kind == steer.Members && !b.standsIn(d, o, pool) {
		return b.addresses(o.name)
	}
	if at := b.roleAt(d, g, o, pool); at >= 0 {
		return b.roleAddresses(pool, at)
	}
	return nil
}

// roleOf is the role that owns the zone's own addresses of an owner. Where one
// address has several roles, the one whose service the records that point at
// the owner speak is meant, else the first by name.
func (b *builder) roleOf(d *draft, o owner) string {
	var roles []string
	for _, t := range o.types {
		for _, a := range b.setAddresses(o.node, t) {
			for _, h := range b.owners[a.String()] {
				roles = append(roles, h.role)
			}
		}
	}
	if len(roles) == 0 {
		return ""
	}
	slices.Sort(roles)
	for _, pp := range b.presetsAt(o.name) {
		for _, r := range roles {
			if s, ok := config.RoleServiceFor(o.profile, r); ok && s.Check == pp.preset.Check {
				return r
			}
		}
	}
	return roles[0]
}

// judgeAddresses judges the candidates of an address owner, at the addresses
// that they would answer: by the services that lead to them.
func (b *builder) judgeAddresses(d *draft, g *Group, o owner, judge int32) {
	var judged bool
	for i := range g.Candidates {
		c := &g.Candidates[i]
		leads, all := b.leadsTo(d, g, o, c.Pool)
		role := int32(b.roleAt(d, g, o, c.Pool))
		judged = judged || len(leads) > 0
		for _, a := range b.candidateAddresses(d, g, o, c.Pool) {
			c.Judges[judge].Members = append(c.Judges[judge].Members, b.member(c.Pool, role, a, leads, all))
		}
		if len(c.Judges[judge].Members) == 0 {
			b.problems.add(d.entry.Pos, "pool "+b.poolName(*c)+" has no address for "+o.name.Text(),
				"give it host names of the role that owns the zone's addresses of that name")
		}
	}
	if !judged {
		b.warn("not-probed", o.name.Text(), o.pos, o.name.Text()+" is not probed: it counts as up", "say service:, or a role that the profile knows")
	}
}

// finish sorts sets and endpoints, resolves targets and builds the indices.
func (b *builder) finish() {
	b.sortSets()
	b.sortEndpoints()
	b.endpointSites()
	b.references()
	b.numberMembers()
	b.r.bySet = map[setKey]int32{}
	for i, s := range b.r.Sets {
		if !b.r.Groups[s.Group].Observe {
			b.r.bySet[setKey{s.Zone, s.RRset}] = int32(i)
		}
	}
	b.carriers()
	b.dependents()
	(*problems)(&b.r.Warnings).sort()
}

// numberMembers numbers the members of each group, judge after judge.
func (b *builder) numberMembers() {
	for gi := range b.r.Groups {
		g := &b.r.Groups[gi]
		for ci := range g.Candidates {
			for ji := range g.Candidates[ci].Judges {
				j := &g.Candidates[ci].Judges[ji]
				j.First = int32(g.Members)
				g.Members += len(j.Members)
			}
		}
	}
}

// sortSets numbers the sets by owner and type.
func (b *builder) sortSets() {
	order := make([]int, len(b.r.Sets))
	for i := range order {
		order[i] = i
	}
	key := func(i int) (string, uint16) { return b.r.Sets[i].Owner.Text(), b.r.Sets[i].Type }
	slices.SortFunc(order, func(x, y int) int {
		xo, xt := key(x)
		yo, yt := key(y)
		if xo != yo {
			return cmpString(xo, yo)
		}
		return int(xt) - int(yt)
	})
	sorted, at := make([]Set, len(order)), make([]int32, len(order))
	for to, from := range order {
		sorted[to], at[from] = b.r.Sets[from], int32(to)
	}
	b.r.Sets = sorted
	for i := range b.r.Groups {
		for j, s := range b.r.Groups[i].Sets {
			b.r.Groups[i].Sets[j] = at[s]
		}
	}
	b.sortGroups()
}

// sortGroups numbers the groups by name.
func (b *builder) sortGroups() {
	old := b.r.Groups
	b.r.Groups = slices.Clone(old)
	slices.SortStableFunc(b.r.Groups, func(x, y Group) int { return cmpString(x.Name, y.Name) })
	for i, g := range b.r.Groups {
		for _, s := range g.Sets {
			b.r.Sets[s].Group = int32(i)
		}
	}
}

func cmpString(x, y string) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}
