package zones

// None is what Hit gives where there is no such RRset.
const None = -1

// Hit gives the RRset of a type that a node owns, if asked, a name of size octets
// in any case, is the node's name, and it is not at or below a cut; else None.
func (z *Zone) Hit(node int32, asked *[KeyRoom]byte, size int, rrtype uint16) (id int32) {
	n := &z.nodes[node]
	if n.cut >= 0 || int(n.size) != size || !Is(asked, (*[KeyRoom]byte)(z.names[n.name:]), size) {
		return None
	}
	end := uint32(len(z.sets))
	if int(node)+1 < len(z.nodes) {
		end = z.nodes[node+1].first
	}
	for id := n.first; id < end; id++ {
		if z.sets[id].rrtype == rrtype {
			return int32(id)
		}
	}
	return None
}

// Ends reports whether a node has a name of size octets, in any case, and
// there is nothing below it but its own children: it is not at or below a cut, and
// has neither a wildcard child nor a DNAME record.
func (z *Zone) Ends(node int32, asked *[KeyRoom]byte, size int) bool {
	n := &z.nodes[node]
	if n.cut >= 0 || n.wild >= 0 || int(n.size) != size || !Is(asked, (*[KeyRoom]byte)(z.names[n.name:]), size) {
		return false
	}
	if !z.dnames {
		return true
	}
	_, ok := z.Lookup(node, typeDNAME)
	return !ok
}
