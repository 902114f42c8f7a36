package oracle

import (
	"net/netip"

	"github.com/miekg/dns"
)

// maxLinks is how many aliases an answer holds: then the chain so far is the
// answer, and the resolver goes on from its end (RFC 1034 4.3.2 sets no bound).
const maxLinks = 16

// Oracle answers from one World. Immutable.
type Oracle struct {
	world   World
	zones   map[name]*zone
	sites   map[string]Site
	pools   map[string]*Pool
	hosts   map[name]place // of pools
	holders map[netip.Addr][]place
	groups  []*group
	steered map[setKey]*set
}

// place is a role of a pool.
type place struct {
	pool *Pool
	role *Role
}

// setKey names an RRset of a zone.
type setKey struct {
	apex, owner name
	rrtype      uint16
}

// New makes the oracle of a world.
func New(w World) *Oracle {
	o := &Oracle{
		world: w, zones: map[name]*zone{}, sites: map[string]Site{}, pools: map[string]*Pool{},
		hosts: map[name]place{}, holders: map[netip.Addr][]place{}, steered: map[setKey]*set{},
	}
	for _, z := range w.Zones {
		made := newZone(z)
		o.zones[made.apex] = made
	}
	for _, s := range w.Sites {
		o.sites[s.Name] = s
	}
	for i := range w.Pools {
		o.enrol(&w.Pools[i])
	}
	o.gather()
	for _, g := range o.groups {
		o.stand(g)
	}
	return o
}

// enrol notes whose the host names and addresses of a pool are.
func (o *Oracle) enrol(p *Pool) {
	o.pools[p.Name] = p
	for i := range p.Roles {
		at := place{p, &p.Roles[i]}
		for _, host := range p.Roles[i].Hosts {
			o.hosts[nameOf(host)] = at
		}
		for _, a := range o.roleAddresses(at.role) {
			o.holders[a] = append(o.holders[a], at)
		}
	}
}

// nameAddresses lists what a name of ours has: A, then AAAA, as in the file.
func (o *Oracle) nameAddresses(n name) (out []netip.Addr) {
	z, ok := o.at(n)
	if !ok {
		return nil
	}
	for _, rrtype := range [...]uint16{dns.TypeA, dns.TypeAAAA} {
		out = append(out, addressesOf(z.sets[n][rrtype])...)
	}
	return out
}

// addressesOf lists the addresses of an A or AAAA set.
func addressesOf(set rrset) (out []netip.Addr) {
	for _, rr := range set {
		switch rr := rr.(type) {
		case *dns.A:
			a, _ := netip.AddrFromSlice(rr.A.To4())
			out = append(out, a)
		case *dns.AAAA:
			a, _ := netip.AddrFromSlice(rr.AAAA.To16())
			out = append(out, a)
		}
	}
	return out
}

// roleAddresses lists what a role answers: each address of its names once.
func (o *Oracle) roleAddresses(r *Role) (out []netip.Addr) {
	seen := map[netip.Addr]bool{}
	add := func(as []netip.Addr) {
		for _, a := range as {
			if !seen[a] {
				seen[a] = true
				out = append(out, a)
			}
		}
	}
	for _, host := range r.Hosts {
		add(o.nameAddresses(nameOf(host)))
	}
	add(r.Addresses)
	return out
}
