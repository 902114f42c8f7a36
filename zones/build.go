package zones

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// build makes the zone of the gathered records and checks what concerns more
// than one of them. If the file was not read to its end, only what is wrong for
// certain is reported. The zone counts only if there are no problems.
func (l *loader) build(origin Name, complete bool) *Zone {
	soa, ok := l.findSOA(complete)
	if !ok {
		return nil
	}
	apex := l.names[soa.owner]
	if origin != "" && apex != origin {
		l.add(int(soa.line), fmt.Sprintf("SOA at %s, but the zone is %s", apex, origin),
			"is the closing dot missing, or is it another zone's file?")
		return nil
	}
	l.dropOutside(apex)
	z := &Zone{apex: apex, file: l.file}
	nodeOf, ok := z.addNodes(l.names, apex)
	if !ok {
		l.add(0, fmt.Sprintf("more than %d names, those between others and the apex included", MaxZoneRecords), "split the zone")
		return nil
	}
	for i := range l.records {
		l.records[i].owner = nodeOf[l.names[l.records[i].owner]]
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
			l.add(int(r.line), fmt.Sprintf("second SOA, at %s", l.names[r.owner]),
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
	seen := make(map[int32]bool)
	l.records = slices.DeleteFunc(l.records, func(r record) bool {
		owner := l.names[r.owner]
		if owner.Under(apex) {
			return false
		}
		if !seen[r.owner] {
			seen[r.owner] = true
			l.add(int(r.line), fmt.Sprintf("%s is outside of the zone %s", owner, apex), "")
		}
		return true
	})
}

// addNodes makes the nodes: every owner under the apex and every name between,
// in canonical order (RFC 4034 6.1). ok is false if they are more than a zone
// may have: a short $GENERATE of deep names can ask for a lot of them.
func (z *Zone) addNodes(owners []Name, apex Name) (nodeOf map[Name]int32, ok bool) {
	nodeOf = make(map[Name]int32, len(owners)+1)
	nodeOf[apex] = 0
	for _, n := range owners {
		if !n.Under(apex) {
			continue
		}
		for _, seen := nodeOf[n]; !seen; _, seen = nodeOf[n] {
			nodeOf[n] = 0
			n = n.Parent()
		}
		if len(nodeOf) > MaxZoneRecords {
			return nil, false
		}
	}
	type sortable struct {
		key  string
		name Name
	}
	all := make([]sortable, 0, len(nodeOf))
	for n := range nodeOf {
		all = append(all, sortable{canonicalKey(n), n})
	}
	slices.SortFunc(all, func(a, b sortable) int { return cmp.Compare(a.key, b.key) })
	z.nodes = make([]node, 0, len(all))
	z.index = newIndex(len(all))
	for i, s := range all {
		nodeOf[s.name] = int32(i)
		z.addNode(s.name, nodeOf)
	}
	return nodeOf, true
}

// addNode appends the next node. Its parent is there already: in canonical
// order a name follows the names above it.
func (z *Zone) addNode(n Name, nodeOf map[Name]int32) {
	id := int32(len(z.nodes))
	parent := int32(-1)
	if id > 0 {
		parent = nodeOf[n.Parent()]
		if n.isWildcard() {
			z.nodes[parent].wild = id
		}
	}
	labels := n.Labels()
	z.depth = max(z.depth, labels)
	z.nodes = append(z.nodes, node{
		name: uint32(len(z.names)), size: uint8(len(n)), labels: uint8(labels),
		parent: parent, wild: -1, cut: -1,
	})
	z.names = append(z.names, n...)
	z.index.add(n.Hash(), id)
}

// canonicalKey is a string that sorts as the name does in canonical order:
// labels from the right, each closed by an octet lower than any in a label.
// Octets 0 and 1 are written as two, so that 0 can close.
func canonicalKey(n Name) string {
	var labels [maxLabels]string
	count := 0
	for ; len(n) > 1 && count < maxLabels; n = n.Parent() {
		labels[count] = n.Label()
		count++
	}
	var key strings.Builder
	for i := count - 1; i >= 0; i-- {
		for j := 0; j < len(labels[i]); j++ {
			c := labels[i][j]
			if c <= 1 {
				key.WriteByte(1)
				c++
			}
			key.WriteByte(c)
		}
		key.WriteByte(0)
	}
	return key.String()
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
