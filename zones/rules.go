package zones

import (
	"fmt"
	"slices"
)

// checkRules checks what must hold between the sets of a zone. What is missing
// is only reported if the file was read to its end.
func (l *loader) checkRules(z *Zone, complete bool) {
	if _, ok := z.Lookup(0, typeNS); !ok && complete {
		l.add(z.Line(z.SOA()), fmt.Sprintf("no NS records at %s", z.apex), "a zone names its own nameservers")
	}
	z.dnames = slices.ContainsFunc(z.sets, func(s set) bool { return s.rrtype == typeDNAME })
	for id := range int32(len(z.nodes)) {
		l.checkCNAME(z, id)
		if z.dnames {
			l.checkDNAME(z, id)
		}
		l.checkWildcard(z, id)
	}
}

// checkCNAME: a CNAME is single and alone (RFC 1034 3.6.2, RFC 2181 10.1), but
// for what signs it (RFC 4034 3 and 4, RFC 2181 10.1 for KEY).
func (l *loader) checkCNAME(z *Zone, node int32) {
	cname, ok := z.Lookup(node, typeCNAME)
	if !ok {
		return
	}
	l.checkSingle(z, node, cname)
	first, end := z.Sets(node)
	for id := first; id < end; id++ {
		switch rrtype := z.sets[id].rrtype; rrtype {
		case typeCNAME, typeRRSIG, typeNSEC, typeKEY:
		default:
			l.add(max(z.Line(id), z.Line(cname)),
				fmt.Sprintf("%s has a CNAME on line %d and %s on line %d", z.NameOf(node), z.Line(cname), typeName(rrtype), z.Line(id)),
				"a CNAME stands alone at its name")
		}
	}
}

// checkDNAME: a DNAME is single, and nothing stands below it (RFC 6672 2.4).
func (l *loader) checkDNAME(z *Zone, node int32) {
	if id, ok := z.Lookup(node, typeDNAME); ok {
		l.checkSingle(z, node, id)
	}
	first, end := z.Sets(node)
	if first == end {
		return
	}
	for above := z.Parent(node); above >= 0; above = z.Parent(above) {
		if dname, ok := z.Lookup(above, typeDNAME); ok {
			l.add(z.Line(first), fmt.Sprintf("%s stands below the DNAME of line %d", z.NameOf(node), z.Line(dname)),
				"a DNAME takes every name below it away")
			return
		}
	}
}

func (l *loader) checkSingle(z *Zone, node, id int32) {
	if s := z.Set(id); s.Count > 1 {
		l.add(z.Line(id), fmt.Sprintf("%s has %d %s records", z.NameOf(node), s.Count, typeName(s.Type)), "at most one")
	}
}

// checkWildcard: what NS and DNAME at a wildcard mean is not defined (RFC 4592
// 4.2 and 4.4), and servers differ.
func (l *loader) checkWildcard(z *Zone, node int32) {
	if !isWildcard(z.nameWire(node)) || node == 0 {
		return
	}
	for _, rrtype := range []uint16{typeNS, typeDNAME} {
		if id, ok := z.Lookup(node, rrtype); ok {
			l.add(z.Line(id), fmt.Sprintf("%s at the wildcard %s", typeName(rrtype), z.NameOf(node)), "it has no defined meaning")
		}
	}
}
