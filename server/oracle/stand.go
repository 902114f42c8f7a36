package oracle

import (
	"net/netip"
	"slices"

	"github.com/miekg/dns"
)

// Standing is how an endpoint, an address or a pool stands, the best first.
type Standing int

// The standings (design: nouns).
const (
	Up Standing = iota
	Degraded
	Rising
	Drained
	Silent
	OutOfService // in maintenance
)

// member is one address of a pool under one service.
type member struct {
	addr     netip.Addr
	standing Standing
	never    bool
	moving   bool       // its verdict may change soon
	asks     bool       // to be left alone, itself
	behind   []Endpoint // what stands behind it, if it is a load balancer's
}

// state is how a pool stands.
type state struct {
	standing    Standing
	has         [2]bool // has addresses of IPv4, of IPv6
	family      [2]Standing
	live, total int // of its members, those that stand as it does
	never       bool
}

// stand judges the candidates of a group.
func (o *Oracle) stand(g *group) {
	silent, never := true, true
	for _, c := range g.candidates {
		if c.pool == nil {
			silent, never = false, false // somebody else's is always up
			continue
		}
		for _, owner := range g.owners {
			c.judges = append(c.judges, o.members(g, owner, c.pool))
		}
		c.state = g.judge(c)
		silent = silent && c.standing == Silent
		never = never && c.never
		for _, members := range c.judges {
			for _, m := range members {
				g.unsettled = g.unsettled || m.moving && (g.Policy == Members || c.pool.Word == NoWord)
			}
		}
	}
	g.unsettled = g.unsettled || o.world.Frozen || silent && !never
}

// members lists the addresses by which an owner judges a pool: those of its
// targets for SRV, else those that it would answer.
func (o *Oracle) members(g *group, owner name, p *Pool) (out []member) {
	srvs := o.services(owner)
	if len(srvs) == 0 {
		ports := o.portsOf(g, owner, p)
		role := p.role(o.role(owner))
		if g.Policy == Members {
			role = o.hosts[owner].role
		}
		for _, a := range o.offers(g, owner, p) {
			out = append(out, o.member(p, role, a, ports, g.DecideAll))
		}
		return lasting(out)
	}
	for _, srv := range srvs {
		at := o.hosts[nameOf(srv.Target)]
		if at.pool != p {
			continue
		}
		addresses := o.nameAddresses(nameOf(srv.Target))
		if len(addresses) == 0 {
			addresses = o.roleAddresses(at.role)
		}
		for _, a := range addresses {
			out = append(out, o.member(p, at.role, a, probed(g, owner, srv), false))
		}
	}
	return lasting(out)
}

// lasting lets no pool drain itself: if nothing is left that stands better, those
// that ask to be left alone are degraded.
func lasting(members []member) []member {
	if !slices.ContainsFunc(members, func(m member) bool { return m.standing < Drained }) {
		for i := range members {
			if members[i].asks && members[i].standing == Drained {
				members[i].standing = Degraded
			}
		}
	}
	return members
}

// probed is the port at which the target of a SRV record is probed, if it is:
// nobody knows how to probe udp, nor what an owner means that says no protocol.
func probed(g *group, owner name, srv *dns.SRV) []uint16 {
	switch {
	case g != nil && g.Port > 0:
		return []uint16{g.Port}
	case !service(owner) || owner.parent().label() == "_udp":
		return nil
	}
	return []uint16{srv.Port}
}

func (n name) label() string { return string(n[1 : 1+n[0]]) }

// portsOf lists the ports at which the addresses of an address owner are
// probed: the group's own, else those of the services that lead to it, else
// that of the role. To a host name of a pool lead the ladders that have it as a
// target; to a name that moves, every SRV record that points at it.
func (o *Oracle) portsOf(g *group, owner name, p *Pool) (ports []uint16) {
	if g.Port > 0 {
		return []uint16{g.Port}
	}
	leads := false
	if g.Policy == Members {
		for _, other := range o.groups {
			if other.Policy != Ladder {
				continue
			}
			for _, n := range other.owners {
				for _, srv := range o.services(n) {
					if nameOf(srv.Target) == owner && other.has(p) {
						leads, ports = true, append(ports, probed(other, n, srv)...)
					}
				}
			}
		}
	} else {
		for _, z := range o.zones {
			for n, types := range z.sets {
				for _, rr := range types[dns.TypeSRV] {
					if srv := rr.(*dns.SRV); nameOf(srv.Target) == owner && service(n) {
						leads, ports = true, append(ports, probed(nil, n, srv)...)
					}
				}
			}
		}
	}
	if leads {
		return ports
	}
	role := p.role(o.role(owner))
	if g.Policy == Members {
		role = o.hosts[owner].role
	}
	if role != nil && role.Port > 0 {
		return []uint16{role.Port}
	}
	return nil
}

// service reports whether an owner says a service and a known protocol.
func service(owner name) bool {
	if owner == root || owner.parent() == root || owner.label()[0] != '_' || len(owner.label()) < 2 {
		return false
	}
	proto := owner.parent().label()
	return proto == "_tcp" || proto == "_udp"
}

// has reports whether a pool is a candidate.
func (g *group) has(p *Pool) bool {
	return slices.ContainsFunc(g.candidates, func(c *candidate) bool { return c.pool == p })
}

// member judges one address by the ports at which it is probed. One that
// nobody probes is up.
func (o *Oracle) member(p *Pool, role *Role, a netip.Addr, ports []uint16, all bool) member {
	m := member{addr: a, never: len(ports) > 0}
	for i, port := range ports {
		e := o.world.Endpoints[netip.AddrPortFrom(a, port)]
		switch {
		case i == 0, all && e.Standing > m.standing, !all && e.Standing < m.standing:
			m.standing = e.Standing
		}
		m.never = m.never && e.Never
		m.moving = m.moving || e.Unsettled && !e.Never
		for _, s := range p.Servers {
			if s.Behind == a {
				m.behind = append(m.behind, o.world.Endpoints[netip.AddrPortFrom(s.Probe, port)])
			}
		}
	}
	m.asks = m.standing == Drained
	word := o.world.Words[a]
	if role != nil {
		word = max(word, role.Word)
	}
	for _, s := range p.Servers {
		if slices.Contains(s.Addresses, a) {
			word = max(word, s.Word)
		}
	}
	switch word {
	case Drain:
		m.standing, m.moving, m.asks = max(m.standing, Drained), false, false
	case Maintenance:
		m.standing, m.moving = OutOfService, false
	}
	return m
}
