package zones

// What Hit gives where there is no RRset.
const (
	Elsewhere = -1 // Match has to say what there is
	Missing   = -2 // no such name stands in the zone
)

// Hit gives the RRset of a type that a name owns itself, by the zone's own word:
// not below a cut, nor at one. Without one it is Elsewhere or Missing.
func (z *Zone) Hit(k *Key, rrtype uint16) (id int32) {
	for at := k.Hash; ; at++ {
		slot := z.index.slots[at&z.index.mask]
		if slot == 0 {
			return Missing
		}
		if slot>>32 != k.Hash>>32 {
			continue
		}
		node := uint32(slot) - 1
		n := &z.nodes[node]
		if !Same(k.Wire[:k.Len], z.names[n.name:n.name+uint32(n.size)]) {
			continue
		}
		if n.cut >= 0 {
			return Elsewhere
		}
		end := uint32(len(z.sets))
		if int(node)+1 < len(z.nodes) {
			end = z.nodes[node+1].first
		}
		for id := n.first; id < end; id++ {
			if z.sets[id].rrtype == rrtype {
				return int32(id)
			}
		}
		return Elsewhere
	}
}
