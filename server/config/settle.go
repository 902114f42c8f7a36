package config

import (
	"cmp"
	"net/netip"
	"strings"
)

// settle fills what several keys decide together and checks what one part
// says of another: references, and things that may be said once only.
func (r *reader) settle(n *node, c *Config) {
	c.Probe.Timing = c.Probe.Timing.Over(DefaultTiming())
	c.Probe.MaxInFlight = cmp.Or(c.Probe.MaxInFlight, DefaultMaxInFlight)
	if c.TTLUnsettled > c.TTL {
		if v := n.get("ttl_unsettled"); v != nil {
			r.fail(v.pos, "", "ttl_unsettled %s is longer than ttl %s", short(c.TTLUnsettled), short(c.TTL))
		}
		c.TTLUnsettled = c.TTL
	}
	r.references(c)
	r.onceNames(c)
	r.onceAddresses(c)
	r.onceSets(c)
}

// references checks that everything that is named is there.
func (r *reader) references(c *Config) {
	sites, pools, services := newRegister("site"), newRegister("pool"), newRegister("service")
	for i := range c.Sites {
		sites.add(c.Sites[i].Name)
	}
	for i := range c.Pools {
		pools.add(c.Pools[i].Name)
	}
	for i := range c.Services {
		services.add(c.Services[i].Name)
	}
	for _, nw := range c.Geo.Networks {
		r.refer(sites, Ref{nw.Site, nw.Pos})
	}
	for _, p := range c.Geo.Prefer {
		r.refer(sites, p.Sites...)
	}
	r.refer(sites, c.Geo.Unknown...)
	areaOf := map[string]string{}
	for _, a := range c.Areas {
		r.refer(sites, a.Sites...)
		for _, s := range a.Sites {
			if other, twice := areaOf[s.Name]; twice {
				r.fail(s.Pos, "", "site %q is in two areas, %q and %q", s.Name, other, a.Name)
			}
			areaOf[s.Name] = a.Name
		}
	}
	for _, p := range c.Pools {
		r.refer(sites, p.Site)
		r.refer(pools, p.Substitute...)
		for _, ref := range p.Substitute {
			if ref.Name == p.Name {
				r.fail(ref.Pos, "name another pool", "pool %q answers for itself", p.Name)
			}
		}
		for _, role := range p.Roles {
			r.referService(services, role.Service)
		}
	}
	for _, entries := range [][]Entry{c.Groups, c.Steer} {
		for _, e := range entries {
			r.refer(pools, e.Pools...)
			r.referService(services, e.Service)
			if e.Decide != "" && e.Decide != "any" && e.Decide != "all" {
				r.refer(services, Ref{e.Decide, e.DecidePos})
			}
		}
	}
}

// register holds the names of one kind of object.
type register struct {
	kind  string
	names []string
	have  map[string]bool
}

// newRegister makes an empty register.
func newRegister(kind string) *register { return &register{kind: kind, have: map[string]bool{}} }

// add enters a name. Two of the same cannot come: they were one mapping.
func (g *register) add(name string) {
	g.names = append(g.names, name)
	g.have[name] = true
}

// refer notes the references that lead nowhere. An empty name was reported
// where it was read.
func (r *reader) refer(to *register, refs ...Ref) {
	for _, ref := range refs {
		if ref.Name != "" && !to.have[ref.Name] {
			r.fail(ref.Pos, hintOr(ref.Name, to.kind+"s", to.names), "there is no %s %q", to.kind, ref.Name)
		}
	}
}

// referService notes a service by name that is not there.
func (r *reader) referService(to *register, s *ServiceRef) {
	if s != nil && s.Inline == nil {
		r.refer(to, Ref{s.Name, s.Pos})
	}
}

// onceNames checks that each host name belongs to one pool and one role: the
// pool is what fails as one, and a name that fails with two of them cannot.
func (r *reader) onceNames(c *Config) {
	type place struct{ pool, role string }
	seen := map[string]place{}
	for _, p := range c.Pools {
		for _, role := range p.Roles {
			for _, name := range role.Names {
				first, twice := seen[name.Name]
				switch {
				case !twice:
					seen[name.Name] = place{p.Name, role.Name}
				case first.pool != p.Name:
					r.fail(name.Pos, "a host name belongs to one pool", "%s is in two pools, %q and %q",
						name.Name, first.pool, p.Name)
				case first.role != role.Name:
					r.fail(name.Pos, "a host name has one role", "%s is in two roles of pool %q, %q and %q",
						name.Name, p.Name, first.role, role.Name)
				default:
					r.fail(name.Pos, "", "%s is said twice", name.Name)
				}
			}
		}
	}
}

// onceAddresses checks that each address belongs to one server of one pool.
// The address of a load balancer stands for all servers behind it.
func (r *reader) onceAddresses(c *Config) {
	type owner struct{ pool, server string }
	seen := map[netip.Addr]owner{}
	note := func(a Address, pool, server string) {
		first, twice := seen[a.Addr]
		switch {
		case !twice:
			seen[a.Addr] = owner{pool, server}
		case first.pool != pool:
			r.fail(a.Pos, "an address belongs to one pool", "%s is in two pools, %q and %q", a.Addr, first.pool, pool)
		case first.server != server && server != "" && first.server != "":
			r.fail(a.Pos, "an address belongs to one server", "%s is at two servers, %q and %q", a.Addr, first.server, server)
		}
	}
	for _, p := range c.Pools {
		for _, s := range p.Servers {
			for _, a := range s.Addresses {
				note(a, p.Name, s.Name)
			}
			if s.Behind.IsValid() {
				note(Address{s.Behind, s.Pos}, p.Name, "")
			}
		}
		for _, role := range p.Roles {
			for _, a := range role.Addresses {
				note(a, p.Name, "")
			}
		}
	}
}

// onceSets checks that no owner is steered twice. What two globs, or a glob
// and a name, have in common is only known with the zones.
func (r *reader) onceSets(c *Config) {
	seen := map[string]Pos{}
	for _, entries := range [][]Entry{c.Groups, c.Steer} {
		for _, e := range entries {
			for _, s := range e.Sets {
				if first, twice := seen[s.Name]; twice && !strings.ContainsAny(s.Name, "*?") {
					r.fail(s.Pos, "first at "+first.String(), "%s is steered twice", s.Name)
					continue
				}
				seen[s.Name] = s.Pos
			}
		}
	}
}
