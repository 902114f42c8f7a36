package zones

import (
	"fmt"
	"slices"
)

// build makes the zone of the gathered records and checks what concerns more
// than one of them. If the file was not read to its end, only what is wrong for
// certain is reported. The zone counts only if there are no problems.
func (l *loader) build(origin Name, complete bool) *Zone {
	soa, ok := l.findSOA(complete)
	if !ok {
		return nil
	}
	apex := l.owners.name(soa.owner)
	if origin != "" && apex != origin {
		l.add(int(soa.line), fmt.Sprintf("SOA at %s, but the zone is %s", apex, origin),
			"is the closing dot missing, or is it another zone's file?")
		return nil
	}
	l.dropOutside(apex)
	z := &Zone{apex: apex, file: l.file}
	nodeOf, ok := l.addNodes(z, soa.owner)
	if !ok {
		l.add(0, fmt.Sprintf("more than %d names, those between others and the apex included", MaxZoneRecords), "split the zone")
		return nil
	}
	for i := range l.records {
		l.records[i].owner = nodeOf[l.records[i].owner]
	}
	l.addSets(z)
	z.markCuts()
	l.checkRules(z, complete)
	return z
}

// findSOA finds the one SOA (RFC 1035 5.2).
func (l *loader) findSOA(complete bool) (soa record, ok bool) {
	for _, r := range l.records {
		switch {
		case r.rrtype != typeSOA:
		case !ok:
			soa, ok = r, true
		default:
			l.add(int(r.line), fmt.Sprintf("second SOA, at %s", l.owners.name(r.owner)),
				fmt.Sprintf("the first is on line %d; a zone has one", soa.line))
		}
	}
	switch {
	case ok || !complete || len(l.all) > 0:
	case len(l.records) == 0:
		l.add(0, "no records", "is the file empty by accident?")
	default:
		l.add(0, "no SOA record", "a zone starts with one: @ SOA NAMESERVER MAILBOX SERIAL REFRESH RETRY EXPIRE MINIMUM")
	}
	return soa, ok
}

// dropOutside reports each name that is not under the apex, once, and drops its
// records.
func (l *loader) dropOutside(apex Name) {
	top := []byte(apex)
	outside := make(map[int32]bool) // whether it was reported
	for n := range int32(l.owners.len()) {
		if !isUnder(l.owners.wire(n), top) {
			outside[n] = false
		}
	}
	if len(outside) == 0 {
		return
	}
	l.records = slices.DeleteFunc(l.records, func(r record) bool {
		reported, out := outside[r.owner]
		if out && !reported {
			outside[r.owner] = true
			l.add(int(r.line), fmt.Sprintf("%s is outside of the zone %s", l.owners.name(r.owner), apex), "")
		}
		return out
	})
}

// markCuts finds the cut of every node. A parent always comes before its children.
func (z *Zone) markCuts() {
	for id := int32(1); id < int32(len(z.nodes)); id++ {
		n := &z.nodes[id]
		if n.cut = z.nodes[n.parent].cut; n.cut >= 0 {
			continue
		}
		if _, ok := z.Lookup(id, typeNS); ok {
			n.cut = id
		}
	}
}
