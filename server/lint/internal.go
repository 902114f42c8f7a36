package lint

import (
	"fmt"
	"slices"
	"strings"

	"geosrv/server/roster"
	"geosrv/zones"
)

// insideOnly are the names of a SIP domain that must not exist outside: a client
// that gets an answer takes itself for inside. With the type of that answer.
func insideOnly() map[string]uint16 {
	return map[string]uint16{
		"lyncdiscoverinternal": typeA, "sipinternal": typeA,
		"_sipinternaltls._tcp": typeSRV, "_sipinternal._tcp": typeSRV,
	}
}

// internal looks at the SIP domains that clients come to from outside, as far as
// their names lie in a zone.
func (l *linter) internal(source int32) {
	l.eachService(source, func(s *service) {
		if s.kind != "_sip._tls" || s.domain == "" {
			return
		}
		for _, name := range [...]string{"lyncdiscoverinternal", "sipinternal", "_sipinternaltls._tcp", "_sipinternal._tcp"} {
			l.inside(name, insideOnly()[name], s)
		}
		if s.lync() {
			l.discovery(s)
		}
	})
}

// inside tells of an internal name that is answered outside.
func (l *linter) inside(name string, rrtype uint16, s *service) {
	n, err := zones.ParseName(name + "." + s.domain.Text())
	if err != nil {
		return
	}
	z, m, ok := l.lookup(n)
	if !ok || m.Kind != zones.Exact && m.Kind != zones.Wildcard {
		return
	}
	id, ok := z.Lookup(m.Node, rrtype)
	if !ok {
		id, ok = z.Lookup(m.Node, typeCNAME)
	}
	if !ok && rrtype == typeA {
		id, ok = z.Lookup(m.Node, typeAAAA)
	}
	if !ok {
		return
	}
	owner := z.NameOf(m.Node)
	set := &rrset{z.Set(id), z, id, owner, s.profile}
	switch {
	case m.Kind == zones.Exact:
		l.tell("internal-outside", set, "", fmt.Sprintf("%s is answered beside %s, to clients outside", owner, s.owner),
			"they take themselves for inside and try to reach what they cannot; keep it in the internal zone")
	case !l.told[owner]:
		l.told[owner] = true
		l.tell("wildcard-internal", set, "", fmt.Sprintf("%s answers for %s", owner, n), "clients outside take themselves for inside; name the hosts one by one instead")
	}
}

// discovery wants the name that newer clients ask for first, and mobile ones
// alone, where web services are published at all.
func (l *linter) discovery(s *service) {
	n, err := zones.ParseName("lyncdiscover." + s.domain.Text())
	if err != nil || !l.web(s.domain) {
		return
	}
	if _, m, ok := l.lookup(n); ok && m.Kind == zones.NoName {
		l.tell("lyncdiscover-missing", &s.rrset, "", fmt.Sprintf("%s exists, and %s does not", s.owner, n),
			"mobile clients ask for nothing else; add its addresses, those of the reverse proxy")
	}
}

// web reports whether a pool has web services, or a SIP domain names for meetings.
func (l *linter) web(domain zones.Name) bool {
	for _, p := range l.Pools {
		if slices.ContainsFunc(p.Roles, func(r roster.Role) bool { return r.Name == "web" }) {
			return true
		}
	}
	for _, name := range [...]string{"meet.", "dialin."} {
		n, err := zones.ParseName(name + domain.Text())
		if err != nil {
			continue
		}
		if _, m, ok := l.lookup(n); ok && m.Kind == zones.Exact {
			return true
		}
	}
	return false
}

// alias looks at aliases that certain clients do not follow.
func (l *linter) alias(s *rrset) {
	switch s.owner.Label() {
	case "lyncdiscover", "meet", "dialin":
	default:
		return
	}
	for _, rdata := range s.Records {
		target, ok := s.Target(rdata)
		if ok && s.lync() && !target.Under(s.owner.Parent()) && !strings.HasSuffix(target.Text(), ".lync.com") {
			l.tell("cname-away", s, target, fmt.Sprintf("CNAME at %s leads to %s, in another domain", s.owner, target),
				"mobile clients do not follow it there over HTTPS; give the name addresses of its own")
		}
	}
}
