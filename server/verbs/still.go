package verbs

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"geosrv/server/answer"
	"geosrv/zones"
)

// stillAnswered are the names that answer one of some addresses under outlooks of
// all groups: steered ones, and those that are answered as they stand in the zone.
func (pic view) stillAnswered(outlooks []answer.Outlook, some []netip.Addr) (names []string) {
	r := pic.World.Roster
	for i := range r.Sets {
		s := &r.Sets[i]
		if _, served := r.SetAt(s.Zone, s.RRset); !served {
			continue
		}
		if slices.ContainsFunc(outlooks[s.Group].Addresses(s), func(a netip.Addr) bool { return slices.Contains(some, a) }) {
			names = append(names, s.Owner.Text())
		}
	}
	for zi := range r.Sources {
		z := r.Sources[zi].Zone
		for n := range int32(z.Nodes()) {
			for id, end := z.Sets(n); id < end; id++ {
				if _, steered := r.SetAt(int32(zi), id); !steered && holds(z.TypeOf(id), z.Set(id), some) {
					names = append(names, z.NameOf(n).Text())
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// holds reports whether records hold one of some addresses: address records, and
// the hints of SVCB and HTTPS records (RFC 9460 7.3).
func holds(rrtype uint16, set zones.RRset, some []netip.Addr) bool {
	const typeA, typeAAAA, typeSVCB, typeHTTPS = 1, 28, 64, 65
	for _, rdata := range set.Records {
		switch rrtype {
		case typeA, typeAAAA:
			if a, ok := netip.AddrFromSlice(rdata); ok && slices.Contains(some, a) {
				return true
			}
		case typeSVCB, typeHTTPS:
			if hints(rdata, some) {
				return true
			}
		default:
			return false
		}
	}
	return false
}

// hints reports whether a service binding hints at one of some addresses.
func hints(rdata []byte, some []netip.Addr) bool {
	const priority, head, v4, v6 = 2, 4, 4, 6
	at := priority
	for at < len(rdata) && rdata[at] > 0 { // the target
		at += 1 + int(rdata[at])
	}
	for at++; at+head <= len(rdata); {
		key, size := binary.BigEndian.Uint16(rdata[at:]), int(binary.BigEndian.Uint16(rdata[at+2:]))
		at += head
		if at+size > len(rdata) {
			return false
		}
		if each := map[uint16]int{v4: 4, v6: 16}[key]; each > 0 {
			for list := range slices.Chunk(rdata[at:at+size], each) {
				if a, ok := netip.AddrFromSlice(list); ok && slices.Contains(some, a) {
					return true
				}
			}
		}
		at += size
	}
	return false
}
