package roster

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"geosrv/server/config"
	"geosrv/zones"
)

// pointer is one SRV record seen from its target.
type pointer struct {
	owner   zones.Name
	port    uint16
	profile string
}

// pointing is one SRV record, found by its target. Very many records point at
// very few names that matter, so it holds numbers alone.
type pointing struct {
	hash      uint64 // of the target
	source    int32
	node, set int32
	nth       uint16 // record of the set
	port      uint16
}

// nameServers notes which names are name servers of our zones.
func (b *builder) nameServers() {
	b.each(typeNS, func(source, _, id int32) {
		set := b.r.Sources[source].Zone.Set(id)
		for _, rdata := range set.Records {
			if target, ok := set.Target(rdata); ok {
				b.nsTargets[target] = true
			}
		}
	})
}

// pointers lists all SRV records by the hash of their target.
func (b *builder) pointers() (all []pointing) {
	b.each(typeSRV, func(source, node, id int32) {
		set := b.r.Sources[source].Zone.Set(id)
		for i, rdata := range set.Records {
			if hash, ok := set.TargetHash(rdata); ok {
				all = append(all, pointing{hash, source, node, id, uint16(i), binary.BigEndian.Uint16(rdata[4:])})
			}
		}
	})
	slices.SortFunc(all, func(x, y pointing) int {
		if x.hash != y.hash {
			return cmp.Compare(x.hash, y.hash)
		}
		return cmp.Or(cmp.Compare(x.source, y.source), cmp.Compare(x.set, y.set), cmp.Compare(x.nth, y.nth))
	})
	return all
}

// each calls yield for every RRset of a type.
func (b *builder) each(rrtype uint16, yield func(source, node, id int32)) {
	for i := range b.r.Sources {
		z := b.r.Sources[i].Zone
		for n := range int32(z.Nodes()) {
			if id, ok := z.Lookup(n, rrtype); ok {
				yield(int32(i), n, id)
			}
		}
	}
}

// pointersAt lists the SRV records that point at a name. They are sought when
// the first name asks: without pools nobody does.
func (b *builder) pointersAt(name zones.Name) (out []pointer) {
	if b.srvs == nil {
		b.srvs = append(b.pointers(), pointing{hash: 1<<64 - 1, source: -1}) // never nil
	}
	hash := name.Hash()
	at, _ := slices.BinarySearchFunc(b.srvs, hash, func(p pointing, hash uint64) int { return cmp.Compare(p.hash, hash) })
	for ; at < len(b.srvs) && b.srvs[at].hash == hash && b.srvs[at].source >= 0; at++ {
		p := &b.srvs[at]
		src := &b.r.Sources[p.source]
		set := src.Zone.Set(p.set)
		for i, rdata := range set.Records {
			if target, ok := set.Target(rdata); ok && i == int(p.nth) && target == name {
				out = append(out, pointer{owner: src.Zone.NameOf(p.node), port: p.port, profile: src.Profile})
			}
		}
	}
	return out
}

// presetsAt lists the presets of the SRV records that point at a name, without
// repetition, in the order of their owners. Thousands may point at one name, and
// many ask for it.
func (b *builder) presetsAt(name zones.Name) []pointerPreset {
	out, known := b.presets[name]
	if !known {
		out = presetsOf(b.pointersAt(name))
		b.presets[name] = out
	}
	return out
}

// presetsOf are those of pointers.
func presetsOf(pointers []pointer) (out []pointerPreset) {
	type id struct {
		owner zones.Name
		port  uint16
	}
	seen := map[id]bool{}
	for _, p := range pointers {
		is := id{p.owner, p.port}
		if seen[is] {
			continue
		}
		seen[is] = true
		text := p.owner.Text()
		if preset, ok := config.PresetFor(p.profile, text); ok {
			out = append(out, pointerPreset{pointer: p, text: text, preset: preset})
		}
	}
	slices.SortStableFunc(out, func(x, y pointerPreset) int { return strings.Compare(x.text, y.text) })
	return out
}

// pointerPreset is a pointer with what the profile knows of its owner.
type pointerPreset struct {
	pointer
	text   string // of the owner
	preset config.Preset
}

// domain is the name that a service owner such as _sip._tls.example.com
// serves: the owner without its first two labels.
func domain(owner zones.Name) string {
	return owner.Parent().Parent().Text()
}
