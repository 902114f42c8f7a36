package config

import (
	"cmp"
	"slices"
	"strings"
)

// config reads the merged tree.
func (r *reader) config(n *node) *Config {
	c := &Config{
		TTL: DefaultTTL, TTLUnsettled: DefaultTTLUnsettled,
		Geo:       Geo{Depth: DefaultDepth, ECS: ECS{V4: DefaultECSV4, V6: DefaultECSV6}},
		RateLimit: defaultRateLimit(),
		TCP:       TCP{PerNetwork: DefaultTCPPerNetwork, Idle: DefaultTCPIdle},
		Control:   Control{Path: DefaultControl},
		State:     State{Dir: DefaultState},
	}
	r.views = n.get("views") != nil
	r.fields(n, "the configuration", r.topKeys(c),
		refusal{"views", "views are not built yet", "serve each view with a geosrv of its own, or leave views out"})
	if len(c.Listen) == 0 {
		c.Listen = defaultListen()
	}
	r.settle(n, c)
	sortByName(c)
	return c
}

// topKeys is the table of the keys of a file.
func (r *reader) topKeys(c *Config) []field {
	return []field{
		{"profile", r.word(&c.Profile, Profiles()...)},
		{"listen", r.each(func(v *node) { r.listen(&c.Listen, v) })},
		{"zones", r.zones(c)},
		{"geo", r.geo(&c.Geo)},
		{"sites", r.named(func(k, v *node) { c.Sites = append(c.Sites, r.site(k, v)) })},
		{"areas", r.named(func(k, v *node) { c.Areas = append(c.Areas, r.area(k, v)) })},
		{"pools", r.named(func(k, v *node) { c.Pools = append(c.Pools, r.pool(k, v)) })},
		{"services", r.named(func(k, v *node) { c.Services = append(c.Services, r.namedService(k, v)) })},
		{"groups", r.named(func(k, v *node) { c.Groups = append(c.Groups, r.group(k, v)) })},
		{"steer", r.steer(c)},
		{"probe", r.probe(&c.Probe)},
		{"mode", r.is(&c.Observe, "observe", "steer")},
		{"ttl", r.seconds(&c.TTL, MinTTL, maxTTL)},
		{"ttl_unsettled", r.seconds(&c.TTLUnsettled, MinTTL, maxTTL)},
		{"overrides", r.path(&c.Overrides, nil)},
		{"rate_limit", r.rateLimit(&c.RateLimit)},
		{"cookies", r.cookies(&c.Cookies)},
		{"tcp", r.tcp(&c.TCP)},
		{"nsid", r.said(&c.NSID, maxNSID)},
		{"chaos", r.chaos(&c.Chaos)},
		{"freebind", r.boolean(&c.FreeBind)},
		{"control", r.pathOrNone(&c.Control.Off, &c.Control.Path, &c.Control.Pos)},
		{"state", r.pathOrNone(&c.State.Off, &c.State.Dir, &c.State.Pos)},
		{"hook", r.hook(&c.Hook)},
		{"nameservers", r.nameservers(&c.Nameservers)},
		{"status", r.status(&c.Status)},
		{"dnstap", r.dnstap(&c.Dnstap)},
		{"lint", r.lint(&c.Lint)},
	}
}

// zones reads the list of zone sources, which may hold mappings.
func (r *reader) zones(c *Config) setter {
	return func(key string, v *node) {
		for _, item := range v.elements() {
			z := ZoneSource{Pos: item.pos}
			if item.kind != mapping {
				r.path(&z.Path, nil)("zone", item)
			} else {
				r.fields(item, "a zone", []field{
					{"file", r.path(&z.Path, nil)},
					{"name", r.origin(&z.Origin)},
					{"profile", r.word(&z.Profile, Profiles()...)},
				})
				if item.get("file") == nil {
					r.fail(item.pos, "write {file: F, name: ORIGIN}", "a zone has no file")
				}
			}
			c.Zones = append(c.Zones, z)
		}
	}
}

// site reads {at: [LATITUDE, LONGITUDE]} or {country: CODE}, exactly one of
// them: two places for one site would make distances depend on who reads.
func (r *reader) site(key, v *node) Site {
	s := Site{Name: r.identifier("a site", key), Pos: key.pos}
	ok := r.fields(v, "a site", []field{
		{"at", func(_ string, at *node) { s.At = r.coordinates(at) }},
		{"country", func(_ string, c *node) { s.Country = r.country(c) }},
	})
	at, country := v.get("at"), v.get("country")
	switch {
	case !ok:
	case at == nil && country == nil:
		r.fail(key.pos, "write at: [LATITUDE, LONGITUDE], or country: NL", "site %q has no place", s.Name)
	case at != nil && country != nil:
		r.fail(country.pos, "leave one of them out", "site %q has both at and country", s.Name)
	}
	return s
}

// coordinates reads [LATITUDE, LONGITUDE] in degrees, the order of ISO 6709.
func (r *reader) coordinates(v *node) (at [2]float64) {
	if v.kind != list || len(v.items) != 2 {
		r.fail(v.pos, "write [LATITUDE, LONGITUDE], such as [52.37, 4.90]", "at must be two numbers")
		return at
	}
	r.degrees(&at[0], "latitude", 90, v.items[0])
	r.degrees(&at[1], "longitude", 180, v.items[1])
	return at
}

// country reads an ISO 3166-1 alpha-2 code. Whether there is such a country is
// for those who know the centroids.
func (r *reader) country(v *node) string {
	s, ok := r.scalar("country", v)
	if !ok {
		return ""
	}
	up := strings.ToUpper(s)
	if len(s) != 2 || strings.Trim(up, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		r.fail(v.pos, "two letters of ISO 3166, such as NL", "country: %q is no country code", s)
		return ""
	}
	return up
}

// area reads a list of sites. An area of none is a typing error: it would be a
// rung that nobody stands on.
func (r *reader) area(key, v *node) Area {
	a := Area{Name: r.identifier("an area", key), Sites: r.refs("sites of an area", v), Pos: key.pos}
	if len(v.elements()) == 0 {
		r.fail(key.pos, "write "+a.Name+": [SITE...]", "area %q has no sites", a.Name)
	}
	return a
}

// refs reads a list of names of objects, each once.
func (r *reader) refs(key string, v *node) (refs []Ref) {
	r.each(func(item *node) {
		s, ok := r.scalar(key, item)
		if !ok {
			return
		}
		for _, have := range refs {
			if have.Name == s {
				r.fail(item.pos, "", "%s: %q is said twice", key, s)
				return
			}
		}
		refs = append(refs, Ref{s, item.pos})
	})(key, v)
	return refs
}

// refsInto is the setter form of refs.
func (r *reader) refsInto(dst *[]Ref) setter {
	return func(key string, v *node) {
		*dst = r.refs(key, v)
		if v.kind == list && len(v.items) == 0 {
			r.fail(v.pos, "leave the key out for the default", "%s is an empty list", key)
		}
	}
}

// sortByName brings what was a YAML mapping into an order that does not depend
// on how it was written.
func sortByName(c *Config) {
	slices.SortFunc(c.Sites, func(a, b Site) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(c.Areas, func(a, b Area) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(c.Pools, func(a, b Pool) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(c.Services, func(a, b Service) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(c.Lint.Names, func(a, b Quiet) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(c.Groups, func(a, b Entry) int { return cmp.Compare(a.Name, b.Name) })
}
