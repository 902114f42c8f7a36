package answer

import (
	"encoding/binary"

	"geosrv/server/wire"
	"geosrv/zones"
)

// plainZone holds the blocks of one zone as it stands, additional addresses of
// its own included. It depends on the zone alone, so that a reload of another
// zone keeps it.
type plainZone struct {
	slab
	zone *zones.Zone
	soa  []byte // the SOA's record without its owner, with the TTL of negatives
	apex int    // wire length of the apex
}

// plainSlab is how large the blocks of one zone may grow by their additional
// sections, in octets. A name server may be in a million of them; without
// those a zone is far below (zones.MaxFileOctets), and offsets have 32 bits.
const plainSlab = 1 << 30

// plainZones renders the zones of the world, taking from prev what did not
// change.
func (w *World) plainZones(prev *World) {
	before := map[*zones.Zone]*plainZone{}
	if prev != nil {
		for _, p := range prev.plain {
			before[p.zone] = p
		}
	}
	for _, s := range w.Roster.Sources {
		p, ok := before[s.Zone]
		if !ok {
			p = newPlainZone(s.Zone)
		}
		w.plain = append(w.plain, p)
	}
}

func newPlainZone(z *zones.Zone) *plainZone {
	p := &plainZone{zone: z, apex: len(z.Apex())}
	b := &builder{limit: plainSlab}
	for n := range int32(z.Nodes()) {
		owner := z.NameOf(n)
		first, end := z.Sets(n)
		for id := first; id < end; id++ {
			set := z.Set(id)
			targets := b.render(owner, set, z.Apex())
			if !z.Below(n) && !z.HasCut(n) && brings(set.Type) {
				p.addresses(b, targets)
			}
			b.end()
		}
	}
	p.slab = b.slab
	soa := z.Set(z.SOA())
	p.soa = append([]byte(nil), soa.Wire...)
	binary.BigEndian.PutUint32(p.soa[4:], z.Minimum())
	return p
}

// brings reports whether a type has an additional section of addresses
// (RFC 1035 3.3, RFC 2782). An alias has none: what stands behind it may move.
func brings(rrtype uint16) bool {
	return rrtype == wire.TypeNS || rrtype == wire.TypeMX || rrtype == wire.TypeSRV
}

// target is a host name in the RDATA of the current block.
type target struct {
	name   zones.Name
	offset int // of its first octet in the message
}

// render starts a block with the records of a plain RRset. Host names in the
// RDATA of NS, CNAME, PTR, MX and SOA are compressed against the question;
// SRV's are not (RFC 2782, RFC 3597 4).
func (b *builder) render(owner zones.Name, set zones.RRset, apex zones.Name) (targets []target) {
	b.begin(len(owner))
	stride := 0
	for i, rdata := range set.Records {
		at := len(b.data)
		b.record(toQuestion, set.Type, set.TTL, 0)
		body := len(b.data)
		switch set.Type {
		case wire.TypeNS, wire.TypeCNAME, wire.TypePTR:
			targets = append(targets, b.name(owner, rdata, set, rdata))
		case wire.TypeMX:
			b.data = append(b.data, rdata[:2]...)
			targets = append(targets, b.name(owner, rdata[2:], set, rdata))
		case wire.TypeSRV:
			name, _ := set.Target(rdata)
			targets = append(targets, target{name, b.offset() + 6})
			b.data = append(b.data, rdata...)
		default:
			b.data = append(b.data, rdata...)
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
// suffix on, in the case of the zone file.
func (b *builder) name(owner zones.Name, raw []byte, set zones.RRset, rdata []byte) target {
	name, _ := set.Target(rdata)
	t := target{name, b.offset()}
	for at := 0; name[at] != 0; at += 1 + int(name[at]) {
		if off, ok := suffix(owner, name[at:]); ok {
			if at == 0 {
				t.offset = headerLen + off
			}
			b.data = append(b.data, raw[:at]...)
			b.data = binary.BigEndian.AppendUint16(b.data, 0xc000|uint16(headerLen+off))
			return t
		}
	}
	b.data = append(b.data, raw[:len(name)]...)
	return t
}

// suffix finds where tail, a name of at least one label, stands at the end of
// owner.
func suffix(owner, tail zones.Name) (offset int, ok bool) {
	if !owner.Under(tail) {
		return 0, false
	}
	return len(owner) - len(tail), true
}

// addresses adds the A and AAAA RRsets of targets that lie in the zone itself.
func (p *plainZone) addresses(b *builder, targets []target) {
	for i, t := range targets {
		if repeated(targets[:i], t.name) || !t.name.Under(p.zone.Apex()) {
			continue
		}
		n, ok := p.zone.Find(t.name)
		if !ok {
			continue
		}
		if _, cut := p.zone.Cut(n); cut {
			continue
		}
		for _, rrtype := range [...]uint16{wire.TypeA, wire.TypeAAAA} {
			if id, ok := p.zone.Lookup(n, rrtype); ok {
				set := p.zone.Set(id)
				b.additional(t.offset, owned(set), set.Count)
			}
		}
	}
}

func repeated(before []target, name zones.Name) bool {
	for _, t := range before {
		if t.name == name {
			return true
		}
	}
	return false
}

// owned returns the records of a plain RRset of addresses with room for an
// owner in front of each.
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
