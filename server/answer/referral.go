package answer

import (
	"encoding/binary"

	"geosrv/server/wire"
	"geosrv/zones"
)

// referral points at the servers of a delegated zone (RFC 1034 4.3.2 step 3b):
// the cut's NS records in the authority section, with the addresses of those
// of its servers that our zone has. Glue of servers below the cut is not
// optional: if it does not fit, TC is set (RFC 9471 3.1). AA is set only where
// aliases came before.
func (r *reply) referral(z *plainZone, m zones.Match, k *zones.Key) int {
	id, _ := z.zone.Lookup(m.Node, wire.TypeNS) // it is what makes a cut
	an, flags := r.an, uint16(0)
	if an > 0 {
		flags = wire.FlagAA
	}
	set := z.zone.Set(id)
	r.owner = r.ownerAt() + int(k.Off[m.Label])
	first := r.n
	if !r.records(set.Wire) {
		return r.cutShort(flags)
	}
	ns := r.an - an
	others, ok := r.glue(z, m.Node, first)
	if !ok {
		return r.cutShort(flags)
	}
	if others {
		r.siblings(z, m.Node, first, ns)
	}
	ar := r.an - an - ns
	end := r.at()
	r.a.q.Header(r.out, r.in, flags, wire.RcodeNoError, an, ns, ar)
	return r.a.q.AppendOPT(r.out, end, r.scope, 0)
}

// glue writes the addresses of the name servers below the cut, whose records
// start at first. others says that the zone has addresses for some of the rest.
func (r *reply) glue(z *plainZone, cut int32, first int) (others, ok bool) {
	for at, end := first, r.n; at < end; {
		var node int32
		node, at = r.server(z, at)
		switch {
		case node < 0:
		case !z.within(node, cut):
			others = true
		case !r.addresses(z, node):
			return others, false
		}
	}
	return others, true
}

// siblings writes the addresses of name servers elsewhere in our zone, for as
// long as they fit: helpful, but one can come to them without us (RFC 9471
// 3.2). first is where the first of count NS records starts.
func (r *reply) siblings(z *plainZone, cut int32, first int, count uint16) {
	at := first
	for range count {
		var node int32
		if node, at = r.server(z, at); node < 0 || z.within(node, cut) {
			continue
		}
		if n, an := r.n, r.an; !r.addresses(z, node) {
			r.n, r.an = n, an
			return
		}
	}
}

// server reads the NS record that starts at an offset behind the question: the
// node of its server, which becomes the current owner, or -1 if our zone has no
// such name, and the offset of the next record.
func (r *reply) server(z *plainZone, at int) (node int32, next int) {
	record := r.out[r.a.q.End+at:]
	setKey(&r.a.key, record[pointerLen+fixedLen:])
	r.owner = r.a.q.End + at + pointerLen + fixedLen
	node, _ = z.zone.FindKey(&r.a.key)
	return node, at + pointerLen + fixedLen + int(binary.BigEndian.Uint16(record[lengthAt:]))
}

// within reports whether a node stands at or below a cut.
func (z *plainZone) within(node, cut int32) bool {
	at, ok := z.zone.Cut(node)
	return ok && at == cut
}

// addresses writes the address RRsets of a node under the current owner; false
// if they do not all fit.
func (r *reply) addresses(z *plainZone, node int32) bool {
	for _, rrtype := range [...]uint16{wire.TypeA, wire.TypeAAAA} {
		if id, ok := z.zone.Lookup(node, rrtype); ok && !r.records(z.zone.Set(id).Wire) {
			return false
		}
	}
	return true
}
