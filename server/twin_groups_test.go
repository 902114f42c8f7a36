package server

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"geosrv/server/oracle"
)

// services draws a group of SRV owners with the records that it steers.
func (e *estate) services(i int) {
	g := e.keys(fmt.Sprintf("g%d", i))
	g.Policy = pick(e.r, oracle.Ladder, oracle.Ladder, oracle.One)
	g.By = pick(e.r, oracle.Nearest, oracle.Nearest, oracle.Listed, oracle.ByPriority)
	g.Standby = g.Policy == oracle.One && e.often(40)
	pools := some(e.r, e.poolNames())
	owners := 1 + e.r.IntN(5)/3
	g.Foreign = owners == 1 && e.often(20)
	listed := e.often(50)
	if listed {
		g.Pools = pools
	}
	for range owners {
		apex := e.apex()
		owner := fmt.Sprintf("_s%d%s", e.owners, pick(e.r, "._tcp", "._tcp", "._tcp", "._udp", "._sctp", "", "._tcp.in"))
		e.owners++
		g.Owners = append(g.Owners, owner+"."+apex)
		e.targets(apex, owner, pools, listed, g.Foreign)
		if e.often(10) {
			e.say(apex, "%s A 192.0.2.99", owner) // a stray, which stays the zone's
		}
	}
	if owners == 1 && e.often(50) {
		g.Name = strings.TrimSuffix(g.Owners[0], ".")
	}
	e.moving = append(e.moving, g.Owners...)
	e.w.Groups = append(e.w.Groups, g)
	if e.often(30) {
		e.sibling(g)
	}
}

// targets writes the records of an SRV owner: of each pool at least one.
func (e *estate) targets(apex, owner string, pools []string, listed, foreign bool) {
	base := e.r.IntN(3) * 5
	record := func(target string) {
		e.say(apex, "%s SRV %d %d %d %s", owner, base+e.r.IntN(4)*10, pick(e.r, 0, 1, 10, 30, 40, 65535), pick(e.r, e.port...), target)
	}
	most := pick(e.r, 1, 1, 2, 2, 12)
	for _, p := range pools {
		for range 1 + e.r.IntN(most) {
			record(pick(e.r, e.hosts[p]...))
		}
	}
	if listed && e.often(30) { // a pool that Pools leaves out
		record(pick(e.r, e.hosts[pick(e.r, e.poolNames()...)]...))
	}
	if foreign {
		record("f.hoster.test.")
	}
}

// keys draws what a group may say.
func (e *estate) keys(name string) oracle.Group {
	g := oracle.Group{
		Name: name, TakeoverCommand: e.often(25), DownOmit: e.often(40), DrainedDemote: e.often(40), Together: e.often(40),
		NeedsAll: e.often(30), DecideAll: e.often(30), Observe: e.often(8),
	}
	if e.often(30) {
		g.First, g.Step = pick(e.r, 1, 5, 65000), pick(e.r, 1, 7, 500)
	}
	if e.often(30) {
		g.Rungs = 1 + e.r.IntN(3)
	}
	if e.often(30) {
		g.Rank = 1 + e.r.IntN(4)
	}
	if e.often(20) {
		g.MinUp = 1 + e.r.IntN(3)
	}
	if e.often(40) {
		g.TTL, g.Unsettled = pick[uint32](e.r, 5, 30, 600), pick[uint32](e.r, 5, 10, 100)
	}
	if e.often(20) {
		g.Port = pick(e.r, e.port...)
	}
	return g
}

func (e *estate) poolNames() (names []string) {
	for _, p := range e.w.Pools {
		names = append(names, p.Name)
	}
	return names
}

// addresses draws a group of names whose addresses move, with SRV records that
// point at them, in the group or beside it.
func (e *estate) addresses(i int) {
	role := pick(e.r, "", "web", "sip", "av")
	able := e.able(role)
	if len(able) == 0 {
		return
	}
	g := e.keys(fmt.Sprintf("m%d", i))
	g.Policy, g.By = oracle.One, pick(e.r, oracle.Nearest, oracle.Nearest, oracle.Listed)
	pools := some(e.r, able)
	zone := pools
	if e.often(60) {
		g.Pools, zone = pools, some(e.r, pools)
	}
	for range 1 + e.r.IntN(3)/2 {
		role := e.other(role, pools)
		apex, owner := e.apex(), fmt.Sprintf("fed%d%s", e.owners, pick(e.r, "", "", ".in"))
		e.owners++
		for _, p := range zone {
			for _, a := range some(e.r, e.addressesOf(p, role)) {
				e.say(apex, "%s %s %s", owner, family(a.String()), a)
			}
		}
		g.Owners = append(g.Owners, owner+"."+apex)
		if e.often(50) {
			e.say(apex, "_f%d._tcp SRV 0 0 %d %s", e.owners, pick(e.r, e.port...), owner)
			if e.often(50) {
				g.Owners = append(g.Owners, fmt.Sprintf("_f%d._tcp.%s", e.owners, apex))
			}
		}
		if e.often(30) {
			e.say(apex, "_f%d._tcp.b SRV 0 0 %d %s", e.owners, pick(e.r, e.port...), owner)
		}
		if e.often(20) {
			e.say(apex, "_f%d._udp SRV 0 0 %d %s", e.owners, pick(e.r, e.port...), owner)
		}
	}
	if len(g.Owners) == 1 && e.often(50) {
		g.Name = strings.TrimSuffix(g.Owners[0], ".")
	}
	e.moving = append(e.moving, g.Owners...)
	e.w.Groups = append(e.w.Groups, g)
	if e.often(30) {
		e.sibling(g)
	}
}

