package draft

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// AddSite takes NAME=LATITUDE,LONGITUDE or NAME=COUNTRY.
func (a *Answers) AddSite(text string) error {
	name, place, ok := strings.Cut(text, "=")
	if !ok || name == "" || place == "" {
		return fmt.Errorf("site %q is no place (write ams=52.37,4.90 or ams=NL)", text)
	}
	s := Site{Name: name}
	if lat, long, at := strings.Cut(place, ","); at {
		s.At = [2]string{strings.TrimSpace(lat), strings.TrimSpace(long)}
	} else {
		s.Country = strings.ToUpper(place)
	}
	if slices.ContainsFunc(a.Sites, func(have Site) bool { return have.Name == name }) {
		return fmt.Errorf("site %s is said twice", name)
	}
	a.Sites = append(a.Sites, s)
	return nil
}

// AddPool takes POOL[/ROLE][@SITE]=ADDRESS,... The role is the profile's first
// one unless it is said, and the site is the one of the pool's name: so the
// profile comes before the pools.
func (a *Answers) AddPool(text string) error {
	who, list, ok := strings.Cut(text, "=")
	who, site, _ := strings.Cut(who, "@")
	name, role, said := strings.Cut(who, "/")
	if !ok || name == "" || list == "" {
		return fmt.Errorf("pool %q has no addresses (write ams=192.0.2.11,192.0.2.12)", text)
	}
	roles := Roles(a.Profile)
	if !said && len(roles) > 0 {
		role = roles[0]
	}
	if len(roles) > 0 && !slices.Contains(roles, role) {
		return fmt.Errorf("pool %s has no role %q under profile %s (%s)", name, role, a.Profile, rolesInWords(roles))
	}
	addrs, err := addresses(list)
	if err != nil {
		return fmt.Errorf("pool %s: %w", name, err)
	}
	p := a.pool(name)
	if site != "" {
		p.Site = site
	}
	p.add(role, addrs)
	return nil
}

// rolesInWords lists the roles for an error.
func rolesInWords(roles []string) string {
	if len(roles) == 1 && roles[0] == "" {
		return "its pools have no roles"
	}
	return "its roles: " + strings.Join(roles, ", ")
}

// pool is the one of that name, a new one at the site of that name if need be.
func (a *Answers) pool(name string) *Pool {
	i := slices.IndexFunc(a.Pools, func(p Pool) bool { return p.Name == name })
	if i < 0 {
		i, a.Pools = len(a.Pools), append(a.Pools, Pool{Name: name, Site: name})
	}
	return &a.Pools[i]
}

// addresses reads ADDRESS,ADDRESS.
func addresses(list string) (addrs []netip.Addr, err error) {
	for _, word := range strings.Split(list, ",") {
		addr, err := netip.ParseAddr(strings.TrimSpace(word))
		if err != nil || addr.Zone() != "" {
			return nil, fmt.Errorf("%q is no address", strings.TrimSpace(word))
		}
		addrs = append(addrs, addr.Unmap())
	}
	return addrs, nil
}

// AddNameserver takes HOST=ADDRESS for a name of the zone, or a whole HOST
// elsewhere.
func (a *Answers) AddNameserver(text string) error {
	host, addr, ok := strings.Cut(text, "=")
	n := Nameserver{Host: strings.ToLower(strings.TrimSuffix(host, "."))}
	if ok {
		addrs, err := addresses(addr)
		if err != nil || len(addrs) != 1 {
			return fmt.Errorf("nameserver %s has no address (write ns1=192.0.2.53)", host)
		}
		n.Addr = addrs[0]
	}
	a.Nameservers = append(a.Nameservers, n)
	return nil
}

// AddNetwork takes NETWORK=SITE.
func (a *Answers) AddNetwork(text string) error {
	network, site, ok := strings.Cut(text, "=")
	prefix, err := netip.ParsePrefix(network)
	if !ok || err != nil || site == "" || prefix != prefix.Masked() {
		return fmt.Errorf("network %q is at no site (write 10.20.0.0/16=ams)", text)
	}
	a.Networks = append(a.Networks, Network{prefix, site})
	return nil
}

// AddReference takes ADDRESS,...
func (a *Answers) AddReference(text string) error {
	addrs, err := addresses(text)
	if err != nil {
		return fmt.Errorf("reference: %w", err)
	}
	a.References = append(a.References, addrs...)
	return nil
}
