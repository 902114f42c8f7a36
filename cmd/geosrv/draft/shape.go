package draft

import "slices"

// shape is what a profile's draft looks like.
type shape struct {
	profile string
	roles   []role // the first is the one that every pool needs
	machine string // how machines are named: edge for edge1-ams
}

// role is one of a pool's host names.
type role struct {
	name  string // in the configuration; "" for a pool without roles
	host  string // its host name is HOST-POOL
	alias bool   // it stands at the addresses of the first role
	apart bool   // other machines than those of the first role
}

// shapes is the one table of what is drafted for which profile.
func shapes() []shape {
	web := role{name: "web", host: "web", apart: true}
	return []shape{
		{"lync", []role{{name: "access", host: "access"}, {name: "webconf", host: "webconf"}, {name: "av", host: "av"}, web}, "edge"},
		{"lync-single-ip", []role{
			{name: "access", host: "access"}, {name: "webconf", host: "webconf", alias: true}, {name: "av", host: "av", alias: true}, web,
		}, "edge"},
		{"sip-trunk", []role{{host: "sbc"}}, "sbc"},
		{"xmpp", []role{{host: "xmpp"}}, "xmpp"},
		{"matrix", []role{{name: "hs", host: "hs"}, web}, "hs"},
		{"web", []role{{host: "web"}}, "web"},
	}
}

// shapeOf finds the shape of a profile.
func shapeOf(profile string) (shape, bool) {
	all := shapes()
	i := slices.IndexFunc(all, func(s shape) bool { return s.profile == profile })
	if i < 0 {
		return shape{}, false
	}
	return all[i], true
}

// Roles are the roles of a profile that somebody says addresses for: first the
// one that every pool needs, "" where a pool has no roles. It is nil for a
// profile that nobody knows.
func Roles(profile string) (names []string) {
	s, _ := shapeOf(profile)
	for _, r := range s.roles {
		if !r.alias {
			names = append(names, r.name)
		}
	}
	return names
}

// hosted are the roles that a pool has addresses in, with them.
func (s *shape) hosted(p *Pool) (roles []role, addrs []Addressed) {
	for _, r := range s.roles {
		from := r.name
		if r.alias {
			from = s.roles[0].name
		}
		if at := p.role(from); len(at) > 0 {
			roles, addrs = append(roles, r), append(addrs, Addressed{r.name, at})
		}
	}
	return roles, addrs
}
