package answer

import (
	"encoding/binary"
	"net/netip"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"geosrv/server/roster"
	"geosrv/server/steer"
)

// interned is how many sets one renderer remembers the contents of, counting a
// set once for each decision.
const interned = 2048

// manyNames is how many decisions are told apart before the numbers start anew.
const manyNames = 1 << 16

// rrset is the content of a steered RRset: its records without their TTL,
// which is not content. They own themselves by toQuestion. Publishes that
// answer the same content share one, and so will its signature: what is signed
// is a content, not a block (RFC 4034 3.1.8.1).
type rrset struct {
	records []byte // TTL 0
	n       int
	stride  int // size of a record of addresses, else 0
	//lint:ignore U1000 the slot is part of the shape; zones are not signed yet
	signature []byte // for the DO slot
}

// contentKey names contents: a set, and the decision or the addresses.
type contentKey struct {
	set       int32
	candidate int32     // of addresses; -1 for ladders
	decision  uint32    // by names
	addresses [2]uint64 // a bit for each of the candidate's
}

// names numbers decisions by their ladders, so that equal ones have one number
// for as long as nothing was forgotten.
type names struct {
	seen map[string]uint32
	key  []byte
}

func newNames() *names { return &names{seen: map[string]uint32{}} }

// full reports whether the numbers have to start anew.
func (n *names) full() bool { return len(n.seen) >= manyNames }

// ladders is the number of a list of ladders.
func (n *names) ladders(ladders [][]steer.Rung) uint32 {
	n.key = n.key[:0]
	for _, rungs := range ladders {
		n.key = append(n.key, byte(len(rungs)))
		for _, r := range rungs {
			n.key = binary.LittleEndian.AppendUint16(n.key, uint16(r.Candidate))
			n.key = binary.LittleEndian.AppendUint16(n.key, r.Priority)
			n.key = append(n.key, r.Quarters, bit(r.Lone))
		}
	}
	if at, ok := n.seen[string(n.key)]; ok {
		return at
	}
	at := uint32(len(n.seen))
	n.seen[string(n.key)] = at
	return at
}

// contents are the interned RRsets of one renderer: a set's, by ladder, or the
// one of a list of addresses.
type contents struct {
	lru *simplelru.LRU[contentKey, []rrset]
}

func newContents() contents {
	lru, err := simplelru.NewLRU[contentKey, []rrset](interned, nil)
	if err != nil {
		panic(err) // the size is a constant above zero
	}
	return contents{lru}
}

// addresses returns the RRset of a list of addresses.
func (c contents) addresses(key contentKey, rrtype uint16, as []netip.Addr) *rrset {
	if rr, ok := c.lru.Get(key); ok {
		return &rr[0]
	}
	var b builder
	rr := rrset{n: len(as)}
	for _, a := range as {
		b.record(toQuestion, rrtype, 0, a.BitLen()/8)
		b.data = append(b.data, a.AsSlice()...)
	}
	if rr.records = b.data; rr.n > 0 {
		rr.stride = len(b.data) / rr.n
	}
	list := []rrset{rr}
	c.lru.Add(key, list)
	return &list[0]
}

// ladders returns the SRV RRsets of a decision's ladders (RFC 2782).
func (c contents) ladders(set int32, g *roster.Group, rs *roster.Set, d *decision) []rrset {
	key := contentKey{set: set, candidate: -1, decision: d.name}
	if list, ok := c.lru.Get(key); ok {
		return list
	}
	list := make([]rrset, len(d.ladders))
	b := builder{slab: slab{data: make([]byte, 0, ladderSize(rs, d.ladders))}}
	for i, rungs := range d.ladders {
		start := len(b.data)
		list[i].n = b.ladder(g, rs, rungs)
		list[i].records = b.data[start:len(b.data):len(b.data)]
	}
	c.lru.Add(key, list)
	return list
}

// ladderSize is how many octets the records of all ladders have: known before
// they are written, they are written once.
func ladderSize(rs *roster.Set, ladders [][]steer.Rung) (n int) {
	for _, rungs := range ladders {
		for _, r := range rungs {
			for _, i := range rs.By[r.Candidate] {
				n += pointerLen + fixedLen + len(rs.Records[i].RData)
			}
		}
	}
	return n
}

// ladder writes the records of a ladder without their TTL.
func (b *builder) ladder(g *roster.Group, rs *roster.Set, rungs []steer.Rung) (n int) {
	for _, r := range rungs {
		records := rs.By[r.Candidate]
		for _, i := range records {
			rec := &rs.Records[i]
			b.record(toQuestion, typeSRV, 0, len(rec.RData))
			at := len(b.data)
			b.data = append(b.data, rec.RData...)
			binary.BigEndian.PutUint16(b.data[at:], priority(g, rs, rec, r))
			binary.BigEndian.PutUint16(b.data[at+2:], weight(rec, r, len(records)))
		}
		n += len(records)
	}
	return n
}

// priority is a record's priority on a rung. All targets of a pool share the
// rung; by zone, and where one pool is answered alone, they keep their distance.
func priority(g *roster.Group, rs *roster.Set, rec *roster.Record, r steer.Rung) uint16 {
	p := int(r.Priority) + int(rs.Offset)
	if g.Policy.Kind == steer.One || g.Policy.By == steer.Zone {
		p += int(rec.Priority) - int(rs.Offset) - int(g.Candidates[r.Candidate].Priority)
	}
	return uint16(min(max(p, 0), 0xffff))
}

// weight is a record's weight on a rung: the live share of the zone's. A lone
// record keeps the zone's; none is ever 0.
func weight(rec *roster.Record, r steer.Rung, records int) uint16 {
	if r.Lone && records == 1 {
		return max(1, rec.Weight)
	}
	return steer.Scale(rec.Weight, r.Quarters)
}
