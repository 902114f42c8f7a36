package words

import (
	"net/netip"
	"slices"
	"strings"

	"geosrv/server/operator"
	"geosrv/server/roster"
)

// meant is what a selector names in a roster: the numbers of pools, of servers
// and roles beside their pool's, and addresses.
type meant struct {
	pools          []int32
	servers, roles [][2]int32
	addrs          []netip.Addr
}

func (m *meant) nothing() bool {
	return len(m.pools)+len(m.servers)+len(m.roles)+len(m.addrs) == 0
}

// Pools are the numbers of the pools that a selector names: by themselves, or by
// their site.
func Pools(s operator.Selector, r *roster.Roster) []int32 { return mean(s, r).pools }

// mean finds what a selector names.
func mean(s operator.Selector, r *roster.Roster) (m meant) {
	if s.Kind == "addr" {
		if a, err := netip.ParseAddr(s.Name); err == nil && owns(r, a) {
			m.addrs = append(m.addrs, a)
		}
		return m
	}
	for i := range r.Pools {
		p, n := &r.Pools[i], int32(i)
		switch {
		case s.Kind == "pool" && p.Name == s.Name,
			s.Kind == "site" && r.Config.Sites[p.Site].Name == s.Name:
			m.pools = append(m.pools, n)
		case s.Kind == "server":
			for j, name := range p.Servers {
				if name == s.Name {
					m.servers = append(m.servers, [2]int32{n, int32(j)})
				}
			}
		case s.Kind == "role" && strings.HasPrefix(s.Name, p.Name+"/"):
			for j := range p.Roles {
				if p.Roles[j].Name == s.Name[len(p.Name)+1:] {
					m.roles = append(m.roles, [2]int32{n, int32(j)})
				}
			}
		}
	}
	return m
}

// owns reports whether an address is one of a pool.
func owns(r *roster.Roster, a netip.Addr) bool {
	for i := range r.Pools {
		for _, role := range r.Pools[i].Roles {
			if slices.Contains(role.Addresses, a) {
				return true
			}
		}
	}
	return false
}

// Addresses are the addresses that a selector names, sorted.
func Addresses(s operator.Selector, r *roster.Roster) []netip.Addr {
	m := mean(s, r)
	return m.addresses(r)
}

// addresses are those that are meant, sorted.
func (m *meant) addresses(r *roster.Roster) (out []netip.Addr) {
	out = slices.Clone(m.addrs)
	for _, p := range m.pools {
		for _, role := range r.Pools[p].Roles {
			out = append(out, role.Addresses...)
		}
	}
	for _, at := range m.roles {
		out = append(out, r.Pools[at[0]].Roles[at[1]].Addresses...)
	}
	for _, at := range m.servers {
		for i := range r.Config.Pools[at[0]].Servers[at[1]].Addresses {
			out = append(out, r.Config.Pools[at[0]].Servers[at[1]].Addresses[i].Addr)
		}
	}
	slices.SortFunc(out, netip.Addr.Compare)
	return slices.Compact(out)
}

// Answering are the addresses by which people reach what a selector names: a
// server behind a load balancer is reached by the balancer's.
func Answering(s operator.Selector, r *roster.Roster) []netip.Addr {
	m := mean(s, r)
	out := m.addresses(r)
	for _, at := range m.servers {
		if behind := r.Config.Pools[at[0]].Servers[at[1]].Behind; behind.IsValid() {
			out = append(out, behind)
		}
	}
	return out
}

// Machines are the addresses at which what a selector names is probed, and those
// behind which something is.
func Machines(s operator.Selector, r *roster.Roster) []netip.Addr {
	m := mean(s, r)
	out := m.addresses(r)
	for i := range r.Config.Pools {
		for j, server := range r.Config.Pools[i].Servers {
			if server.Behind.IsValid() && (slices.Contains(out, server.Behind) || slices.Contains(m.servers, [2]int32{int32(i), int32(j)})) {
				out = append(out, server.Probe)
			}
		}
	}
	return out
}

// Endpoints are the numbers of the endpoints that lead to what a selector
// names.
func Endpoints(s operator.Selector, r *roster.Roster) (out []int32) {
	m := mean(s, r)
	for g := range r.Groups {
		for _, c := range r.Groups[g].Candidates {
			for _, j := range c.Judges {
				for k := range j.Members {
					if a := &j.Members[k]; m.holds(c.Pool, a) {
						out = append(append(out, a.Endpoints...), a.Behind...)
					}
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// holds reports whether an address of a pool is among what is meant.
func (m *meant) holds(pool int32, a *roster.Member) bool {
	return slices.Contains(m.pools, pool) || slices.Contains(m.addrs, a.Addr) ||
		slices.Contains(m.servers, [2]int32{pool, a.Server}) || slices.Contains(m.roles, [2]int32{pool, a.Role})
}

// About reports whether an entry is about a group or one of its pools.
func About(e operator.Entry, g *roster.Group, r *roster.Roster) bool {
	switch {
	case e.Verb == operator.Freeze:
		return true
	case e.Group != "":
		return e.Group == g.Name
	}
	s := e.Selector
	if e.Verb == operator.Drill {
		s = operator.Selector{Kind: "pool", Name: e.Pool}
	}
	m := mean(s, r)
	pools := slices.Clone(m.pools)
	for _, at := range append(m.servers, m.roles...) {
		pools = append(pools, at[0])
	}
	for _, c := range g.Candidates {
		if slices.Contains(pools, c.Pool) {
			return true
		}
		for _, j := range c.Judges {
			for _, member := range j.Members {
				if slices.Contains(m.addrs, member.Addr) {
					return true
				}
			}
		}
	}
	return false
}
