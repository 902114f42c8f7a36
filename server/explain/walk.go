package explain

import (
	"fmt"
	"strings"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/roster"
	"geosrv/zones"
)

// walk writes the steps that the reply took.
func (x *explaining) walk() {
	x.set = -1
	for i := range x.trace.Steps {
		x.looked(i)
	}
	if len(x.trace.Steps) == 0 {
		x.step("zone", "none of ours holds %s", x.name)
		return
	}
	last := &x.trace.Steps[len(x.trace.Steps)-1]
	if last.RRset < 0 {
		x.plain(last)
		return
	}
	if x.set = last.Set; x.set < 0 {
		x.set = x.observed(last)
	}
	if x.set < 0 {
		x.plain(last)
		return
	}
	x.steered(last)
}

// looked tells of one name that was looked up.
func (x *explaining) looked(i int) {
	s := &x.trace.Steps[i]
	z := x.World.Roster.Sources[s.Zone].Zone
	at := ""
	if s.Match.Node >= 0 {
		if first, end := z.Sets(s.Match.Node); first < end {
			at = fmt.Sprintf(" (%s:%d)", z.File(), z.Line(first))
		}
	}
	if i == 0 || s.Zone != x.trace.Steps[i-1].Zone {
		x.step("zone", "%s", z.Apex().Text())
	}
	x.step("node", "%s: %s%s", s.Name.Text(), x.node(i, z), at)
}

// node says what a name is to its zone.
func (x *explaining) node(i int, z *zones.Zone) string {
	s := &x.trace.Steps[i]
	follows := func(what string) string {
		if i+1 < len(x.trace.Steps) {
			return fmt.Sprintf("%s to %s", what, x.trace.Steps[i+1].Name.Text())
		}
		return what
	}
	_, alias := z.Lookup(max(s.Match.Node, 0), dns.TypeCNAME)
	switch s.Match.Kind {
	case zones.Referral:
		return "delegated at " + z.NameOf(s.Match.Node).Text()
	case zones.NoName:
		if _, ok := z.Lookup(s.Match.Node, dns.TypeDNAME); ok {
			return follows("below the DNAME of " + z.NameOf(s.Match.Node).Text() + ", an alias")
		}
		return "does not exist; the closest name that does is " + z.NameOf(s.Match.Node).Text()
	case zones.Wildcard:
		by := "exists by the wildcard " + z.NameOf(s.Match.Node).Text()
		if s.RRset < 0 && alias {
			return follows(by + ", an alias (CNAME)")
		}
		return by
	}
	first, end := z.Sets(s.Match.Node)
	switch {
	case first == end:
		return "exists only because of the names below it"
	case s.RRset < 0 && alias:
		return follows("an alias (CNAME)")
	}
	var types []string
	for id := first; id < end; id++ {
		types = append(types, dns.Type(z.TypeOf(id)).String())
	}
	return "exists, with " + strings.Join(types, ", ")
}

// observed is the set that would stand for an RRset if its group did not observe.
func (x *explaining) observed(s *answer.Step) int32 {
	for i := range x.World.Roster.Sets {
		if set := &x.World.Roster.Sets[i]; set.Zone == s.Zone && set.RRset == s.RRset {
			return int32(i)
		}
	}
	return -1
}

// plain ends an explanation where nothing is steered.
func (x *explaining) plain(s *answer.Step) {
	r := x.World.Roster
	z := r.Sources[s.Zone].Zone
	if s.RRset < 0 {
		if s.Match.Kind != zones.Referral {
			x.step("ttl", "%d: of a negative answer (the smaller of the SOA's TTL and its minimum)", min(z.Set(z.SOA()).TTL, z.Minimum()))
		}
		x.step("scope", "/0: everybody is answered the same")
		return
	}
	x.step("policy", "none: it is answered as it stands in the zone")
	x.step("ttl", "%d: the zone's own", z.Set(s.RRset).TTL)
	x.step("scope", "/0: everybody is answered the same")
	x.leadsOn(s)
}

// leadsOn says that what a plain record points at is steered.
func (x *explaining) leadsOn(s *answer.Step) {
	r := x.World.Roster
	set := r.Sources[s.Zone].Zone.Set(s.RRset)
	said := map[string]bool{}
	for _, rdata := range set.Records {
		target, ok := set.Target(rdata)
		if !ok {
			continue
		}
		for i := range r.Sets {
			if t := &r.Sets[i]; t.Owner == target && !said[target.Text()] {
				said[target.Text()] = true
				x.step("target", "%s moves (group %s): geosrv explain %s %s", target.Text(), r.Groups[t.Group].Name, target.Text(), dns.Type(t.Type).String())
			}
		}
	}
}

// steered tells how a steered set was decided.
func (x *explaining) steered(s *answer.Step) {
	r := x.World.Roster
	set := &r.Sets[x.set]
	g := &r.Groups[set.Group]
	x.outlook = x.World.Outlooks(x.Inputs, []int32{set.Group})[0]
	x.out.Observed = g.Observe
	x.order = int(s.Order)
	if s.Set < 0 && g.List >= 0 { // it observes: nobody asked where the asker is
		x.trace.Class = x.classOf()
		x.order = int(x.World.Geo.Order(int(g.List), x.trace.Class))
	}
	x.ruling = x.outlook.Rule(set, x.order)
	x.step("set", "%s %s, of the group %s (%s)", set.Owner.Text(), dns.Type(set.Type).String(), g.Name, g.Pos)
	x.step("policy", "%s", g.Words())
	if s.Set < 0 {
		x.step("mode", "observe: the zone's own data is answered; below is what would be")
	}
	if x.Isolated {
		x.step("word", "isolated: verdicts wait, because nobody answers who would prove that we can see")
	}
	x.words(g)
	x.place(g)
	x.ttl(set, g)
	x.scope(s, g)
	x.candidates(set, g)
	x.next(set, g)
}

// classOf is the class of the asker.
func (x *explaining) classOf() uint16 {
	if !x.from.IsValid() {
		return 0
	}
	class, _ := x.World.Geo.Lookup(x.from.Addr())
	return class
}

// named is a candidate for people.
func named(r *roster.Roster, c *roster.Candidate) string {
	if c.Pool < 0 {
		return "(not ours)"
	}
	return r.Pools[c.Pool].Name
}
