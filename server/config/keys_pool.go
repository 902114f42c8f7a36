package config

import (
	"cmp"
	"math"
	"slices"
)

// pool reads one pool: where it stands, its hosts and its machines. Its members
// are what the zones say of its hosts, so they are no business of ours.
func (r *reader) pool(key, v *node) Pool {
	p := Pool{Name: r.identifier("a pool", key), MinUp: DefaultMinUp, Pos: key.pos}
	var addresses []Address
	ok := r.fields(v, "a pool", []field{
		{"site", func(key string, s *node) {
			if name, ok := r.scalar(key, s); ok {
				p.Site = Ref{name, s.pos}
			}
		}},
		{"names", func(_ string, names *node) { p.Roles = r.roles(names) }},
		{"servers", r.named(func(k, s *node) { p.Servers = append(p.Servers, r.server(k, s)) })},
		{"addresses", r.addrs("addresses", &addresses)},
		{"min_up", r.number(&p.MinUp, 1, math.MaxInt32)},
		{"capacity", r.percent(&p.Capacity)},
		{"members", r.not(&p.NoMembers)},
		{"substitute", r.refsInto(&p.Substitute)},
		{"certificate", r.is(&p.Shared, "shared")},
	}, r.view())
	if !ok {
		return p
	}
	if v.get("site") == nil {
		r.fail(key.pos, "write site: SITE", "pool %q has no site", p.Name)
	}
	if v.get("names") == nil {
		r.fail(key.pos, "write names: [HOST...]", "pool %q has no names", p.Name)
	}
	if v.get("certificate") != nil && len(p.Substitute) == 0 {
		r.fail(v.get("certificate").pos, "say substitute: [POOL...] too, or leave it out", "pool %q says a certificate, and nobody answers for it", p.Name)
	}
	if len(addresses) > 0 {
		r.giveAddresses(&p, v.get("addresses"), addresses)
	}
	slices.SortFunc(p.Servers, func(a, b Server) int { return cmp.Compare(a.Name, b.Name) })
	return p
}

// giveAddresses puts the outright addresses of a pool on its one role.
func (r *reader) giveAddresses(p *Pool, at *node, addresses []Address) {
	for i := range p.Roles {
		if p.Roles[i].Name == "" {
			p.Roles[i].Addresses = addresses
			return
		}
	}
	if len(p.Roles) > 0 {
		r.fail(at.pos, "write names as one list", "pool %q has roles: whose are its addresses?", p.Name)
	}
}

// roles reads names: a list of hosts, or a mapping of roles.
func (r *reader) roles(v *node) (roles []Role) {
	if v.kind != mapping {
		return []Role{{Names: r.hosts("names", v)}}
	}
	for _, p := range v.pairs {
		roles = append(roles, r.role(p.key, p.value))
	}
	if len(roles) == 0 {
		r.fail(v.pos, "write names: [HOST...]", "names has no roles")
	}
	slices.SortFunc(roles, func(a, b Role) int { return cmp.Compare(a.Name, b.Name) })
	return roles
}

// role reads the hosts of a role: a list, or {names, service}.
func (r *reader) role(key, v *node) Role {
	role := Role{Name: r.identifier("a role", key)}
	if v.kind != mapping {
		role.Names = r.hosts("role "+role.Name, v)
		return role
	}
	r.fields(v, "a role", []field{
		{"names", func(_ string, names *node) { role.Names = r.hosts("role "+role.Name, names) }},
		{"service", r.serviceRef(&role.Service)},
	})
	if v.get("names") == nil {
		r.fail(key.pos, "write {names: [HOST...], service: S}", "role %q has no names", role.Name)
	}
	return role
}

// hosts reads the host names of a pool or role, at least one.
func (r *reader) hosts(what string, v *node) (names []Ref) {
	r.each(func(item *node) {
		if ref, ok := r.host(what, item); ok {
			names = append(names, ref)
		}
	})(what, v)
	if len(v.elements()) == 0 {
		r.fail(v.pos, "write [HOST...]", "%s has no hosts", what)
	}
	return names
}

// server reads one machine: its addresses, or {behind, probe}.
func (r *reader) server(key, v *node) Server {
	s := Server{Name: r.identifier("a server", key), Pos: key.pos}
	if v.kind != mapping {
		r.addrs("server "+s.Name, &s.Addresses)("server "+s.Name, v)
		if len(v.elements()) == 0 {
			r.fail(key.pos, "write "+s.Name+": [ADDR...]", "server %q has no addresses", s.Name)
		}
		return s
	}
	r.fields(v, "a server", []field{
		{"behind", r.addrInto(&s.Behind)},
		{"probe", r.addrInto(&s.Probe)},
	})
	if v.get("behind") == nil || v.get("probe") == nil {
		r.fail(key.pos, "write {behind: VIP, probe: ADDR}", "server %q needs both behind and probe", s.Name)
	}
	return s
}
