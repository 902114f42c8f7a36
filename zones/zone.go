package zones

import (
	"encoding/binary"
	"iter"
)

// Zone is one loaded master file: nodes, RRsets and an index over full names,
// in flat arrays without pointers, so that the collector has nothing to walk.
//
// A Zone is immutable and safe for any number of readers. The zero value is not
// usable; make zones with Read. Pass it by pointer.
type Zone struct {
	apex  Name
	file  string
	names []byte // wire names of the nodes, one behind the other, and KeyRoom zeroes
	nodes []node
	sets  []set
	wire  []byte // records of the sets, as RRset.Wire
	index index
	depth int // labels of the longest name
	// mixed are the sets, ascending, of which the file gives records different TTLs.
	mixed []int32
	// dnames is set if there is a DNAME record.
	dnames bool
}

// node is one name of the zone. No pointers.
type node struct {
	name   uint32 // offset in names
	first  uint32 // id of its first set; its last is the next node's first
	parent int32  // -1 for the apex
	wild   int32  // its child `*`, or -1
	cut    int32  // the cut at or above it, or -1
	size   uint8  // octets of the name
	labels uint8
}

// set is one RRset of the zone. No pointers.
type set struct {
	offset uint32 // in wire; the set ends where the next one starts
	line   uint32
	rrtype uint16
	count  uint16
}

// Apex is the owner of the zone's SOA.
func (z *Zone) Apex() Name { return z.apex }

// File is the name of the file, as it was given to Read.
func (z *Zone) File() string { return z.file }

// Depth is how many labels the longest name has.
func (z *Zone) Depth() int { return z.depth }

// Nodes is the number of nodes. They are 0..Nodes()-1 in canonical order
// (RFC 4034 6.1), the apex first; empty non-terminals are nodes too.
func (z *Zone) Nodes() int { return len(z.nodes) }

// NameOf is the name of a node.
func (z *Zone) NameOf(node int32) Name { return Name(z.nameWire(node)) }

// HashOf is the hash of a node's name.
func (z *Zone) HashOf(node int32) uint64 { return hashOf(z.nameWire(node)) }

func (z *Zone) nameWire(node int32) []byte {
	n := &z.nodes[node]
	return z.names[n.name : n.name+uint32(n.size)]
}

// Find gives the node of exactly this name. Unlike Match it knows no wildcard
// and no delegation: glue is found too.
func (z *Zone) Find(n Name) (node int32, ok bool) {
	if n == "" {
		return -1, false
	}
	return z.find(n.Hash(), []byte(n))
}

// FindKey is Find for a name that is a key already. It allocates nothing.
func (z *Zone) FindKey(k *Key) (node int32, ok bool) {
	return z.find(k.Hash, k.Wire[:k.Len])
}

// Names gives every node with its name, in canonical order.
func (z *Zone) Names() iter.Seq2[int32, Name] {
	return func(yield func(int32, Name) bool) {
		for node := range int32(len(z.nodes)) {
			if !yield(node, z.NameOf(node)) {
				return
			}
		}
	}
}

// Sets gives the ids of a node's RRsets, first <= id < end, ordered by type.
// An empty non-terminal has none: first == end.
func (z *Zone) Sets(node int32) (first, end int32) {
	first, end = int32(z.nodes[node].first), int32(len(z.sets))
	if int(node)+1 < len(z.nodes) {
		end = int32(z.nodes[node+1].first)
	}
	return first, end
}

// NumSets is the number of RRsets. Ids are 0..NumSets()-1.
func (z *Zone) NumSets() int { return len(z.sets) }

// Set is the RRset with an id.
func (z *Zone) Set(id int32) RRset {
	s := &z.sets[id]
	end := uint32(len(z.wire))
	if int(id)+1 < len(z.sets) {
		end = z.sets[id+1].offset
	}
	wire := z.wire[s.offset:end:end]
	return RRset{s.rrtype, classIN, binary.BigEndian.Uint32(wire[ttlAt:]), int(s.count), wire}
}

// TypeOf is the type of the RRset with an id.
func (z *Zone) TypeOf(id int32) uint16 { return z.sets[id].rrtype }

// Lookup gives the id of a node's RRset of a type.
func (z *Zone) Lookup(node int32, rrtype uint16) (id int32, ok bool) {
	first, end := z.Sets(node)
	for id := first; id < end; id++ {
		if z.sets[id].rrtype == rrtype {
			return id, true
		}
	}
	return -1, false
}

// Line is the line of the file on which the set's first record starts. Records
// of a $GENERATE stand on the line of the directive.
func (z *Zone) Line(id int32) int { return int(z.sets[id].line) }

// Parent is the node above a node, -1 for the apex.
func (z *Zone) Parent(node int32) int32 { return z.nodes[node].parent }

// HasCut reports whether the zone delegates at this node.
func (z *Zone) HasCut(node int32) bool { return z.nodes[node].cut == node }

// Cut gives the cut that a node stands at or below. What a node below a cut
// owns is glue, or can't be seen by anyone.
func (z *Zone) Cut(node int32) (cut int32, ok bool) {
	cut = z.nodes[node].cut
	return cut, cut >= 0
}

// Below reports whether a node stands below a cut, not at it.
func (z *Zone) Below(node int32) bool {
	cut := z.nodes[node].cut
	return cut >= 0 && cut != node
}

// SOA is the id of the SOA's RRset.
func (z *Zone) SOA() int32 {
	id, _ := z.Lookup(0, typeSOA)
	return id
}

// soaNumber is one of the five numbers behind the two names of the SOA
// (RFC 1035 3.3.13): serial, refresh, retry, expire, minimum.
func (z *Zone) soaNumber(i int) uint32 {
	wire := z.Set(z.SOA()).Wire
	return binary.BigEndian.Uint32(wire[len(wire)-soaNumbers+4*i:])
}

// Serial is the serial of the SOA (RFC 1035 3.3.13).
func (z *Zone) Serial() uint32 { return z.soaNumber(0) }

// Minimum is the TTL of negative answers in seconds: the lower of the SOA's own
// TTL and its MINIMUM (RFC 2308 5).
func (z *Zone) Minimum() uint32 {
	return min(z.Set(z.SOA()).TTL, z.soaNumber(4))
}
