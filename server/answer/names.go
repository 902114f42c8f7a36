package answer

import (
	"geosrv/server/roster"
	"geosrv/zones"
)

// names finds what stands under a name of any zone in one probe, past apexes and
// the zones' own look-up. It holds every name that exists, of the zone that answers
// for it, and nothing else. Immutable; the zero value is not usable.
type names struct {
	slots []nameSlot // open-addressed by the hash; at most two of three are taken
	mask  uint64
	depth int // labels of the longest name
	// clash is set if two names have one hash: the second is missing here.
	clash bool

	steered []steeredName
}

// nameSlot is one name; of hash 0 if there is none. What a look-up needs of node
// and RRsets stands here too: a zone that is asked for all of its names does not
// fit the processor's caches, and each other place costs the time of a hundred
// instructions. No pointers: there may be a million.
type nameSlot struct {
	hash  uint64
	zone  int32  // or ^n for the steered name n
	node  uint32 // low 24 bits; the others: octets of the name
	text  uint32 // where the zone has the name's text
	first uint32 // low 24 bits: id of its first RRset; the others: how many it has, 0 at and below a cut
}

// low24 are the bits of numbers that share a word; zones.MaxZoneRecords is below.
const low24 = 1<<24 - 1

// steeredName is a name that owns steered sets: they are what is asked for.
type steeredName struct {
	plain  nameSlot // what it would be without them
	size   int
	text   *[zones.KeyRoom]byte
	first  steeredSet
	others []steeredSet
}

// steeredSet is one of the sets of a name.
type steeredSet struct {
	number int32 // among all
	rrtype uint16
	orders []uint16 // by class; nil if all askers get the same
}

// other is the set of a type that is not the first; nil if none is steered.
func (n *steeredName) other(rrtype uint16) *steeredSet {
	for i := range n.others {
		if n.others[i].rrtype == rrtype {
			return &n.others[i]
		}
	}
	return nil
}

// newNames enters the names of all zones.
func newNames(w *World) names {
	total := 0
	for _, s := range w.Roster.Sources {
		total += s.Zone.Nodes()
	}
	size := 4
	for size < total+total/2 {
		size *= 2
	}
	n := names{slots: make([]nameSlot, size), mask: uint64(size - 1)}
	shared := sharing(w.Roster)
	for i, s := range w.Roster.Sources {
		n.enter(w.Roster.Forest, int32(i), s.Zone, shared[i])
	}
	n.steer(w)
	return n
}

// sharing reports for each zone whether another one's apex is inside of it, so
// that not all of its names are its own.
func sharing(r *roster.Roster) []bool {
	shared := make([]bool, len(r.Sources))
	var k zones.Key
	for _, s := range r.Sources {
		k.Set(s.Zone.Apex())
		if above, _, ok := r.Forest.FindAbove(&k); ok {
			shared[above] = true
		}
	}
	return shared
}

// enter enters the names of a zone.
func (n *names) enter(f *zones.Forest, zone int32, z *zones.Zone, shared bool) {
	var k zones.Key
	n.depth = max(n.depth, z.Depth())
	for node := range int32(z.Nodes()) {
		if shared {
			k.Set(z.NameOf(node))
			if its, _, ok := f.Find(&k); !ok || its != zone {
				continue
			}
		}
		entry := nameSlot{hash: z.HashOf(node), zone: zone}
		text, size := z.Text(node)
		entry.text, entry.node = text, uint32(size)<<24|uint32(node)
		if _, cut := z.Cut(node); !cut {
			first, end := z.Sets(node)
			// More types than that are left to the zone's own look-up.
			entry.first = uint32(min(end-first, 255))<<24 | uint32(first)
		}
		if slot := n.next(entry.hash); slot.hash != 0 || entry.hash == 0 {
			n.clash = true
		} else {
			*slot = entry
		}
	}
}

// next is the slot of a hash, or the free one where it belongs.
func (n *names) next(hash uint64) *nameSlot {
	for at := hash; ; at++ {
		if slot := &n.slots[at&n.mask]; slot.hash == hash || slot.hash == 0 {
			return slot
		}
	}
}

// steer marks the names of the sets that are steered now.
func (n *names) steer(w *World) {
	orders := w.Geo.OrderOf()
	for i := range w.Roster.Sets {
		s := &w.Roster.Sets[i]
		if number, ok := w.Roster.SetAt(s.Zone, s.RRset); !ok || int(number) != i {
			continue // its group observes
		}
		z := w.zone(s.Zone)
		node := nodeOf(z, s.RRset)
		slot := n.find(z.HashOf(node))
		if slot == nil || int32(slot.node&low24) != node || n.zoneOf(slot) != s.Zone {
			continue
		}
		set := steeredSet{number: int32(i), rrtype: s.Type}
		if p := &w.placed[i]; p.tailored {
			set.orders = orders[p.list]
		}
		if slot.zone < 0 {
			name := &n.steered[^slot.zone]
			name.others = append(name.others, set)
			continue
		}
		name := steeredName{plain: *slot, text: new([zones.KeyRoom]byte), first: set}
		name.size = copy(name.text[:], z.NameOf(node))
		n.steered, slot.zone = append(n.steered, name), ^int32(len(n.steered))
	}
}

// zoneOf is the zone of a name.
func (n *names) zoneOf(slot *nameSlot) int32 {
	if slot.zone < 0 {
		return n.steered[^slot.zone].plain.zone
	}
	return slot.zone
}

// find is the slot that may be of the name with a hash; nil if there is none. The
// caller compares the names.
func (n *names) find(hash uint64) *nameSlot {
	for at := hash; ; at++ {
		slot := &n.slots[at&n.mask]
		if slot.hash == hash {
			return slot
		}
		if slot.hash == 0 {
			return nil
		}
	}
}
