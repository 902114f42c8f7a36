package draft

import (
	"net/netip"
	"slices"
)

// Answers is what somebody says of a deployment. The zero value says nothing;
// Problems tells what is missing. A copy shares its slices.
type Answers struct {
	Domain      string       // of the zone, such as example.com: no closing dot
	Profile     string       // one of config.Profiles
	Sites       []Site       // the first is the one of last resort for unknown places
	Pools       []Pool       // in the order of preference
	Nameservers []Nameserver // of the zone; the first is this one
	Listen      []string     // ADDRESS:PORT, as the key listen takes them
	Database    string       // path of an .mmdb, "" for none
	Networks    []Network    // whose places are known
	References  []netip.Addr // who proves that we can see
	Serial      uint32       // of the zone's SOA
}

// Site is a place: coordinates, or a country.
type Site struct {
	Name    string
	At      [2]string // latitude and longitude in degrees, as they were said
	Country string    // ISO 3166-1 alpha-2; then At says nothing
}

// Pool is what stands at one site and fails as one.
type Pool struct {
	Name, Site string
	Roles      []Addressed
}

// Addressed is the addresses of a role. Addresses at the same index of the same
// family in several roles belong to one machine.
type Addressed struct {
	Role  string // "" if the profile has no roles
	Addrs []netip.Addr
}

// Nameserver is one of the zone's NS records.
type Nameserver struct {
	Host string     // a label of the zone, or a whole name elsewhere
	Addr netip.Addr // not valid for a host elsewhere
}

// Network is a network of which the site is known.
type Network struct {
	Prefix netip.Prefix
	Site   string
}

// role gives the pool's addresses in a role, nil for none.
func (p *Pool) role(name string) []netip.Addr {
	for _, r := range p.Roles {
		if r.Role == name {
			return r.Addrs
		}
	}
	return nil
}

// add appends addresses to a role of the pool.
func (p *Pool) add(role string, addrs []netip.Addr) {
	i := slices.IndexFunc(p.Roles, func(r Addressed) bool { return r.Role == role })
	if i < 0 {
		p.Roles, i = append(p.Roles, Addressed{Role: role}), len(p.Roles)
	}
	p.Roles[i].Addrs = append(p.Roles[i].Addrs, addrs...)
}

// with are the names of the pools that have addresses in a role.
func (a *Answers) with(role string) (names []string) {
	for i := range a.Pools {
		if len(a.Pools[i].role(role)) > 0 {
			names = append(names, a.Pools[i].Name)
		}
	}
	return names
}
