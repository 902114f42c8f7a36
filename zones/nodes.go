package zones

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// child is a name as seen from the one above it. No pointers.
type child struct {
	prefix       uint64 // the first octets of its label, zeroes behind
	parent, name int32  // numbers of owners
}

// addNodes makes the nodes: every owner and every name between it and the apex,
// in canonical order (RFC 4034 6.1), and returns the node of each name. ok is
// false if they are more than a zone may have: a short $GENERATE of deep names
// can ask for a lot of them.
func (l *loader) addNodes(z *Zone, apex int32) (nodeOf []int32, ok bool) {
	children, ok := l.owners.children(apex)
	if !ok {
		return nil, false
	}
	slices.SortFunc(children, func(a, b child) int {
		if c := cmp.Compare(a.parent, b.parent); c != 0 {
			return c
		}
		if c := cmp.Compare(a.prefix, b.prefix); c != 0 {
			return c
		}
		return bytes.Compare(l.owners.label(a.name), l.owners.label(b.name))
	})
	first := make([]int32, l.owners.len()+1) // by name: its first child, and the end
	for _, c := range children {
		first[c.parent+1]++
	}
	for i := range first[1:] {
		first[i+1] += first[i]
	}
	return l.descend(z, apex, children, first), true
}

// descend appends the nodes in canonical order: a name, then what stands below
// it, by label.
func (l *loader) descend(z *Zone, apex int32, children []child, first []int32) (nodeOf []int32) {
	nodeOf = make([]int32, l.owners.len())
	for i := range nodeOf {
		nodeOf[i] = -1
	}
	z.nodes = make([]node, 0, len(children)+1)
	z.names = make([]byte, 0, len(l.owners.text)+KeyRoom)
	nodeOf[apex] = z.addNode(l.owners.wire(apex), -1)
	type span struct{ next, end int32 } // in children
	stack := []span{{first[apex], first[apex+1]}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next == top.end {
			stack = stack[:len(stack)-1]
			continue
		}
		c := children[top.next]
		top.next++
		nodeOf[c.name] = z.addNode(l.owners.wire(c.name), nodeOf[c.parent])
		if from, end := first[c.name], first[c.name+1]; from < end {
			stack = append(stack, span{from, end})
		}
	}
	z.names = append(z.names, make([]byte, KeyRoom)...) // see Texts
	z.index = l.owners.index
	z.index.renumber(nodeOf)
	return nodeOf
}

// addNode appends the next node, whose parent is there already.
func (z *Zone) addNode(wire []byte, parent int32) (id int32) {
	id = int32(len(z.nodes))
	labels := uint8(0)
	if parent >= 0 {
		labels = z.nodes[parent].labels + 1
		if isWildcard(wire) {
			z.nodes[parent].wild = id
		}
	} else {
		labels = uint8(Name(wire).Labels())
	}
	z.depth = max(z.depth, int(labels))
	z.nodes = append(z.nodes, node{
		name: uint32(len(z.names)), size: uint8(len(wire)), labels: labels,
		parent: parent, wild: -1, cut: -1,
	})
	z.names = append(z.names, wire...)
	return id
}

// label is the leftmost label of a name that is not the root.
func (o *owners) label(number int32) []byte {
	wire := o.wire(number)
	return wire[1 : 1+int(wire[0])]
}

// children lists all names below the apex, in no order. It adds those that only
// stand between others and the apex. ok is false if there are too many.
func (o *owners) children(apex int32) (out []child, ok bool) {
	out = make([]child, 0, o.len()+o.len()/8)
	top := slices.Clone(o.wire(apex))
	last, lastWire := apex, top // the parent of the name before: mostly that of the next
	for n := int32(0); int(n) < o.len(); n++ {
		wire := o.wire(n)
		if n == apex || !isUnder(wire, top) {
			continue
		}
		if above := wire[1+int(wire[0]):]; string(above) != string(lastWire) {
			lastWire = slices.Clone(above)
			last = o.number(hashOf(lastWire), lastWire)
		}
		var prefix [8]byte
		copy(prefix[:], o.label(n))
		out = append(out, child{binary.BigEndian.Uint64(prefix[:]), last, n})
		if o.len() > MaxZoneRecords {
			return nil, false
		}
	}
	return out, true
}

// isUnder is Name.Under for the wire form.
func isUnder(wire, apex []byte) bool {
	if !bytes.HasSuffix(wire, apex) {
		return false
	}
	for len(wire) > len(apex) {
		wire = wire[1+int(wire[0]):]
	}
	return len(wire) == len(apex)
}

// isWildcard reports whether the leftmost label of a name is a lone asterisk
// (RFC 4592 2.1.1).
func isWildcard(wire []byte) bool {
	return len(wire) > 2 && wire[0] == 1 && wire[1] == '*'
}
