package lint

import (
	"fmt"
	"strings"

	"geosrv/server/steer"
	"geosrv/zones"
)

// lintTargets looks at the names that a SRV set leads to: that they can be host names
// at all, and that clients and partners who check them against the SIP domain
// accept them.
func (l *linter) lintTargets(s *service) {
	strict := s.kind == "_sipfederationtls._tcp" || s.kind == "_sip._tls" && s.lync()
	for _, rec := range s.records {
		n := rec.target
		switch {
		case n == zones.Root || twice(n, s.z.Apex()):
		case !hostName(n):
			l.tell("target-letters", &s.rrset, n, fmt.Sprintf("SRV at %s leads to %s, which is no host name", s.owner, n), "letters, digits and hyphens only: certificates and clients know no others")
		case !strict || hosted(n):
		case !n.Under(s.domain):
			l.tell("target-outside", &s.rrset, n, fmt.Sprintf("SRV at %s leads to %s, outside of the SIP domain %s", s.owner, n, s.domain),
				fmt.Sprintf("give each SIP domain a name of its own, such as sip.%s", s.domain.Text()))
		case n.Labels() != s.domain.Labels()+1:
			l.tell("target-depth", &s.rrset, n, fmt.Sprintf("SRV at %s leads to %s, which is not exactly one label below the SIP domain %s", s.owner, n, s.domain),
				fmt.Sprintf("use a name such as sip.%s", s.domain.Text()))
		}
	}
}

// twice reports whether a name ends in the zone's name twice, of which the zone's
// own findings tell.
func twice(n, apex zones.Name) bool {
	return apex != zones.Root && n.Under(apex[:len(apex)-1]+apex)
}

// hosted reports whether a target is Microsoft's own, which everybody knows.
func hosted(n zones.Name) bool { return strings.HasSuffix(n.Text(), ".lync.com") }

// hostName reports whether a name is made of what host names are made of
// (RFC 1123 2.1).
func hostName(n zones.Name) bool {
	for ; n.Labels() > 0; n = n.Parent() {
		label := n.Label()
		if label[0] == '-' || label[len(label)-1] == '-' || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return true
}

// federation looks at what partners do with the record: they take one, and that
// name is then ours for them.
func (l *linter) federation(s *service) {
	if s.kind != "_sipfederationtls._tcp" {
		return
	}
	targets := map[zones.Name]bool{}
	for _, rec := range s.records {
		targets[rec.target] = true
		if l.clients[rec.target] && len(l.Pools) > 1 && l.isSteered(rec.target) {
			l.clients[rec.target] = false // once
			l.tell("shared-name", &s.rrset, rec.target, fmt.Sprintf("%s is for clients and for federation", rec.target),
				fmt.Sprintf("if one of the two services dies, both move or both stay; use two names, such as sip-eu.%s and sipfed.%s", s.domain.Text(), s.domain.Text()))
		}
	}
	set, steered := l.steered[steeredAt{s.owner, typeSRV}]
	if steered && l.Groups[l.Sets[set].Group].Policy.Kind == steer.One {
		return
	}
	if len(targets) > 1 {
		l.tell("federation-many", &s.rrset, "", fmt.Sprintf("SRV at %s has %d targets", s.owner, len(targets)),
			"a partner takes one record and never tries another; steer it as one")
	}
}
