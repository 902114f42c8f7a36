package compare

import (
	"encoding/binary"
	"net/netip"

	"github.com/miekg/dns"

	"geosrv/geo"
	"geosrv/server/oracle"
)

// judge says what is wrong with a reply to a packet of a workload; "" if nothing
// is.
type judge func(query int, packet, reply []byte, udp bool) string

// ask lets one of some oracles accept a reply: each is of a state that may have
// been the server's when it answered.
func ask(states []*oracle.Oracle, packet, reply []byte, udp bool) string {
	m := new(dns.Msg)
	if err := m.Unpack(packet); err != nil {
		return "the query is no message: " + err.Error()
	}
	if len(reply) >= 2 {
		m.Id = binary.BigEndian.Uint16(reply)
	}
	q := oracle.Query{Msg: m, Source: netip.AddrFrom4([4]byte{127, 0, 1, 1}), UDP: udp}
	wrong := "nobody to ask"
	for _, o := range states {
		if wrong = o.Ask(q).Wrong(reply); wrong == "" {
			return ""
		}
	}
	return wrong
}

// judgeStatic judges replies from zones in which nothing moves.
func judgeStatic(zones []zone) (judge, error) {
	var w oracle.World
	for _, z := range zones {
		records, err := z.records()
		if err != nil {
			return nil, err
		}
		w.Zones = append(w.Zones, records)
	}
	states := []*oracle.Oracle{oracle.New(w)}
	return func(_ int, packet, reply []byte, udp bool) string { return ask(states, packet, reply, udp) }, nil
}

// judgeEstate judges replies from an estate. countries are those of the askers,
// by query. The oracle knows no database, so it is told that the whole world is
// where the asker is.
func (e *estate) judgeEstate(how steering, countries []string) (judge, error) {
	records, err := e.zone.records()
	if err != nil {
		return nil, err
	}
	known := map[string][]*oracle.Oracle{}
	return func(query int, packet, reply []byte, udp bool) string {
		country := countries[query]
		if known[country] == nil {
			known[country] = e.states(how, records, country)
		}
		return ask(known[country], packet, reply, udp)
	}, nil
}

// states are the oracles of a place: all up since long, all up since a short
// while, the flipping edge silent, and silent since the start.
func (e *estate) states(how steering, records oracle.Zone, country string) (out []*oracle.Oracle) {
	const asker = "asker"
	lat, lon, _ := geo.Centroid(country)
	w := oracle.World{Zones: []oracle.Zone{records}}
	if how == asWritten {
		return []*oracle.Oracle{oracle.New(w)}
	}
	w.Networks = map[netip.Prefix]string{netip.MustParsePrefix("0.0.0.0/0"): asker}
	for i, s := range e.sites {
		w.Sites = append(w.Sites, oracle.Site{Name: s.name, Lat: s.lat, Lon: s.lon})
		w.Pools = append(w.Pools, oracle.Pool{Name: s.name, Site: s.name, Roles: []oracle.Role{{Hosts: []string{hostName(i)}}}})
	}
	w.Sites = append(w.Sites, oracle.Site{Name: asker, Lat: lat, Lon: lon})
	for k := range e.sets {
		g := oracle.Group{Name: setName(k), Owners: []string{setName(k)}, By: oracle.Nearest, Port: e.port}
		if how == nearest {
			g.Name, g.Owners, g.Policy, g.Pools = webName(k), []string{webName(k)}, oracle.One, siteNames(e.sites)
		}
		w.Groups = append(w.Groups, g)
	}
	at := netip.AddrPortFrom(edgeAddr(flipping), e.port)
	for _, stands := range []oracle.Endpoint{{}, {Unsettled: true}, {Standing: oracle.Silent, Unsettled: true}, {Standing: oracle.Silent, Never: true}} {
		state := w
		state.Endpoints = map[netip.AddrPort]oracle.Endpoint{at: stands}
		out = append(out, oracle.New(state))
	}
	return out
}
