package answer

import (
	"net/netip"

	"github.com/hashicorp/golang-lru/v2/simplelru"
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

// contents are the interned RRsets of one renderer. Ladders are not among them:
// their parts are rendered when a weight or an address moves, not when a rung
// does, and their blocks are copied from those.
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
