package answer

import (
	"encoding/binary"
	"slices"

	"geosrv/server/wire"
	"geosrv/zones"
)

// Floating answers are those whose owner is not the name that the block was
// rendered for: reached by a wildcard or by aliases. The writer puts the owner
// in front of each record; their RDATA holds no pointer.

// at is the offset in the message of the next octet.
func (r *reply) at() int { return r.a.q.End + r.n }

// ownerAt is the offset of the name that the records to write belong to.
func (r *reply) ownerAt() int {
	if r.owner == 0 {
		return headerLen
	}
	return r.owner
}

// float answers with a floating RRset, behind the aliases that are already
// written. Addresses rotate as in a block.
func (r *reply) float(zi, id int32, s *slab, b *block) int {
	moves := r.v.moves[zi]
	r.a.turn++
	var ok bool
	if moves != nil && moves[id] > 0 {
		ok = r.steered(s, b)
	} else {
		ok = r.plain(r.v.plain[zi].zone.Set(id))
	}
	if !ok {
		return r.truncated()
	}
	return r.finish(wire.RcodeNoError, 0, 0)
}

// plain writes a plain RRset, addresses in rotation. A DNAME that made an alias
// of the answer leads there at times, and is in it already (RFC 2181 5).
func (r *reply) plain(set zones.RRset) bool {
	if set.Type == wire.TypeDNAME && slices.Contains(r.a.dnames[:r.dnames], r.a.key.Hash) {
		return true
	}
	split := 0
	if set.Type == wire.TypeA || set.Type == wire.TypeAAAA {
		split = int(r.a.turn%uint32(set.Count)) * (len(set.Wire) / set.Count)
	}
	return r.records(set.Wire[split:]) && r.records(set.Wire[:split])
}

// records writes records of a zone, which have no owner in front.
func (r *reply) records(w []byte) bool {
	for len(w) > 0 {
		size := fixedLen + int(binary.BigEndian.Uint16(w[8:]))
		if !r.record(w[:size]) {
			return false
		}
		w = w[size:]
	}
	return true
}

// steered writes the answer section of a steered block.
func (r *reply) steered(s *slab, b *block) bool {
	w := s.data[b.off : b.off+uint32(b.answer)]
	split := 0
	if b.stride > 0 {
		split = int(r.a.turn%uint32(b.an)) * int(b.stride)
	}
	return r.owned(w[split:]) && r.owned(w[:split])
}

// owned writes records of a block under the current owner.
func (r *reply) owned(w []byte) bool {
	for len(w) > 0 {
		size := pointerLen + fixedLen + int(binary.BigEndian.Uint16(w[pointerLen+8:]))
		if !r.record(w[pointerLen:size]) {
			return false
		}
		w = w[size:]
	}
	return true
}

// record writes one record, given from its type on, under the current owner:
// by a pointer or, where the owner stands too far behind for one (RFC 1035
// 4.1.4), in full. Nothing but the glue of a referral by TCP gets so far: an
// alias takes 534 octets at most, and there are few.
func (r *reply) record(w []byte) bool {
	owner, size := r.ownerAt(), pointerLen
	if owner > maxPointer {
		size = nameLen(r.out[owner:])
	}
	if r.n+size+len(w) > r.room {
		return false
	}
	at := r.at()
	if owner > maxPointer {
		copy(r.out[at:], r.out[owner:owner+size])
	} else {
		binary.BigEndian.PutUint16(r.out[at:], 0xc000|uint16(owner))
	}
	copy(r.out[at+size:], w)
	r.n += size + len(w)
	r.an++
	return true
}

// nameLen is the octets of an uncompressed name.
func nameLen(name []byte) int {
	at := 0
	for name[at] != 0 {
		at += 1 + int(name[at])
	}
	return at + 1
}

// alias writes the CNAME of a name and goes on with its target (RFC 1034
// 3.6.2), in this zone or another of ours. Where we are not authoritative, or
// the chain ends, the chain so far is the answer.
func (r *reply) alias(set zones.RRset, k *zones.Key) int {
	if !r.link(k) {
		return r.finish(wire.RcodeNoError, 0, 0)
	}
	targetAt := r.at() + pointerLen + fixedLen
	if !r.record(set.Wire) {
		return r.truncated()
	}
	return r.follow(targetAt)
}

// link takes a name into the chain of aliases. It refuses what would make the
// chain too long, and a name that is in it already: a record stands in an
// answer once (RFC 2181 5), so that a loop ends where it closes.
func (r *reply) link(k *zones.Key) bool {
	names := r.a.aliases[:r.links]
	if r.links == maxChain || slices.Contains(names, k.Hash) {
		return false
	}
	r.a.aliases[r.links] = k.Hash
	r.links++
	return true
}

// follow goes on with the name that stands at targetAt in what is written.
func (r *reply) follow(targetAt int) int {
	k := &r.a.key
	setKey(k, r.out[targetAt:])
	next, label, ok := r.v.zoneOf(k, r.a.q.Type)
	if !ok {
		return r.finish(wire.RcodeNoError, 0, 0)
	}
	r.owner = targetAt
	return r.zone(next, label, k)
}

// setKey fills a key from a name in wire form, folding case (RFC 4343).
func setKey(k *zones.Key, name []byte) {
	k.Labels = 0
	at := 0
	for name[at] != 0 {
		k.Off[k.Labels] = uint8(at)
		k.Labels++
		k.Wire[at] = name[at]
		for end := at + int(name[at]); at < end; {
			at++
			c := name[at]
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			k.Wire[at] = c
		}
		at++
	}
	k.Wire[at] = 0
	k.Off[k.Labels] = uint8(at)
	k.Len = at + 1
	k.Index()
}

// finish closes an answer that was written record by record.
func (r *reply) finish(rcode int, ns, ar uint16) int {
	end := r.at()
	r.a.q.Header(r.out, r.in, wire.FlagAA, rcode, r.an, ns, ar)
	return r.a.q.AppendOPT(r.out, end, r.scope, 0)
}

// negative says that there is no such name or no such data, with the SOA that
// says for how long (RFC 2308 2). Behind aliases the rcode is that of the last
// name (RFC 6604).
func (r *reply) negative(z *plainZone, rcode int) int {
	if r.n+pointerLen+len(z.soa) > r.room {
		return r.truncated()
	}
	at := r.at()
	binary.BigEndian.PutUint16(r.out[at:], 0xc000|uint16(r.apex))
	copy(r.out[at+pointerLen:], z.soa)
	r.n += pointerLen + len(z.soa)
	return r.finish(rcode, 1, 0)
}
