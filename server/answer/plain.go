package answer

import (
	"encoding/binary"
	"slices"

	"geosrv/server/wire"
	"geosrv/zones"
)

// plainZone holds the blocks of one zone as it stands, additional addresses of
// its own included. It depends on the zone alone, so that a reload of another
// zone keeps it.
type plainZone struct {
	zone   *zones.Zone
	names  []byte // the texts of zone
	slabs  []slab // plainSets RRsets each
	soa    []byte // the SOA's record without its owner, with the TTL of negatives
	apex   int    // wire length of the apex
	labels int    // of the apex
	hash   uint64 // of the apex
}

// plainSlab is how large the blocks of one zone may grow by their additional
// sections, in octets. A name server may be in a million of them; without
// those a zone is far below (zones.MaxFileOctets), and offsets have 32 bits.
const plainSlab = 1 << 30

// newPlainZone makes a zone without its blocks.
func newPlainZone(z *zones.Zone) *plainZone {
	soa := slices.Clone(z.Set(z.SOA()).Wire)
	binary.BigEndian.PutUint32(soa[4:], z.Minimum())
	return &plainZone{
		zone: z, names: z.Texts(), slabs: make([]slab, (z.NumSets()+plainSets-1)/plainSets), soa: soa,
		apex: len(z.Apex()), labels: z.Apex().Labels(), hash: z.Apex().Hash(),
	}
}

// target is a name in the current block whose addresses, or SRV records, may
// go into its additional section.
type target struct {
	zones.Additional
	offset int // of its first octet in the message
}

// render starts a block with the records of a plain RRset. Names in the RDATA
// of NS, CNAME, PTR and MX are compressed against the question; in types that
// came after RFC 1035 they must not be (RFC 3597 4, RFC 2782, RFC 9460 2.2).
func (b *builder) render(owner zones.Name, set zones.RRset) (targets []target) {
	b.begin(len(owner))
	stride := 0
	for i, rdata := range set.Records {
		at := len(b.data)
		b.record(toQuestion, set.Type, set.TTL, 0)
		body, offset := len(b.data), b.offset()
		a, leads := set.Additional(owner, rdata)
		switch set.Type {
		case wire.TypeNS, wire.TypeCNAME, wire.TypePTR:
			name, _ := set.Target(rdata)
			offset = b.name(owner, name, rdata)
		case wire.TypeMX:
			name, _ := set.Target(rdata)
			b.data = append(b.data, rdata[:2]...)
			offset = b.name(owner, name, rdata[2:])
		default:
			b.data = append(b.data, rdata...)
			offset += a.Offset
		}
		if a.Offset == zones.AtOwner {
			offset = headerLen
		}
		if leads {
			targets = append(targets, target{a, offset})
		}
		binary.BigEndian.PutUint16(b.data[body-2:], uint16(len(b.data)-body))
		if i == 0 && (set.Type == wire.TypeA || set.Type == wire.TypeAAAA) {
			stride = len(b.data) - at
		}
	}
	b.answered(set.Count, stride)
	return targets
}

// name writes a name of RDATA, as a pointer from where it has the owner's
// suffix on, in the case of the zone file, and returns where it stands.
func (b *builder) name(owner, name zones.Name, raw []byte) (offset int) {
	offset = b.offset()
	for at := 0; name[at] != 0; at += 1 + int(name[at]) {
		if off, ok := suffix(owner, name[at:]); ok {
			if at == 0 {
				offset = headerLen + off
			}
			b.data = append(b.data, raw[:at]...)
			b.data = binary.BigEndian.AppendUint16(b.data, 0xc000|uint16(headerLen+off))
			return offset
		}
	}
	b.data = append(b.data, raw[:len(name)]...)
	return offset
}

// suffix finds where tail, a name of at least one label, stands at the end of
// owner.
func suffix(owner, tail zones.Name) (offset int, ok bool) {
	if !owner.Under(tail) {
		return 0, false
	}
	return len(owner) - len(tail), true
}

// additional adds the RRsets that targets ask for, as far as the zone itself
// has them. Data below a cut is not ours to say beside an answer (RFC 2181
// 5.4.1).
func (p *plainZone) additional(b *builder, targets []target) {
	for i, t := range targets {
		if repeated(targets[:i], t) {
			continue
		}
		n, ok := p.zone.Find(t.Name)
		if !ok {
			continue
		}
		if _, cut := p.zone.Cut(n); cut {
			continue
		}
		for _, rrtype := range wanted(&t.Additional) {
			if id, ok := p.zone.Lookup(n, rrtype); ok {
				b.plain(t.offset, p.zone.Set(id))
			}
		}
	}
}

// wanted are the types that a target asks for.
func wanted(a *zones.Additional) []uint16 {
	switch {
	case a.Service:
		return []uint16{wire.TypeSRV}
	case a.Binding > 0:
		return []uint16{wire.TypeA, wire.TypeAAAA, a.Binding}
	}
	return []uint16{wire.TypeA, wire.TypeAAAA}
}

// repeated reports whether an earlier target brought the same RRsets along.
func repeated(before []target, t target) bool {
	return slices.ContainsFunc(before, func(o target) bool {
		return o.Name == t.Name && o.Service == t.Service
	})
}

// owned returns the records of a plain RRset with room for an owner in front of
// each.
func owned(set zones.RRset) []byte {
	out := make([]byte, 0, len(set.Wire)+pointerLen*set.Count)
	for w := set.Wire; len(w) > 0; {
		size := fixedLen + int(binary.BigEndian.Uint16(w[8:]))
		out = append(out, 0, 0)
		out = append(out, w[:size]...)
		w = w[size:]
	}
	return out
}
