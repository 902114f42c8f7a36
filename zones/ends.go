package zones

// Text says where Texts has the name of a node, and how many octets it has.
func (z *Zone) Text(node int32) (offset uint32, size uint8) {
	n := &z.nodes[node]
	return n.name, n.size
}

// Texts has the names of the nodes in wire form and lower case, and KeyRoom octets
// behind them, so that each can be read as so many. Not to be written to.
func (z *Zone) Texts() []byte { return z.names }

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
