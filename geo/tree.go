package geo

import (
	"encoding/binary"
	"errors"

	"github.com/oschwald/maxminddb-golang/v2"
)

// checkTree refuses a search tree that shares its branches so often that a walk over
// its networks would not end: 128 nodes, each with both sides at the next, have 2^128
// leaves. The reader's Verify, which must have passed (no cycles, at most 128 deep,
// nodes inside the file), visits each node once and so doesn't notice.
func checkTree(m maxminddb.Metadata, b []byte) error {
	t := tree{b: b, nodes: m.NodeCount, size: m.RecordSize, leaves: make([]uint64, m.NodeCount)}
	// An IPv6 tree holds its IPv4 part at up to six places. 64 leaves to a node is far
	// above any tree and still a short walk.
	if t.count(0) > 64*(uint64(m.NodeCount)+16) {
		return errors.New("the search tree repeats itself without end")
	}
	return nil
}

// tree reads the nodes of a search tree: two records of `size` bits each.
type tree struct {
	b      []byte
	nodes  uint
	size   uint
	leaves []uint64 // of a node, once counted; saturated
}

// count is the number of leaves at and below a node. Its recursion is at most 128
// deep, and each node is counted once.
func (t *tree) count(node uint) uint64 {
	if node >= t.nodes {
		return 1
	}
	if n := t.leaves[node]; n != 0 {
		return n
	}
	left, right := t.sides(node)
	n := min(t.count(left)+t.count(right), 1<<62)
	t.leaves[node] = n
	return n
}

// sides are the two records of a node, in one of the three layouts of the format
// (24, 28 and 32 bits).
func (t *tree) sides(node uint) (left, right uint) {
	size := t.size / 4
	b := t.b[node*size : node*size+size]
	switch t.size {
	case 24:
		return uint(b[0])<<16 | uint(b[1])<<8 | uint(b[2]), uint(b[3])<<16 | uint(b[4])<<8 | uint(b[5])
	case 28:
		// The middle byte carries the top four bits of both.
		left = uint(b[3]>>4)<<24 | uint(b[0])<<16 | uint(b[1])<<8 | uint(b[2])
		right = uint(b[3]&15)<<24 | uint(b[4])<<16 | uint(b[5])<<8 | uint(b[6])
		return left, right
	}
	return uint(binary.BigEndian.Uint32(b)), uint(binary.BigEndian.Uint32(b[4:]))
}