// other is a role that all of some pools have, the given one or another.
func (e *estate) other(role string, pools []string) string {
	if other := pick(e.r, "web", "sip", "av"); !slices.ContainsFunc(pools, func(p string) bool { return !slices.Contains(e.able(other), p) }) {
		return other
	}
	return role
}

// able lists the pools that have a role.
func (e *estate) able(role string) (names []string) {
	for _, p := range e.w.Pools {
		if slices.ContainsFunc(p.Roles, func(r oracle.Role) bool { return r.Name == role }) {
			names = append(names, p.Name)
		}
	}
	return names
}

// addressesOf lists the addresses of a role of a pool, as they stand in the
// lines of the zones.
func (e *estate) addressesOf(pool, role string) (out []netip.Addr) {
	for _, p := range e.w.Pools {
		for _, r := range p.Roles {
			if p.Name != pool || r.Name != role {
				continue
			}
			out = append(out, r.Addresses...)
			for _, host := range r.Hosts {
				for apex, lines := range e.lines {
					for _, line := range lines {
						words := strings.Fields(line)
						if a, err := netip.ParseAddr(words[len(words)-1]); err == nil && words[0]+"."+apex == host {
							out = append(out, a)
						}
					}
				}
			}
		}
	}
	slices.SortFunc(out, netip.Addr.Compare) // not in the order of a map
	return out
}

// decorate puts names into the zones that lead to what is steered or stand
// where it could be met: aliases, wildcards, DNAMEs, cuts, plain records with
// additional sections.
func (e *estate) decorate() {
	names := append([]string{"ns.x.example.", "nothing.x.example.", "f.hoster.test."}, e.moving...)
	for _, p := range e.poolNames() {
		names = append(names, e.hosts[p]...)
	}
	any := func() string { return pick(e.r, names...) }
	for i := range 2 + e.r.IntN(6) {
		apex := e.apex()
		switch e.r.IntN(11) {
		case 0:
			e.say(apex, "a%d CNAME %s", i, any())
		case 1:
			e.say(apex, "*.w%d CNAME %s", i, any())
		case 2:
			e.say(apex, "d%d DNAME %s", i, pick(e.r, "in."+apex, apex, "x.example.", "y.example.", "test."))
		case 3:
			e.say(apex, "m%d MX 10 %s\nm%d MX 20 %s\nm%d 17 TXT t", i, any(), i, any(), i)
		case 4:
			e.say(apex, "v%d SRV 1 2 3 %s\nv%d SRV 0 0 3 %s", i, any(), i, any())
		case 5:
			e.say(apex, "n%d NAPTR 10 10 \"%s\" \"SIP+D2T\" \"\" %s", i, pick(e.r, "s", "a", "S", "u", ""), any())
		case 6:
			e.say(apex, "b%d %s %d %s", i, pick(e.r, "SVCB", "HTTPS"), e.r.IntN(2), pick(e.r, any(), any(), "."))
			e.say(apex, "b%d A 192.0.2.77", i)
		case 7:
			e.say(apex, "c%d NS ns.c%d\nc%d NS ns\nns.c%d A 192.0.2.66", i, i, i, i)
		case 8:
			e.say(apex, "g%d DNAME g.g%d", i, i) // the name grows
		case 9:
			e.chain(apex, i, 14+e.r.IntN(5), pick(e.r, "A 192.0.2.57", "CNAME "+any()))
		case 10:
			e.say(apex, "e.e.e%d A 192.0.2.55\n*.e%d A 192.0.2.56\n*.e%d TXT t", i, i, i)
		}
	}
}

// chain writes aliases, about as many as an answer may hold.
func (e *estate) chain(apex string, i, n int, end string) {
	for k := range n {
		e.say(apex, "l%d-%d CNAME l%d-%d", i, k, i, k+1)
	}
	e.say(apex, "l%d-%d %s", i, n, end)
}

// sibling draws a group that is like another but for a key or what is said of
// it: what is decided of one may not be taken for the other.
func (e *estate) sibling(g oracle.Group) {
	renamed := strings.NewReplacer("_s", "_t", "fed", "ted", "_f", "_u")
	for apex, lines := range e.lines {
		for _, line := range lines {
			words := strings.Fields(line)
			if owner := words[0] + "." + apex; slices.Contains(g.Owners, owner) || slices.Contains(g.Owners, words[len(words)-1]+"."+apex) {
				words[0], words[len(words)-1] = renamed.Replace(words[0]), renamed.Replace(words[len(words)-1])
				e.say(apex, "%s", strings.Join(words, " "))
			}
		}
	}
	g.Owners = slices.Clone(g.Owners)
	for i := range g.Owners {
		g.Owners[i] = renamed.Replace(g.Owners[i])
	}
	g.Name = "t" + g.Name
	if len(g.Owners) == 1 {
		g.Name = strings.TrimSuffix(g.Owners[0], ".")
	}
	switch e.r.IntN(5) {
	case 0:
		g.NeedsAll = !g.NeedsAll
	case 1:
		g.MinUp = 3 - g.MinUp
	case 2:
		g.DecideAll = !g.DecideAll
	}
	e.moving = append(e.moving, g.Owners...)
	e.w.Groups = append(e.w.Groups, g)
}
