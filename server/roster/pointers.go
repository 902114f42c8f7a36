package roster

import (
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

// pointers notes which SRV records point at which names, and which names are
// name servers of our zones.
func (b *builder) pointers() {
	for i := range b.r.Sources {
		z := b.r.Sources[i].Zone
		for n := range int32(z.Nodes()) {
			first, end := z.Sets(n)
			for id := first; id < end; id++ {
				b.point(&b.r.Sources[i], n, id)
			}
		}
	}
}

func (b *builder) point(src *Source, n, id int32) {
	set := src.Zone.Set(id)
	if set.Type != typeSRV && set.Type != typeNS {
		return
	}
	for _, rdata := range set.Records {
		target, ok := set.Target(rdata)
		switch {
		case !ok:
		case set.Type == typeNS:
			b.nsTargets[target] = true
		default:
			b.srvs[target] = append(b.srvs[target], pointer{
				owner: src.Zone.NameOf(n), port: binary.BigEndian.Uint16(rdata[4:]), profile: src.Profile,
			})
		}
	}
}

// presetsAt lists the presets of the SRV records that point at a name, without
// repetition, in the order of their owners.
func (b *builder) presetsAt(name zones.Name) (out []pointerPreset) {
	ps := slices.Clone(b.srvs[name])
	slices.SortFunc(ps, func(x, y pointer) int { return strings.Compare(x.owner.Text(), y.owner.Text()) })
	for _, p := range ps {
		preset, ok := config.PresetFor(p.profile, p.owner.Text())
		if !ok {
			continue
		}
		pp := pointerPreset{pointer: p, preset: preset}
		if !slices.ContainsFunc(out, func(o pointerPreset) bool { return o.same(pp) }) {
			out = append(out, pp)
		}
	}
	return out
}

// pointerPreset is a pointer with what the profile knows of its owner.
type pointerPreset struct {
	pointer
	preset config.Preset
}

func (p pointerPreset) same(q pointerPreset) bool {
	return p.owner == q.owner && p.port == q.port
}

// domain is the name that a service owner such as _sip._tls.example.com
// serves: the owner without its first two labels.
func domain(owner zones.Name) string {
	return owner.Parent().Parent().Text()
}
