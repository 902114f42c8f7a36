package answer

import (
	"encoding/binary"

	"geosrv/server/wire"
	"geosrv/zones"
)

// The short way answers the usual request, which was read, for a set that stands
// in a zone under the asker's own name, by a block that is finished: one look-up,
// one copy. 0 means that this is something else, and that the long way has to be
// taken from the start. It says the same octet for octet, so that it may only be
// faster.

// steered is the short way to a name that owns steered sets.
func (a *Answerer) steered(v *View, n *steeredName, out *wire.Room) int {
	u := &a.usual
	set := &n.first
	if set.rrtype != u.Type {
		if set = n.other(u.Type); set == nil {
			return a.plain(v, &n.plain, out)
		}
	}
	blocks := v.ready[set.number]
	if blocks == nil || n.size != u.Len || !zones.Is(u.Name(out), n.text, u.Len) {
		return 0
	}
	var order uint16
	var scope uint8
	if set.orders != nil {
		var class uint16
		if u.Source > 0 && u.Family == wire.FamilyIPv4 && v.believes { // as place would
			class, scope = v.geo.Lookup4(uint32(u.Addr >> 32))
		} else {
			class, scope = v.place(u.Family, u.Source, u.Addr, 0, a.Who)
		}
		order = set.orders[class]
	}
	return a.send(&blocks.slab, blocks.block(order, u.DO), out, scope)
}

// plain is the short way to what a node owns.
func (a *Answerer) plain(v *View, slot *nameSlot, out *wire.Room) int {
	u, z := &a.usual, v.plain[slot.zone]
	if int(slot.node>>24) != u.Len || !zones.Is(u.Name(out), (*[zones.KeyRoom]byte)(z.names[slot.text:]), u.Len) {
		return 0
	}
	id := int32(slot.first & low24)
	for end := id + int32(slot.first>>24); id < end; id++ {
		s, b := z.block(id, u.DO)
		if s.typeOf(b) != u.Type {
			continue
		}
		if moves := v.moves[slot.zone]; moves != nil && moves[id] != 0 {
			if moves[id] > 0 {
				return 0 // steered: it has no block now
			}
			c := v.carriers[-moves[id]-1]
			s, b = &c.slab, c.block(0, u.DO)
		}
		return a.send(s, b, out, 0)
	}
	return 0
}

// send makes the reply of a block.
func (a *Answerer) send(s *slab, b *block, out *wire.Room, scope uint8) int {
	u := &a.usual
	n, ar := int(b.full), b.ar
	if frame := u.End + u.OptLen(); frame+n > wire.MinUDP && frame+n > u.Limit(a.UDP) {
		var fits bool
		if n, ar, fits = s.cutDown(b, u.Limit(a.UDP)-frame); !fits {
			return 0
		}
	}
	end := u.End + n
	if end > len(out)-wire.UsualOut {
		return 0
	}
	a.outcome.Class, a.outcome.Proven = Positive, false // the key waits until somebody asks
	a.Tally.found[uint8(u.Type)].Add(1)
	src := s.data[b.off:][:n]
	if b.rotates() {
		a.turn++
		b.rotate(out[u.End:end], src, a.turn)
	} else {
		copy(out[u.End:end], src)
	}
	return u.Finish(out, end, wire.RcodeNoError, wire.Counts(b.an)<<32|wire.Counts(ar), scope)
}

// missing says that a name is not there, if its closest encloser (RFC 4592 3.3.1)
// says nothing else: no wildcard, cut or DNAME.
func (a *Answerer) missing(v *View, out *wire.Room) int {
	u := &a.usual
	labels := u.Labels(out)
	if labels < 0 || v.names.clash {
		return 0
	}
	name := u.Name(out)
	for i := max(1, labels-v.names.depth); i <= labels; i++ {
		at := u.Off(i)
		slot := v.names.find(zones.HashOf(name, at, u.Len))
		if slot == nil {
			continue
		}
		z := v.plain[v.names.zoneOf(slot)]
		if !z.zone.Ends(int32(slot.node&low24), u.Suffix(out, at), u.Len-at) {
			return 0
		}
		return a.denial(z, labels, out)
	}
	return 0
}

// denial says that a name does not exist in a zone.
func (a *Answerer) denial(z *plainZone, labels int, out *wire.Room) int {
	u := &a.usual
	owner := u.End + pointerLen
	end := owner + len(z.soa)
	if size := end + u.OptLen(); size > wire.MinUDP && size > u.Limit(a.UDP) {
		return 0
	}
	a.outcome = Outcome{Class: NXDomain, Key: z.hash ^ keyOf(NXDomain, 0)}
	a.Tally.missing[uint8(u.Type)].Add(1)
	apex := headerLen + u.Off(labels-z.labels)
	binary.BigEndian.PutUint16(out[u.End:owner], 0xc000|uint16(apex))
	copy(out[owner:end], z.soa)
	return u.Finish(out, end, wire.RcodeNXDomain, 1<<16, 0)
}
