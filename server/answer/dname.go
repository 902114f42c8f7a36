package answer

import (
	"encoding/binary"
	"slices"

	"geosrv/server/wire"
	"geosrv/zones"
)

// maxName is the most octets that a name has on the wire (RFC 1035 2.3.4).
const maxName = 255

// dname answers for a name below a DNAME, whose owner starts at a label of the
// name, as does the zone's apex: the DNAME, a CNAME made of it, and what stands
// behind that (RFC 6672 3.1, 3.2). A name that would be too long is YXDOMAIN.
func (r *reply) dname(set zones.RRset, label, apex int, k *zones.Key) int {
	target := set.Wire[fixedLen:]
	front := int(k.Off[label])
	size := front + len(target)
	if size > maxName {
		r.note(NXDomain, k.Suffix(apex), 0)
	} else {
		r.note(Positive, k.Suffix(label), wire.TypeDNAME)
	}
	if !r.link(k) {
		return r.finish(wire.RcodeNoError, 0, 0)
	}
	name, from := r.ownerAt(), r.out
	if r.owner == 0 {
		from = r.in // the question is copied last
	}
	r.owner = name + front
	if !r.once(k.Suffix(label), set.Wire) {
		return r.truncated()
	}
	if size > maxName {
		return r.finish(wire.RcodeYXDomain, 0, 0)
	}
	if r.n+pointerLen+fixedLen+size > r.room {
		return r.truncated()
	}
	head := r.out[r.at():]
	binary.BigEndian.PutUint16(head, 0xc000|uint16(name))
	copy(head[pointerLen:], set.Wire[:fixedLen]) // its class and TTL too
	binary.BigEndian.PutUint16(head[pointerLen:], wire.TypeCNAME)
	binary.BigEndian.PutUint16(head[lengthAt:], uint16(size))
	targetAt := r.at() + pointerLen + fixedLen
	copy(r.out[targetAt:], from[name:name+front])
	copy(r.out[targetAt+front:], target)
	r.n += pointerLen + fixedLen + size
	r.an++
	if r.a.q.Type == wire.TypeCNAME {
		return r.finish(wire.RcodeNoError, 0, 0) // the made one is the answer, RFC 1034 3.6.2
	}
	return r.follow(targetAt)
}

// once writes a DNAME under the current owner, unless it is in the answer
// already: one that leads below itself applies again and again.
func (r *reply) once(owner uint64, w []byte) bool {
	if slices.Contains(r.a.dnames[:r.dnames], owner) {
		return true
	}
	r.a.dnames[r.dnames] = owner
	r.dnames++
	return r.record(w)
}
