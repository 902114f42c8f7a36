package lint

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"geosrv/server/roster"
	"geosrv/server/steer"
)

// unsteered looks for a SRV set that leads to several pools and that nobody
// steers: it keeps a dead one for ever.
func (l *linter) unsteered(s *service) {
	if _, ok := l.steered[steeredAt{s.owner, typeSRV}]; ok {
		return
	}
	var pools []string
	for _, rec := range s.records {
		if pool, ok := l.hosts[rec.target]; ok && !slices.Contains(pools, l.Pools[pool].Name) {
			pools = append(pools, l.Pools[pool].Name)
		}
	}
	if len(pools) > 1 {
		l.tell("srv-not-steered", &s.rrset, "", fmt.Sprintf("SRV at %s leads to the pools %s and is not steered", s.owner, strings.Join(pools, ", ")),
			fmt.Sprintf("a dead pool stays in it; say steer: [{name: %s}]", s.owner.Text()))
	}
}

// addresses looks for a name with several addresses of pools that nobody steers.
func (l *linter) addresses(s *rrset) {
	if _, ok := l.steered[steeredAt{s.owner, s.Type}]; ok {
		return
	}
	if _, ok := l.hosts[s.owner]; ok {
		return // members: false says that it is meant
	}
	of := 0
	for _, rdata := range s.Records {
		a, _ := netip.AddrFromSlice(rdata)
		if l.pooled[a] {
			of++
		}
	}
	if of > 1 {
		l.tell("addresses-not-steered", s, "", fmt.Sprintf("%s has %d addresses of pools and is not steered", s.owner, of),
			"a dead one stays in it; steer the name, or add it to the names of its pool")
	}
}

// groups looks at each decision.
func (l *linter) groups() {
	for i := range l.Groups {
		if g := &l.Groups[i]; g.Policy.Kind != steer.Members {
			l.families(g)
			l.standby(g)
		}
	}
}

// families looks for pools of one decision of which only some have an address
// family: who comes by it has fewer pools to go to, or a farther one.
func (l *linter) families(g *roster.Group) {
	with, without := map[bool][]string{}, map[bool][]string{} // by whether it is IPv6
	for _, c := range g.Candidates {
		if c.Pool < 0 {
			continue
		}
		has := map[bool]bool{}
		for _, j := range c.Judges {
			for _, m := range j.Members {
				has[m.Addr.Is6()] = true
			}
		}
		for _, six := range [...]bool{false, true} {
			if has[six] {
				with[six] = append(with[six], l.Pools[c.Pool].Name)
			} else {
				without[six] = append(without[six], l.Pools[c.Pool].Name)
			}
		}
	}
	for _, six := range [...]bool{false, true} {
		if len(with[six]) > 0 && len(without[six]) > 0 {
			family := map[bool]string{false: "IPv4", true: "IPv6"}[six]
			l.say("family-uneven", g.Name, g.Pos, fmt.Sprintf("%s has %s at %s and not at %s", g.Name, family, strings.Join(with[six], ", "), strings.Join(without[six], ", ")),
				"who comes by that family is led to fewer pools, or to a farther one")
		}
	}
}

// standby looks for a decision with one pool to choose from, where there are
// more. One that is nearest is told by the roster, as one of one site.
func (l *linter) standby(g *roster.Group) {
	if g.Policy.Kind == steer.One && g.Policy.By != steer.Nearest && len(g.Candidates) == 1 && g.Candidates[0].Pool >= 0 && len(l.Pools) > 1 {
		l.say("no-standby", g.Name, g.Pos, fmt.Sprintf("nobody can take over %s from pool %s", g.Name, l.Pools[g.Candidates[0].Pool].Name),
			"add SRV records of other pools, or for addresses say pools: [...]; takeover: command leaves the move to people")
	}
}

// pools looks for sites and pools that nothing uses, and places that are none.
func (l *linter) pools() {
	choice, chosen := false, map[int32]bool{}
	for i := range l.Groups {
		for _, c := range l.Groups[i].Candidates {
			if l.Groups[i].Policy.Kind != steer.Members {
				choice, chosen[c.Pool] = true, true
			} else if c.StandIn > 0 {
				chosen[c.Pool] = true
			}
		}
	}
	sites := map[string]bool{}
	for _, n := range l.Config.Geo.Networks {
		sites[n.Site] = true
	}
	for i := range l.Config.Pools {
		p := &l.Config.Pools[i]
		sites[p.Site.Name] = true
		if choice && !chosen[int32(i)] {
			l.say("pool-unused", "", p.Pos, fmt.Sprintf("nobody is led to pool %s", p.Name), "no steered set has it to choose from; add its targets to the zone, or name it in pools:")
		}
	}
	for _, s := range l.Config.Sites {
		if !sites[s.Name] {
			l.say("site-unused", "", s.Pos, fmt.Sprintf("site %s has no pool", s.Name), "leave it out, or put a pool there")
		}
		if s.Country == "" && s.At == [2]float64{} {
			l.say("site-nowhere", "", s.Pos, fmt.Sprintf("site %s is at 0, 0: in the sea", s.Name), "write at: [LATITUDE, LONGITUDE]")
		}
	}
}
