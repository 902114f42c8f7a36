package explain

import (
	"cmp"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"geosrv/health"
	"geosrv/server/control"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// candidates tells of each candidate which rule put it where it is: those that are
// answered first, in the order of the answer, then the others by rank.
func (x *explaining) candidates(set *roster.Set, g *roster.Group) {
	if x.ruling.Disabled {
		x.step("rule", "disabled by an operator: there is no such service (RFC 2782), whoever stands how")
		return
	}
	order := slices.Clone(x.ruling.Ranking)
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(uint(x.ruling.Rulings[a].Rung), uint(x.ruling.Rulings[b].Rung)) // -1 is last
	})
	for _, i := range order {
		x.out.Candidates = append(x.out.Candidates, x.ruled(set, g, i))
	}
}

// ruled tells of one candidate.
func (x *explaining) ruled(set *roster.Set, g *roster.Group, i int) control.Ruled {
	c, rule, is := &g.Candidates[i], &x.ruling.Rulings[i], &x.outlook.Candidates[i]
	out := control.Ruled{Pool: named(x.World.Roster, c), Answered: rule.Rung >= 0, Stands: steer.Stands(g.Policy, is, x.ruling.Family).String()}
	if g.Policy.Kind != steer.One {
		out.Stands = is.Standing.String()
	}
	if c.Pool < 0 {
		out.Stands = steer.Up.String()
	}
	if km, ok := x.World.KM(c.Site, x.at()); ok && x.trace.Class != 0 && g.List >= 0 {
		n := int(math.Round(km))
		out.KM = &n
	}
	if set.Type == dns.TypeSRV && rule.Rung >= 0 {
		n := int(x.outlook.Priority(set, x.outlook.Rungs(x.ruling.Order)[rule.Rung]))
		out.Priority = &n
	}
	if rule.Able {
		out.Rule = rule.Reason.String()
	}
	out.Says = x.because(set, g, i)
	out.Members = x.members(set, c, i, rule.Rung >= 0)
	return out
}

// because is what a rule means for a candidate, with the thresholds that made it
// so.
func (x *explaining) because(set *roster.Set, g *roster.Group, i int) string {
	rule, is := &x.ruling.Rulings[i], &x.outlook.Candidates[i]
	if !rule.Able {
		return "has no " + dns.Type(set.Type).String() + " records for this name"
	}
	var words []string
	add := func(set bool, format string, a ...any) {
		if set {
			words = append(words, fmt.Sprintf(format, a...))
		}
	}
	switch rule.Reason {
	case steer.StoodDown:
		mark := x.Inputs.Marks[set.Group][i]
		add(true, "it was %s at %s, and has not been let back", mark.Why, clock(mark.Since))
	case steer.Pinned:
		pin := x.Inputs.Pins[set.Group]
		add(pin.Hard, "hard: it holds even when silent")
		add(!pin.Hard, "an operator's choice, while it is well")
	case steer.Farther:
		add(true, "%s", x.before(g, i))
	case steer.Chosen:
		add(true, "%s", x.leads(g, i))
		add(!g.Policy.TakeoverCommand && is.Standing > steer.Degraded && g.Candidates[i].Pool >= 0, "nothing better is left")
	}
	if rule.Reason == steer.IsRising {
		until := x.heldDown(&g.Candidates[i])
		add(!until.IsZero(), "held down until %s (hold_down)", x.moment(until))
	}
	add(rule.Rung == 0 && x.waitsForCommand(g, i), "it stays until a person moves the group (takeover: command)")
	add(rule.Reason == steer.NeverAnswered, "no endpoint of it has answered since it was configured (ACL? port? check?)")
	add(rule.Reason == steer.Frozen, "a silence waits to be corroborated: it stands as it did")
	if c := &g.Candidates[i]; c.Pool >= 0 {
		minUp := max(g.MinUp, x.World.Roster.Pools[c.Pool].MinUp)
		add(rule.Reason != steer.IsSilent && is.Standing == steer.Degraded && minUp > 1 && is.Live < minUp, "%d up, min_up is %d", is.Live, minUp)
	}
	add(silentFamily(is) != "", "%s is silent (families: %s)", silentFamily(is), familiesWord(g))
	if q := is.Quarters(); set.Type == dns.TypeSRV && q < 4 && rule.Rung >= 0 && x.scaled(set, i, rule.Rung) {
		add(true, "weight %d/4: %d of %d live", q, is.Live, is.Total)
	}
	return strings.Join(words, "; ")
}

// scaled reports whether a pool's live share scales a weight: a lone record keeps
// the zone's.
func (x *explaining) scaled(set *roster.Set, i, rung int) bool {
	return len(set.By[i]) > 1 || !x.outlook.Rungs(x.ruling.Order)[rung].Lone
}

