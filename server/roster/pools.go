package roster

import (
	"fmt"
	"net/netip"
	"slices"

	"geosrv/server/config"
	"geosrv/zones"
)

// DNS types that are steered or looked at (RFC 1035 3.2.2, RFC 3596, RFC 2782).
const (
	typeA     = 1
	typeNS    = 2
	typeCNAME = 5
	typeMX    = 15
	typeAAAA  = 28
	typeSRV   = 33
	typeDNAME = 39
)

// profileSingleIP is the one profile under which all roles of a server share
// an address.
const profileSingleIP = "lync-single-ip"

// host is a host name of a pool.
type host struct {
	pool int32
	role int // index into config.Pool.Roles
	pos  config.Pos
}

// holder says that a role of a pool holds an address.
type holder struct {
	pool int32
	role string
}

// pools reads the pools: their host names, the addresses behind them, who
// owns what.
func (b *builder) pools() {
	for i := range b.r.Config.Pools {
		p := &b.r.Config.Pools[i]
		area, ok := b.areaOf[p.Site.Name]
		if !ok {
			area = -1
		}
		pool := Pool{Name: p.Name, Site: b.sites[p.Site.Name], Area: area, MinUp: max(1, p.MinUp)}
		for _, s := range p.Servers {
			pool.Servers = append(pool.Servers, s.Name)
		}
		b.poolNum[p.Name] = int32(i)
		b.r.Pools = append(b.r.Pools, pool)
		for j := range p.Roles {
			b.role(int32(i), j, &p.Roles[j])
		}
	}
}

func (b *builder) role(pool int32, index int, role *config.Role) {
	for _, ref := range role.Names {
		name, err := zones.ParseName(ref.Name)
		if err != nil {
			b.problems.add(ref.Pos, fmt.Sprintf("%q is no host name", ref.Name), err.Error())
			continue
		}
		if other, ok := b.hosts[name]; ok {
			b.problems.add(ref.Pos, fmt.Sprintf("host name %s stands in two places", name.Text()),
				fmt.Sprintf("it is at %s too; every pool and role needs host names of its own", place(other.pos)))
			continue
		}
		b.hosts[name] = host{pool, index, ref.Pos}
		if len(role.Addresses) == 0 && len(b.addresses(name)) == 0 {
			b.problems.add(ref.Pos, fmt.Sprintf("host name %s has no address in the zones", name.Text()),
				"add its A record, or say addresses: if it lies outside our zones")
		}
	}
	addresses := b.roleAddresses(pool, index)
	for _, a := range addresses {
		b.hold(a, holder{pool, role.Name}, role)
	}
	b.r.Pools[pool].Roles = append(b.r.Pools[pool].Roles, Role{role.Name, addresses})
}

// hold notes who holds an address; two pools cannot, and two roles only on
// edges with a single address.
func (b *builder) hold(a netip.Addr, h holder, role *config.Role) {
	pos := role.Pos
	if len(role.Names) > 0 {
		pos = role.Names[0].Pos
	}
	for _, other := range b.owners[a.String()] {
		if other.pool != h.pool {
			b.problems.add(pos, fmt.Sprintf("address %s is in the pools %s and %s", a, b.r.Pools[other.pool].Name, b.r.Pools[h.pool].Name),
				"an address stands at one site and fails with one pool")
		} else if b.r.Config.Profile != profileSingleIP {
			b.problems.add(pos, fmt.Sprintf("address %s is in the roles %s and %s", a, roleName(other.role), roleName(h.role)),
				"give each role addresses of its own, or say profile: "+profileSingleIP)
		}
	}
	b.owners[a.String()] = append(b.owners[a.String()], h)
}

func roleName(r string) string {
	if r == "" {
		return "(none)"
	}
	return r
}

// addresses lists the A and AAAA records of a name in our zones.
func (b *builder) addresses(name zones.Name) (out []netip.Addr) {
	n, kind, ok := b.find(name)
	if !ok || kind != zones.Exact {
		return nil
	}
	for _, t := range [...]uint16{typeA, typeAAAA} {
		out = append(out, b.setAddresses(n, t)...)
	}
	return out
}

// setAddresses lists the addresses of one address RRset of a node.
func (b *builder) setAddresses(n node, rrtype uint16) (out []netip.Addr) {
	id := b.rrset(n, rrtype)
	if id < 0 {
		return nil
	}
	for _, rdata := range b.r.Sources[n.zone].Zone.Set(id).Records {
		if a, ok := netip.AddrFromSlice(rdata); ok {
			out = append(out, a)
		}
	}
	return out
}

// roleAddresses lists what a role answers: what the zones give its names, each
// address once and in the zone's order, and what the configuration says for
// names outside our zones.
func (b *builder) roleAddresses(pool int32, role int) (out []netip.Addr) {
	r := &b.r.Config.Pools[pool].Roles[role]
	add := func(a netip.Addr) {
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	for _, ref := range r.Names {
		if name, err := zones.ParseName(ref.Name); err == nil {
			for _, a := range b.addresses(name) {
				add(a)
			}
		}
	}
	for _, a := range r.Addresses {
		add(a.Addr)
	}
	return out
}

// hostAddresses lists the addresses of one host name of a pool: the zone's, or
// the role's where the name lies outside our zones.
func (b *builder) hostAddresses(name zones.Name) []netip.Addr {
	if as := b.addresses(name); len(as) > 0 {
		return as
	}
	h, ok := b.hosts[name]
	if !ok {
		return nil
	}
	return b.roleAddresses(h.pool, h.role)
}

// server finds the machine that has an address, or -1.
func (b *builder) server(pool int32, a netip.Addr) int32 {
	for i, s := range b.r.Config.Pools[pool].Servers {
		for _, sa := range s.Addresses {
			if sa.Addr == a {
				return int32(i)
			}
		}
	}
	return -1
}

func place(p config.Pos) string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }
