package geo

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Options of Compile. The zero value compiles to a table of one class, the unknown
// one. Compile does not keep nor change what the fields point to.
type Options struct {
	// Sites are all sites. The other fields name them by index.
	Sites []Site
	// Lists are the distinct site lists, each in its listed order.
	Lists [][]uint16
	// Networks put a network at a site. The longest prefix wins, and any of them wins
	// over the database. They are exact to the last bit.
	Networks map[netip.Prefix]int
	// Prefer names, by country, the sites that come first.
	Prefer map[string][]int
	// Depth is how many sites of an order are ranked by distance; the preferred ones
	// count. The others follow in listed order. 0 means 3.
	Depth int
	// V4 and V6 are the prefix lengths below which cells of the database are flattened.
	// 0 means 24 and 56.
	V4, V6 int
	// MaxClasses is the number of classes above which Compile gives up. 0 means 4096;
	// 65536 is the most.
	MaxClasses int
}

// withDefaults fills the zeros and checks the rest. Its errors name all faults.
func (o Options) withDefaults() (Options, error) {
	o.Depth = cmp.Or(o.Depth, 3)
	o.V4 = cmp.Or(o.V4, 24)
	o.V6 = cmp.Or(o.V6, 56)
	o.MaxClasses = cmp.Or(o.MaxClasses, 4096)
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("geo: "+format, args...))
	}
	if o.Depth < 1 {
		bad("depth %d (1 or more)", o.Depth)
	}
	if o.V4 < 1 || o.V4 > 32 || o.V6 < 1 || o.V6 > 128 {
		bad("flattening at /%d and /%d (1 to 32 for IPv4, 1 to 128 for IPv6)", o.V4, o.V6)
	}
	if o.MaxClasses < 1 || o.MaxClasses > 1<<16 {
		bad("at most %d classes (1 to 65536)", o.MaxClasses)
	}
	if len(o.Sites) > 1<<16 {
		bad("%d sites (65536 at most)", len(o.Sites))
	}
	for _, s := range o.Sites {
		if !validPoint(s.Lat, s.Lon) {
			bad("site %s at %v, %v (latitude -90 to 90, longitude -180 to 180)", s.Name, s.Lat, s.Lon)
		}
	}
	errs = append(errs, o.checkLists()...)
	return o, errors.Join(append(errs, o.checkPrefer()...)...)
}

func (o Options) checkLists() (errs []error) {
	for i, list := range o.Lists {
		seen := make(map[uint16]bool)
		for _, s := range list {
			if int(s) >= len(o.Sites) {
				errs = append(errs, fmt.Errorf("geo: list %d has site %d of %d", i, s, len(o.Sites)))
			} else if seen[s] {
				errs = append(errs, fmt.Errorf("geo: list %d has site %s twice", i, o.Sites[s].Name))
			}
			seen[s] = true
		}
	}
	return errs
}

func (o *Options) checkPrefer() (errs []error) {
	upper := make(map[string][]int, len(o.Prefer))
	for _, country := range sortedKeys(o.Prefer) {
		code := countryCode(country)
		if code == "" {
			errs = append(errs, fmt.Errorf("geo: prefer %q (want an ISO 3166-1 alpha-2 code such as NL)", country))
		} else if upper[code] != nil {
			errs = append(errs, fmt.Errorf("geo: prefer %s twice (%s)", code, country))
		}
		for _, s := range o.Prefer[country] {
			if s < 0 || s >= len(o.Sites) {
				errs = append(errs, fmt.Errorf("geo: prefer %s names site %d of %d", country, s, len(o.Sites)))
			}
		}
		upper[code] = o.Prefer[country]
	}
	o.Prefer = upper
	return errs
}

func sortedKeys(m map[string][]int) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, strings.Compare)
	return keys
}

// network is an entry of Options.Networks: masked, unmapped, its site in range.
type network struct {
	prefix netip.Prefix
	site   int
}

// networks are Options.Networks in the order of their prefixes, so that nothing hangs
// on the order of a map.
func (o Options) networks() ([]network, error) {
	var errs []error
	sites := make(map[netip.Prefix]int, len(o.Networks))
	list := make([]network, 0, len(o.Networks))
	for p, site := range o.Networks {
		if !p.IsValid() || site < 0 || site >= len(o.Sites) {
			errs = append(errs, fmt.Errorf("geo: network %s at site %d of %d", p, site, len(o.Sites)))
			continue
		}
		p = unmapPrefix(p).Masked()
		if other, ok := sites[p]; ok {
			if other != site {
				a, b := min(site, other), max(site, other)
				errs = append(errs, fmt.Errorf("geo: network %s at two sites, %s and %s", p, o.Sites[a].Name, o.Sites[b].Name))
			}
			continue
		}
		sites[p] = site
		list = append(list, network{p, site})
	}
	slices.SortFunc(list, func(a, b network) int {
		return cmp.Or(a.prefix.Addr().Compare(b.prefix.Addr()), cmp.Compare(a.prefix.Bits(), b.prefix.Bits()))
	})
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return list, errors.Join(errs...)
}
