package oracle

import (
	"net/netip"
	"slices"
	"sort"

	"github.com/miekg/dns"
)

// Defaults of a group (design: policies).
const (
	defaultTTL       = 60
	defaultUnsettled = 20
	defaultPriority  = 10
	leastTTL         = 5
)

// group is a Group with what the zones say about it.
type group struct {
	Group
	owners     []name // those that are steered, one judge each
	candidates []*candidate
	tailored   bool
	unsettled  bool
}

// candidate is a pool that a group may answer.
type candidate struct {
	pool     *Pool // nil for targets that are somebody else's
	priority int   // the lowest that the zone gives it, less the set's offset
	judges   [][]member
	state
}

// set is one steered RRset.
type set struct {
	group  *group
	judge  int
	owner  name
	zone   *zone
	rrtype uint16
	zones  rrset
	offset int // of SRV: how far its lowest priority is above the group's lowest
}

// gather makes the groups: those that are written, then one for each host name
// of a pool that nobody has written down.
func (o *Oracle) gather() {
	said := map[name]bool{}
	for _, g := range o.world.Groups {
		made := &group{Group: g}
		for _, owner := range g.Owners {
			said[nameOf(owner)] = true
		}
		o.groups = append(o.groups, made)
	}
	for i := range o.world.Pools {
		p := &o.world.Pools[i]
		for _, role := range p.Roles {
			for _, host := range role.Hosts {
				if !said[nameOf(host)] && !p.NoMembers && len(o.nameAddresses(nameOf(host))) > 0 {
					o.groups = append(o.groups, &group{Group: Group{Name: host, Owners: []string{host}, Policy: Members, By: Listed}})
				}
			}
		}
	}
	for _, g := range o.groups {
		o.fill(g)
	}
}

// fill finds the owners, candidates and sets of a group.
func (o *Oracle) fill(g *group) {
	for _, owner := range g.Owners {
		if n := nameOf(owner); !o.stands(n) {
			g.owners = append(g.owners, n)
		}
	}
	o.candidates(g)
	for judge, owner := range g.owners {
		z, _ := o.at(owner)
		for rrtype, records := range z.sets[owner] {
			isAddress := rrtype == dns.TypeA || rrtype == dns.TypeAAAA
			if rrtype == dns.TypeSRV || isAddress && z.sets[owner][dns.TypeSRV] == nil {
				st := &set{g, judge, owner, z, rrtype, records, o.offset(g, owner)}
				if !g.Observe {
					o.steered[setKey{z.apex, owner, rrtype}] = st
				}
			}
		}
	}
}

// services lists the SRV records of an owner.
func (o *Oracle) services(owner name) (out []*dns.SRV) {
	if z, ok := o.at(owner); ok {
		for _, rr := range z.sets[owner][dns.TypeSRV] {
			out = append(out, rr.(*dns.SRV))
		}
	}
	return out
}

// stands reports whether an SRV owner of a group is answered as it is in the
// zone: all its targets are names that stay, while their addresses move.
func (o *Oracle) stands(owner name) bool {
	srvs := o.services(owner)
	for _, srv := range srvs {
		if !o.moves(nameOf(srv.Target)) {
			return false
		}
	}
	return len(srvs) > 0
}

// moves reports whether a name has addresses that are steered as one.
func (o *Oracle) moves(n name) bool {
	for _, g := range o.world.Groups {
		for _, owner := range g.Owners {
			if g.Policy != Members && nameOf(owner) == n && len(o.services(n)) == 0 {
				return true
			}
		}
	}
	return false
}