// before says what ranks before a candidate that is well enough.
func (x *explaining) before(g *roster.Group, i int) string {
	name := func(at int) string { return named(x.World.Roster, &g.Candidates[at]) }
	above := max(x.ruling.Rulings[i].Rung-1, 0)
	for at, rule := range x.ruling.Rulings {
		switch {
		case at == i || rule.Rung != above:
		case rule.Reason == steer.Pinned:
			return "the pin on " + name(at) + " goes first"
		default:
			return "behind " + name(at)
		}
	}
	return ""
}

// leads says why a candidate that nothing holds back goes first.
func (x *explaining) leads(g *roster.Group, i int) string {
	switch {
	case g.Candidates[i].StandIn > 0:
		return "stands in for the name's own pool"
	case g.Policy.Kind == steer.Members:
		return "the name's own pool"
	case len(g.Candidates) == 1:
		return "the only one"
	case x.ruling.Ranking[0] != i && g.Policy.Kind == steer.Ladder:
		return "stands best"
	case x.ruling.Ranking[0] != i:
		return "the best of those that may be chosen"
	case x.ruling.Order > 0:
		return "the nearest"
	}
	return "the first as listed"
}

// silentFamily is the family of a pool that is silent beside one that answers; ""
// for none.
func silentFamily(c *steer.Candidate) string {
	if c.Standing >= steer.Silent || !c.Has[steer.V4] || !c.Has[steer.V6] {
		return ""
	}
	switch steer.Silent {
	case c.Family[steer.V4]:
		return "IPv4"
	case c.Family[steer.V6]:
		return "IPv6"
	}
	return ""
}

func familiesWord(g *roster.Group) string {
	if g.Policy.Together {
		return "together"
	}
	return "apart"
}

// members tells how each address of a candidate stands under the judge of the set,
// or of all of the group where that has none.
func (x *explaining) members(set *roster.Set, c *roster.Candidate, i int, chosen bool) (out []control.RuledMember) {
	j := &c.Judges[set.Judge]
	best := steer.Maintenance
	var of []netip.Addr
	if set.Type != dns.TypeSRV {
		of = set.Addresses[i]
	}
	for k := range j.Members {
		if slices.Contains(of, j.Members[k].Addr) {
			best = min(best, x.outlook.Members[int(j.First)+k].Standing)
		}
	}
	for k := range j.Members {
		m, is := &j.Members[k], &x.outlook.Members[int(j.First)+k]
		r := control.RuledMember{Addr: m.Addr.String(), Stands: standsWord(is)}
		if set.Type != dns.TypeSRV {
			a := chosen && is.Standing == best && slices.Contains(of, m.Addr)
			r.Answered = &a
		}
		for _, e := range m.Endpoints {
			r.Probes = append(r.Probes, x.probes(e))
		}
		out = append(out, r)
	}
	return out
}

// standsWord is how an address stands, with what makes it so.
func standsWord(m *steer.Member) string {
	switch {
	case m.Forced:
		return m.Standing.String() + ", " + steer.Forced.String()
	case m.Never && m.Standing == steer.Silent:
		return steer.NeverAnswered.String()
	case m.Held:
		return m.Standing.String() + ", " + steer.Frozen.String()
	}
	return m.Standing.String()
}

// probes tells what is known of an endpoint.
func (x *explaining) probes(e int32) control.RuledProbes {
	key := x.World.Roster.Endpoints[e].Key()
	s, v := x.States[key], x.Inputs.Verdicts[e]
	out := control.RuledProbes{Key: key, Verdict: v.Standing.String(), Reason: s.Last.Reason, Detail: s.Last.Detail, Probed: control.When(s.Last.Began), Since: control.When(s.Since)}
	if seen, _ := s.Verdict(x.At); len(x.out.Down) > 0 && v.Standing == health.Silent && seen.Standing != v.Standing {
		out.Reason, out.Detail, out.Since = "supposed", "", nil
	}
	if v.Never && v.Standing == health.Silent {
		out.Verdict = steer.NeverAnswered.String()
	}
	return out
}

// heldDown is until when the first of a candidate's rising endpoints is held down;
// zero where none is.
func (x *explaining) heldDown(c *roster.Candidate) (first time.Time) {
	for _, j := range c.Judges {
		for _, m := range j.Members {
			for _, n := range m.Endpoints {
				e := &x.World.Roster.Endpoints[n]
				s := x.States[e.Key()]
				until := s.DownSince.Add(e.Timing.HoldDown)
				if s.Phase == health.PhaseRising && until.After(x.At) && (first.IsZero() || until.Before(first)) {
					first = until
				}
			}
		}
	}
	return first
}
