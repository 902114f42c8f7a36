package server

import (
	"fmt"
	"slices"

	"geosrv/server/roster"
	"geosrv/zones"
)

// wayOut is a service that people leave us by as well, on a way that DNS does not
// decide: whoever moves its way in
// has to move the way out by hand.
type wayOut uint8

const (
	federation wayOut = iota
	xmpp
)

// repoint says what has to be done where DNS does not reach, once a service
// leads to a pool.
func (s wayOut) repoint(pool string) string {
	if s == xmpp {
		return fmt.Sprintf("outbound XMPP does not follow DNS: set the XMPP federation route to the Edge pool of %s and publish", pool)
	}
	return fmt.Sprintf("outbound federation does not follow DNS: in Topology Builder set the federation route of every site to the Edge pool of %s, publish, and run Enable-CsTopology", pool)
}

// outbound is, by group, which such services it decides: by their SRV records,
// or by the addresses of the names that they point at.
func outbound(r *roster.Roster) map[int32][]wayOut {
	at := map[string][]int32{} // groups, by the owners of their sets
	for g := range r.Groups {
		for _, s := range r.Groups[g].Sets {
			owner := r.Sets[s].Owner.Text()
			at[owner] = append(at[owner], int32(g))
		}
	}
	out := map[int32][]wayOut{}
	for _, source := range r.Sources {
		for s, owner := range [...]string{federation: "_sipfederationtls._tcp.", xmpp: "_xmpp-server._tcp."} {
			for _, name := range targets(source.Zone, owner+source.Zone.Apex().Text()) {
				for _, g := range at[name] {
					if !slices.Contains(out[g], wayOut(s)) {
						out[g] = append(out[g], wayOut(s))
					}
				}
			}
		}
	}
	return out
}

// targets are the owner of an SRV set and the names that it points at; none if
// there is no such set.
func targets(z *zones.Zone, owner string) []string {
	const typeSRV = 33
	name, err := zones.ParseName(owner)
	if err != nil {
		return nil
	}
	var k zones.Key
	k.Set(name)
	m := z.Match(&k)
	if m.Kind != zones.Exact {
		return nil
	}
	id, ok := z.Lookup(m.Node, typeSRV)
	if !ok {
		return nil
	}
	names := []string{name.Text()}
	set := z.Set(id)
	for _, rdata := range set.Records {
		if t, ok := set.Target(rdata); ok {
			names = append(names, t.Text())
		}
	}
	return names
}
