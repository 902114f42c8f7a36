package oracle

import (
	"math"
	"net/netip"

	"github.com/miekg/dns"
)

// earth is the mean radius of the Earth in kilometres.
const earth = 6371.0088

// siteOf is the site of the network that an asker is in: that of the client
// subnet, if there is one that is believed, else that of the source
// (RFC 7871 7.2.1). "" where nobody knows.
func (o *Oracle) siteOf(source netip.Addr, subnet *dns.EDNS0_SUBNET) string {
	source = source.Unmap()
	if subnet == nil || subnet.SourceNetmask == 0 || !o.believes(source) {
		return o.network(source)
	}
	bytes := subnet.Address.To16()
	if subnet.Family == 1 {
		bytes = subnet.Address.To4()
	}
	address, _ := netip.AddrFromSlice(bytes)
	return o.network(netip.PrefixFrom(address, int(subnet.SourceNetmask)).Masked().Addr())
}

// believes reports whether a resolver's client subnets count.
func (o *Oracle) believes(source netip.Addr) bool {
	s := o.world.Subnets
	if s.None {
		return false
	}
	for _, p := range s.From {
		if p.Contains(source) {
			return true
		}
	}
	return len(s.From) == 0
}

// network is the site of the longest network that holds an address.
func (o *Oracle) network(a netip.Addr) (site string) {
	longest := -1
	for p, s := range o.world.Networks {
		if a.Is4() == p.Addr().Is4() && p.Contains(a) && p.Bits() > longest {
			longest, site = p.Bits(), s
		}
	}
	return site
}

// order ranks some sites, given in listed order, as a place sees them: the
// place's own first, then the nearest until depth sites are ranked, then the
// others as listed. Whole kilometres count; the listed order breaks ties.
func (o *Oracle) order(listed []string, from string) (out []string) {
	if from == "" {
		return listed
	}
	rest := append([]string(nil), listed...)
	take := func(i int) {
		out = append(out, rest[i])
		rest = append(append([]string(nil), rest[:i]...), rest[i+1:]...)
	}
	for i, s := range rest {
		if s == from {
			take(i)
			break
		}
	}
	depth := o.world.Depth
	if depth == 0 {
		depth = 3
	}
	for len(out) < depth && len(rest) > 0 {
		best := 0
		for i := range rest {
			if o.kilometres(from, rest[i]) < o.kilometres(from, rest[best]) {
				best = i
			}
		}
		take(best)
	}
	return append(out, rest...)
}

// kilometres is the great-circle distance of two sites, by the haversines.
func (o *Oracle) kilometres(a, b string) int {
	rad := func(degrees float64) float64 { return degrees * math.Pi / 180 }
	from, to := o.sites[a], o.sites[b]
	hav := func(x float64) float64 { return math.Sin(x/2) * math.Sin(x/2) }
	h := hav(rad(to.Lat-from.Lat)) + math.Cos(rad(from.Lat))*math.Cos(rad(to.Lat))*hav(rad(to.Lon-from.Lon))
	return int(math.Round(2 * earth * math.Asin(math.Sqrt(min(1, h)))))
}