// candidates lists the pools of a group: those that are written, else those
// that own the zone's data; what is somebody else's in any case.
func (o *Oracle) candidates(g *group) {
	found := map[*Pool]*candidate{}
	add := func(p *Pool) {
		if found[p] == nil {
			found[p] = &candidate{pool: p, priority: -1}
			g.candidates = append(g.candidates, found[p])
		}
	}
	for _, p := range g.Pools {
		add(o.pools[p])
	}
	for _, owner := range g.owners {
		for _, p := range o.owning(owner) {
			if len(g.Pools) == 0 || p == nil {
				add(p)
			}
		}
	}
	for _, owner := range g.owners {
		for _, srv := range o.services(owner) {
			c, p := found[o.hosts[nameOf(srv.Target)].pool], int(srv.Priority)-o.offset(g, owner)
			if c != nil && (c.priority < 0 || p < c.priority) {
				c.priority = p
			}
		}
	}
	sort.SliceStable(g.candidates, func(i, j int) bool { return o.before(g, g.candidates[i], g.candidates[j]) })
	g.tailored = o.tailored(g)
}

// before is the listed order: that of the zone's priorities, then that of
// Pools, then that of the unknown place, then names. By Listed, Pools goes
// first. What is somebody else's is last.
func (o *Oracle) before(g *group, a, b *candidate) bool {
	if a.pool == nil || b.pool == nil {
		return b.pool == nil && a.pool != nil
	}
	rank := func(c *candidate) []int {
		listed, unknown := len(g.Pools), len(o.world.Unknown)
		for i, p := range g.Pools {
			if c.pool.Name == p {
				listed = i
			}
		}
		for i, s := range o.world.Unknown {
			if c.pool.Site == s {
				unknown = i
			}
		}
		if g.By == Listed {
			return []int{listed, c.priority, unknown}
		}
		return []int{c.priority, listed, unknown}
	}
	if c := slices.Compare(rank(a), rank(b)); c != 0 {
		return c < 0
	}
	return a.pool.Name < b.pool.Name
}

// tailored reports whether the asker's place decides anything in a group.
func (o *Oracle) tailored(g *group) bool {
	return len(o.listed(g)) > 1 && g.By == Nearest && g.Policy != Members && len(o.world.Networks) > 0
}

// listed lists the sites of a group in listed order.
func (o *Oracle) listed(g *group) (sites []string) {
	seen := map[string]bool{}
	for _, c := range g.candidates {
		if c.pool != nil && !seen[c.pool.Site] {
			seen[c.pool.Site] = true
			sites = append(sites, c.pool.Site)
		}
	}
	return sites
}

// owning lists the pools that own the zone data of an owner: by target for
// SRV, by address otherwise. nil is somebody else.
func (o *Oracle) owning(owner name) (out []*Pool) {
	srvs := o.services(owner)
	for _, srv := range srvs {
		out = append(out, o.hosts[nameOf(srv.Target)].pool)
	}
	if len(srvs) > 0 {
		return out
	}
	for _, a := range o.nameAddresses(owner) {
		out = append(out, o.holders[a][0].pool)
	}
	return out
}

// offset is how far the lowest priority of an SRV owner lies above the lowest
// of its group.
func (o *Oracle) offset(g *group, owner name) int {
	lowest := func(n name) int {
		low := -1
		for _, srv := range o.services(n) {
			if low < 0 || int(srv.Priority) < low {
				low = int(srv.Priority)
			}
		}
		return low
	}
	least := -1
	for _, n := range g.owners {
		if low := lowest(n); low >= 0 && (least < 0 || low < least) {
			least = low
		}
	}
	return lowest(owner) - least
}

// role is the role that owns an address owner's own addresses in the zone: the
// first by name.
func (o *Oracle) role(owner name) (role string) {
	for i, a := range o.nameAddresses(owner) {
		if at := o.holders[a][0].role; i == 0 || at.Name < role {
			role = at.Name
		}
	}
	return role
}

// offers lists the addresses that a pool would answer for an address owner:
// its own, or those of the pool's role.
func (o *Oracle) offers(g *group, owner name, p *Pool) []netip.Addr {
	if g.Policy == Members {
		return o.nameAddresses(owner)
	}
	if role := p.role(o.role(owner)); role != nil {
		return o.roleAddresses(role)
	}
	return nil
}

func (p *Pool) role(name string) *Role {
	for i := range p.Roles {
		if p.Roles[i].Name == name {
			return &p.Roles[i]
		}
	}
	return nil
}
