package answer

import (
	"encoding/binary"
	"net/netip"

	"geosrv/server/config"
	"geosrv/server/wire"
)

// order is the order in which this asker wants the pools of a steered set. Only
// where it depends on the asker has the answer a scope.
func (r *reply) order(set int32) uint16 {
	p := r.v.placed[set]
	if !p.tailored {
		return 0
	}
	s := &r.a.q.Subnet
	high, low := binary.BigEndian.Uint64(s.Addr[:8]), binary.BigEndian.Uint64(s.Addr[8:])
	var class uint16
	class, r.scope = r.v.place(s.Family, s.Source, high, low, r.a.Who)
	order := r.v.orders[p.list][class]
	if r.a.trace != nil {
		r.a.trace.place(class, r.scope, order)
	}
	return order
}

// place finds the class of an asker: by client subnet if there is one that is
// believed, else by source address (RFC 7871 7.2); and its scope, in bits of the
// subnet's own family. An IPv4 address that is written as IPv6 is no IPv4 place
// here, because its scope would be said of the wrong bits. bits is 0 without a
// subnet; high and low are its address from the left.
func (v *View) place(family, bits uint8, high, low uint64, who Asker) (class uint16, scope uint8) {
	switch {
	case bits == 0 || !v.believes && !believed(&v.world.Roster.Config.Geo.ECS, who.Meta().Source):
		class, _ = v.geo.Lookup(who.Meta().Source)
		return class, 0
	case family == wire.FamilyIPv6:
		return v.geo.Lookup6(high, low)
	}
	return v.geo.Lookup4(uint32(high >> 32))
}

// believed reports whether a resolver's client subnets count where not all do.
func believed(e *config.ECS, source netip.Addr) bool {
	source = source.Unmap()
	for _, p := range e.From {
		if p.Contains(source) {
			return true
		}
	}
	return false
}
