package outbound

import (
	"fmt"
	"slices"

	"geosrv/server/roster"
	"geosrv/zones"
)

// Way is a service that people leave us by as well, on a way that DNS does not
// decide: whoever moves its way in has to move the way out by hand. The zero value
// is Federation.
type Way uint8

const (
	// Federation with other SIP domains (_sipfederationtls._tcp).
	Federation Way = iota
	// XMPP with other servers (_xmpp-server._tcp).
	XMPP
)

// Repoint says what has to be done where DNS does not reach, once a service
// leads to a pool.
func (s Way) Repoint(pool string) string {
	if s == XMPP {
		return fmt.Sprintf("outbound XMPP does not follow DNS: set the XMPP federation route to the Edge pool of %s and publish", pool)
	}
	return fmt.Sprintf("outbound federation does not follow DNS: in Topology Builder set the federation route of every site to the Edge pool of %s, publish, and run Enable-CsTopology", pool)
}

// Of is, by the number of the group, which such services it decides: by their SRV records,
// or by the addresses of the names that they point at.
func Of(r *roster.Roster) map[int32][]Way {
	at := map[string][]int32{} // groups, by the owners of their sets
	for g := range r.Groups {
		for _, s := range r.Groups[g].Sets {
			owner := r.Sets[s].Owner.Text()
			at[owner] = append(at[owner], int32(g))
		}
	}
	out := map[int32][]Way{}
	for _, source := range r.Sources {
		for s, owner := range [...]string{Federation: "_sipfederationtls._tcp.", XMPP: "_xmpp-server._tcp."} {
			for _, name := range targets(source.Zone, owner+source.Zone.Apex().Text()) {
				for _, g := range at[name] {
					if !slices.Contains(out[g], Way(s)) {
						out[g] = append(out[g], Way(s))
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
