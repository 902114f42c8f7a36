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
	r.place()
	r.scope = r.cell
	return r.v.orders[p.list][r.class]
}

// place finds the class of the asker: by client subnet if there is one that is
// believed, else by source address (RFC 7871 7.2).
func (r *reply) place() {
	sub := &r.a.q.Subnet
	if sub.Present && sub.Source > 0 && believed(&r.v.world.Roster.Config.Geo.ECS, r.source) {
		r.class, r.cell = r.v.subnet(sub)
		return
	}
	r.class, _ = r.v.geo.Lookup(r.source)
}

// subnet is the class of a client subnet, and its scope in bits of the subnet's
// own family: an IPv4 address that is written as IPv6 is no IPv4 place here,
// because its scope would be said of the wrong bits.
func (v *View) subnet(s *wire.Subnet) (class uint16, scope uint8) {
	if s.Family == wire.FamilyIPv6 {
		return v.geo.Lookup6(binary.BigEndian.Uint64(s.Addr[:8]), binary.BigEndian.Uint64(s.Addr[8:]))
	}
	return v.geo.Lookup(s.Address())
}

// believed reports whether a resolver's client subnets count.
func believed(e *config.ECS, source netip.Addr) bool {
	if e.None {
		return false
	}
	if len(e.From) == 0 {
		return true
	}
	source = source.Unmap()
	for _, p := range e.From {
		if p.Contains(source) {
			return true
		}
	}
	return false
}
