package answer

import (
	"net/netip"

	"geosrv/server/wire"
	"geosrv/zones"
)

// hot finds steered sets by their names, past zones and nodes: they are what is
// asked for. It holds those that Find and Match would lead to, each under the
// name that owns it in its zone. Immutable; the zero value holds none.
type hot struct {
	slots []hotSlot // open-addressed by the hash; at most half are taken
	mask  uint64
	names []byte
}

// hotSlot is one set; of size 0 if there is none. No pointers.
type hotSlot struct {
	hash   uint64
	name   uint32 // offset in names
	set    int32
	list   int32 // of sites; -1 if all askers get the same
	rrtype uint16
	size   uint8
}

func newHot(w *World) (h hot) {
	size := 4
	for size < 2*len(w.Roster.Sets) {
		size *= 2
	}
	h.slots, h.mask = make([]hotSlot, size), uint64(size-1)
	var k zones.Key
	for i := range w.Roster.Sets {
		s := &w.Roster.Sets[i]
		if n, ok := w.Roster.SetAt(s.Zone, s.RRset); !ok || int(n) != i {
			continue // its group observes
		}
		name := ownerOf(w.zone(s.Zone), s.RRset)
		k.Set(name)
		if zi, _, ok := w.Roster.Forest.Find(&k); !ok || zi != s.Zone || w.zone(zi).Hit(&k, s.Type) != s.RRset {
			continue
		}
		slot := hotSlot{hash: k.Hash, name: uint32(len(h.names)), set: int32(i), list: -1, rrtype: s.Type, size: uint8(len(name))}
		if p := &w.placed[i]; p.tailored {
			slot.list = p.list
		}
		h.names = append(h.names, name...)
		at := k.Hash & h.mask
		for h.slots[at].size > 0 {
			at = (at + 1) & h.mask
		}
		h.slots[at] = slot
	}
	return h
}

// find gives the finished block of the steered set that is asked for, nil if
// there is no such set or no such block, and the scope.
func (h *hot) find(v *View, u *wire.Usual, source netip.Addr) (s *slab, b *block, scope uint8) {
	for at := u.Name.Hash; ; at++ {
		slot := &h.slots[at&h.mask]
		if slot.size == 0 {
			return nil, nil, 0
		}
		if slot.hash != u.Name.Hash || slot.rrtype != u.Type || !zones.Same(u.Name.Wire[:u.Name.Len], h.names[slot.name:slot.name+uint32(slot.size)]) {
			continue
		}
		var order uint16
		if slot.list >= 0 {
			var class uint16
			class, scope = v.place(u.Family, u.Source, u.Addr, 0, source)
			order = v.orders[slot.list][class]
		}
		if l := v.ladders[slot.set]; l != nil {
			if !l.finished() {
				return nil, nil, 0
			}
			return &l.blocks, &l.blocks.slots[u.DO][l.variant[order]], scope
		}
		blocks := v.sets[slot.set]
		return &blocks.slab, blocks.block(order, u.DO), scope
	}
}
