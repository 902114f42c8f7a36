package lint

import (
	"fmt"

	"geosrv/zones"
)

// typeNS is the type of nameservers (RFC 1035 3.3.11).
const typeNS = 2

// delegation looks at a zone that lies in another of ours. We answer both, so
// nobody notices here that the other does not delegate it; any other server of
// that other zone denies its names.
func (l *linter) delegation(source int32) {
	src := &l.Sources[source]
	above := src.Zone.Apex().Parent()
	if above == "" {
		return
	}
	var k zones.Key
	k.Set(above)
	i, _, ok := l.Forest.Find(&k)
	if !ok {
		return
	}
	parent := l.Sources[i].Zone
	k.Set(src.Zone.Apex())
	if parent.Match(&k).Kind == zones.Referral {
		return
	}
	node, _ := src.Zone.Find(src.Zone.Apex())
	if id, ok := src.Zone.Lookup(node, typeNS); ok {
		set := &rrset{src.Zone.Set(id), src.Zone, id, src.Zone.Apex(), src.Profile}
		l.tell("delegation-missing", set, "", fmt.Sprintf("%s is a zone, and the zone %s does not delegate it", src.Zone.Apex(), parent.Apex()),
			"every other server of that zone denies its names; geosrv check --delegation prints the lines")
	}
}
