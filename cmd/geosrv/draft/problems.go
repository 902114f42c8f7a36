package draft

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"geosrv/server/config"
)

// Problems is everything that is missing or contradicts itself, a line each;
// nil if a draft can be made.
func (a *Answers) Problems() error {
	var all []error
	fail := func(format string, args ...any) { all = append(all, fmt.Errorf(format, args...)) }
	a.noName(fail)
	if a.Profile == "" {
		fail("no profile is said (--profile %s)", strings.Join(config.Profiles(), "|"))
	} else if Roles(a.Profile) == nil {
		fail("profile %q is not known (one of %s)", a.Profile, strings.Join(config.Profiles(), ", "))
	}
	if len(a.Sites) == 0 {
		fail("no site is said (--site ams=52.37,4.90 or --site ams=NL)")
	}
	if len(a.Pools) == 0 {
		fail("no pool is said (--pool ams=192.0.2.11,192.0.2.12)")
	}
	a.noPlace(fail)
	a.noPool(fail)
	if len(a.Nameservers) == 0 {
		fail("no nameserver is said (--ns ns1=192.0.2.53)")
	}
	for _, n := range a.Nameservers {
		if !n.Addr.IsValid() && a.inside(n.Host) {
			fail("nameserver %s is a name of this zone and has no address (--ns %s=192.0.2.53)", n.Host, n.Host)
		}
	}
	if len(all) == 0 {
		all = append(all, a.unread())
	}
	return errors.Join(all...)
}

// unread is what the reader of configurations says of the draft: places that are
// none, names that cannot be one.
func (a *Answers) unread() error {
	_, err := config.Parse(ConfigFile, []byte(a.Files()[0].Text))
	return err
}

// noName tells what is wrong with the domain.
func (a *Answers) noName(fail func(string, ...any)) {
	switch {
	case a.Domain == "":
		fail("no domain is said (--domain example.com)")
	case !plain(a.Domain) || len(a.Domain) > 200:
		fail("domain %q is no name that a zone can have (letters, digits and hyphens; xn-- for others)", a.Domain)
	}
}

// plain says whether a text is labels of letters, digits and hyphens, in lower
// case, in the form of RFC 1123.
func plain(name string) bool {
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "-") != label ||
			strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return true
}

// noPlace tells of networks and pools at no site.
func (a *Answers) noPlace(fail func(string, ...any)) {
	known := func(site string) bool {
		return slices.ContainsFunc(a.Sites, func(s Site) bool { return s.Name == site })
	}
	for _, n := range a.Networks {
		if !known(n.Site) {
			fail("network %s is at %q, which is no site", n.Prefix, n.Site)
		}
	}
	for _, p := range a.Pools {
		if !known(p.Site) {
			fail("pool %s is at %q, which is no site (--pool %s@SITE=ADDRESS,...)", p.Name, p.Site, p.Name)
		}
	}
}

// noPool tells of pools that cannot be what the profile wants, and of addresses
// that are said twice.
func (a *Answers) noPool(fail func(string, ...any)) {
	seen := map[netip.Addr]string{}
	roles := Roles(a.Profile)
	for i := range a.Pools {
		p := &a.Pools[i]
		if !plain(p.Name) {
			fail("pool %q cannot be part of a host name (letters, digits and hyphens, in lower case)", p.Name)
		}
		if len(roles) > 0 && len(p.role(roles[0])) == 0 {
			fail("pool %s has no addresses in its first role (--pool %s=ADDRESS,...)", p.Name, p.Name)
		}
		for _, r := range p.Roles {
			for _, addr := range r.Addrs {
				if other, twice := seen[addr]; twice {
					fail("address %s stands in %s and in %s", addr, other, place(p, r.Role))
				}
				seen[addr] = place(p, r.Role)
			}
		}
	}
}

// place is how a person says a role of a pool.
func place(p *Pool, role string) string {
	if role == "" {
		return p.Name
	}
	return p.Name + "/" + role
}

// inside says whether a host is a name of the zone: a label of it, or whole.
func (a *Answers) inside(host string) bool {
	return !strings.Contains(host, ".") || strings.HasSuffix(host, "."+a.Domain)
}
