package answer

import (
	"net/netip"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"geosrv/server/roster"
	"geosrv/server/steer"
)

// interned is how many RRsets of addresses one renderer remembers.
const interned = 2048

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

// contentKey names a content: a set, and the addresses of it that are answered.
type contentKey struct {
	set       int32
	candidate int32
	addresses [2]uint64 // a bit for each of the candidate's
}

// contents are the interned RRsets of one renderer. Ladders are not among them
// until zones are signed: without a signature to save, a flip would write each
// of them twice, and keep memory for outages that may never come again.
type contents struct {
	lru *simplelru.LRU[contentKey, *rrset]
}

func newContents() contents {
	lru, err := simplelru.NewLRU[contentKey, *rrset](interned, nil)
	if err != nil {
		panic(err) // the size is a constant above zero
	}
	return contents{lru}
}

// addresses returns the RRset of a list of addresses.
func (c contents) addresses(key contentKey, rrtype uint16, as []netip.Addr) *rrset {
	if rr, ok := c.lru.Get(key); ok {
		return rr
	}
	var b builder
	rr := &rrset{n: len(as)}
	for _, a := range as {
		b.record(toQuestion, rrtype, 0, a.BitLen()/8)
		b.data = append(b.data, a.AsSlice()...)
	}
	if rr.records = b.data; rr.n > 0 {
		rr.stride = len(b.data) / rr.n
	}
	c.lru.Add(key, rr)
	return rr
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
