package zones

import "fmt"

// reached is what an asker finds at a name.
type reached uint8

const (
	elsewhere reached = iota // the name is not of this zone, or delegated away
	address
	alias   // a CNAME
	nothing // no address, or no such name
)

// reach looks a name up as an asker for its addresses would.
func (l *linter) reach(n Name) reached {
	if n == Root || !n.Under(l.z.apex) {
		return elsewhere
	}
	l.key.Set(n)
	m := l.z.Match(&l.key)
	switch {
	case m.Kind == Referral:
		return elsewhere
	case m.Kind == NoName:
		return nothing
	}
	if _, ok := l.z.Lookup(m.Node, typeCNAME); ok {
		return alias
	}
	if l.addressed(m.Node) {
		return address
	}
	return nothing
}

// addressed reports whether a node owns addresses.
func (l *linter) addressed(node int32) bool {
	_, v4 := l.z.Lookup(node, typeA)
	_, v6 := l.z.Lookup(node, typeAAAA)
	return v4 || v6
}

// lintServer looks at a nameserver: of the zone itself, or of a part that it
// delegates. One whose name lies in that part cannot be found without glue
// (RFC 1034 4.2.1), and none may be an alias (RFC 2181 10.3).
func (l *linter) lintServer(node int32, server Name) {
	if l.z.HasCut(node) && server.Under(l.owner) {
		if glue, ok := l.z.Find(server); !ok || !l.addressed(glue) {
			l.add("glue-missing", server, fmt.Sprintf("%s is delegated to %s, which has no glue", l.owner, server),
				"add its A and AAAA records here: it cannot be found without them")
		}
		return
	}
	switch l.reach(server) {
	case alias:
		l.add("ns-alias", server, fmt.Sprintf("NS at %s leads to %s, which is a CNAME", l.owner, server), "a nameserver owns its addresses itself (RFC 2181 10.3)")
	case nothing:
		l.add("ns-no-address", server, fmt.Sprintf("NS at %s leads to %s, which has no address", l.owner, server), "add its A and AAAA records")
	}
}

// lintExchange looks at a mail exchanger, which may not be an alias (RFC 2181
// 10.3).
func (l *linter) lintExchange(target Name) {
	if l.reach(target) == alias {
		l.add("mx-alias", target, fmt.Sprintf("MX at %s leads to %s, which is a CNAME", l.owner, target), "a mail exchanger owns its addresses itself (RFC 2181 10.3)")
	}
}

// lintAlias follows an alias through the zone: one that comes back to its owner
// has no answer, and every resolver gives up on it (RFC 1034 3.6.2).
func (l *linter) lintAlias(target Name) {
	for range maxHops {
		if !target.Under(l.z.apex) {
			return
		}
		l.key.Set(target)
		m := l.z.Match(&l.key)
		if m.Kind != Exact && m.Kind != Wildcard {
			return
		}
		next, ok := l.z.Lookup(m.Node, typeCNAME)
		if !ok {
			return
		}
		if next == l.id {
			l.add("cname-loop", "", fmt.Sprintf("CNAME at %s leads back to itself", l.owner), "nobody can follow it to an answer")
			return
		}
		set := l.z.Set(next)
		for _, rdata := range set.Records {
			target, _ = set.Target(rdata)
		}
	}
}
