package answer

import (
	"encoding/binary"

	"geosrv/server/wire"
	"geosrv/zones"
)

// maxName is the most octets that a name has on the wire (RFC 1035 2.3.4).
const maxName = 255

// dname answers for a name below a DNAME, whose owner starts at a label of the
// name: the DNAME, a CNAME made of it, and what stands behind that (RFC 6672
// 3.1, 3.2). A name that would be too long is YXDOMAIN.
func (r *reply) dname(set zones.RRset, label int, k *zones.Key) int {
	name, from := r.ownerAt(), r.out
	if r.owner == 0 {
		from = r.in // the question is copied last
	}
	front := int(k.Off[label])
	r.owner = name + front
	if !r.record(set.Wire) {
		return r.truncated()
	}
	r.owner = name
	target := set.Wire[fixedLen:]
	size := front + len(target)
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
	return r.follow(targetAt)
}
