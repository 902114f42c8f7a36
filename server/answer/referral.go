package answer

import (
	"encoding/binary"

	"geosrv/server/wire"
	"geosrv/zones"
)

// referral points at the servers of a delegated zone (RFC 1034 4.3.2 step 3b):
// the cut's NS records in the authority section, with the addresses of those
// of its servers that lie in our zone. Glue is not optional: if it does not
// fit, TC is set (RFC 9471). AA is set only where aliases came before.
func (r *reply) referral(z *plainZone, m zones.Match, k *zones.Key) int {
	id, ok := z.zone.Lookup(m.Node, wire.TypeNS)
	if !ok {
		return r.negative(z, wire.RcodeNoError)
	}
	an, flags := r.an, uint16(0)
	if an > 0 {
		flags = wire.FlagAA
	}
	set := z.zone.Set(id)
	base := headerLen
	if r.owner != 0 {
		base = r.owner
	}
	r.owner = base + int(k.Off[m.Label])
	first := r.n
	if !r.records(set.Wire) {
		return r.cutShort(flags)
	}
	ns := r.an - an
	ar, ok := r.glue(z, first)
	if !ok {
		return r.cutShort(flags)
	}
	end := r.at()
	r.a.q.Header(r.out, r.in, flags, wire.RcodeNoError, an, ns, ar)
	return r.a.q.AppendOPT(r.out, end, r.scope, 0)
}

// glue writes the addresses of the name servers whose records start at first,
// as far as the zone has them.
func (r *reply) glue(z *plainZone, first int) (ar uint16, ok bool) {
	end := r.n
	for at := first; at < end; {
		record := r.out[r.a.q.End+at:]
		name := r.a.q.End + at + pointerLen + fixedLen
		size := pointerLen + fixedLen + int(binary.BigEndian.Uint16(record[pointerLen+8:]))
		at += size
		setKey(&r.a.key, r.out[name:])
		node, found := z.zone.FindKey(&r.a.key)
		if !found || name > maxPointer {
			continue
		}
		r.owner = name
		for _, rrtype := range [...]uint16{wire.TypeA, wire.TypeAAAA} {
			if id, has := z.zone.Lookup(node, rrtype); has {
				before := r.an
				if !r.records(z.zone.Set(id).Wire) {
					return ar, false
				}
				ar += r.an - before
			}
		}
	}
	return ar, true
}
