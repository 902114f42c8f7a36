package server

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"geosrv/server/roster"
	"geosrv/zones"
)

// surveySet adds what a set of the zone is to askers.
func (t *town) surveySet(z *zones.Zone, owner string, id int32) {
	set := z.Set(id)
	switch {
	case set.Type == dns.TypeSRV:
		t.surveySRV(owner, set)
	case t.sets[owner+dns.TypeToString[set.Type]] != nil:
		s := service{name: owner, family: set.Type, rank: t.sets[owner+dns.TypeToString[set.Type]].Rank}
		for _, addr := range t.possible(owner, set.Type) {
			s.all = append(s.all, t.sites(rung{target: owner}, s, addr))
		}
		t.services = append(t.services, s)
	}
}

// surveySRV adds a SRV set for each family in which all of its targets have
// addresses, unless it stands in a group that only observes, or nothing of it
// is steered.
func (t *town) surveySRV(owner string, set zones.RRset) {
	for _, family := range [...]uint16{dns.TypeA, dns.TypeAAAA} {
		s := service{name: owner, srv: true, family: family}
		steered, whole := t.steered(owner), true
		for _, rdata := range set.Records {
			target, _ := set.Target(rdata)
			r := rung{
				priority: binary.BigEndian.Uint16(rdata), weight: binary.BigEndian.Uint16(rdata[2:]),
				port: binary.BigEndian.Uint16(rdata[4:]), target: strings.ToLower(target.String()),
			}
			steered = steered || t.sets[r.target+dns.TypeToString[family]] != nil
			found := t.behind(r, family)
			whole = whole && len(found) > 0
			s.all = append(s.all, found...)
		}
		if steered && whole && !t.observed(owner) {
			t.services = append(t.services, s)
		}
	}
}

// steered reports whether a SRV set is steered.
func (t *town) steered(owner string) bool {
	return slices.ContainsFunc(t.roster.Sets, func(s roster.Set) bool {
		return s.Type == dns.TypeSRV && strings.EqualFold(s.Owner.String(), owner)
	})
}

// observed reports whether a SRV set is only observed: the zone is answered.
func (t *town) observed(owner string) bool {
	return slices.ContainsFunc(t.roster.Sets, func(s roster.Set) bool {
		return s.Type == dns.TypeSRV && t.roster.Groups[s.Group].Observe && strings.EqualFold(s.Owner.String(), owner)
	})
}

// behind are the servers to which a record may lead.
func (t *town) behind(r rung, family uint16) (out []site) {
	if t.foreign(r.target) {
		return []site{{}}
	}
	for _, addr := range t.possible(r.target, family) {
		out = append(out, t.sites(r, service{family: family}, addr))
	}
	return out
}

// possible are all addresses that a name may ever have: those of every
// candidate if it is steered, the zone's if it is not, and those of the
// configuration for names of zones that are not ours.
func (t *town) possible(name string, family uint16) (out []netip.Addr) {
	if s := t.sets[name+dns.TypeToString[family]]; s != nil {
		for _, list := range s.Addresses {
			out = append(out, list...)
		}
		return out
	}
	for _, src := range t.roster.Sources {
		n, _ := zones.ParseName(name)
		node, ok := src.Zone.Find(n)
		if !ok {
			continue
		}
		if id, ok := src.Zone.Lookup(node, family); ok {
			for _, rdata := range src.Zone.Set(id).Records {
				out = append(out, addrOf(rdata))
			}
			return out
		}
	}
	return t.elsewhere(name, family)
}

// elsewhere are the addresses that the configuration gives to a name outside
// our zones. Nobody moves them: they are somebody else's answer.
func (t *town) elsewhere(name string, family uint16) (out []netip.Addr) {
	for _, p := range t.roster.Config.Pools {
		for _, role := range p.Roles {
			for _, n := range role.Names {
				if dns.Fqdn(n.Name) != name {
					continue
				}
				for _, a := range role.Addresses {
					if a.Addr.Is4() == (family == dns.TypeA) {
						out = append(out, a.Addr)
					}
				}
			}
		}
	}
	return out
}

// foreign reports whether a name is one of which we know nothing.
func (t *town) foreign(name string) bool {
	return len(t.possible(name, dns.TypeA)) == 0 && len(t.possible(name, dns.TypeAAAA)) == 0
}

// sites is what must answer at an address: the record's port, or what the name
// is probed for.
func (t *town) sites(r rung, s service, addr netip.Addr) site {
	if r.port != 0 {
		return site{addr, []netip.AddrPort{netip.AddrPortFrom(addr, r.port)}}
	}
	set := t.sets[r.target+dns.TypeToString[s.family]]
	at := site{Addr: addr}
	if set == nil {
		return at
	}
	for _, c := range t.roster.Groups[set.Group].Candidates {
		for _, m := range c.Judges[set.Judge].Members {
			for _, e := range m.Endpoints {
				if m.Addr == addr {
					at.points = append(at.points, t.roster.Endpoints[e].Addr)
				}
			}
		}
	}
	return at
}

// dead reports whether nothing answered at a site, and that was known then.
func (t *town) dead(s site, asOf time.Time) bool {
	for _, p := range s.points {
		mode, since := t.stage.edges.seen(p)
		switch mode {
		case "kill":
			since = since.Add(refusedAfter)
		case "blackhole":
			since = since.Add(blackholeAfter)
		default:
			return false
		}
		if since.After(asOf) {
			return false
		}
	}
	return len(s.points) > 0
}

// alive are those of some sites of which it was known that they answer.
func (t *town) alive(list []site, asOf time.Time) (out []string) {
	for _, s := range list {
		lives := len(s.points) == 0
		for _, p := range s.points {
			mode, since := t.stage.edges.seen(p)
			lives = lives || mode == "revive" && !since.Add(aliveAfter).After(asOf)
		}
		if lives {
			out = append(out, s.Addr.String())
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
