package explain

import (
	"cmp"
	"fmt"
	"strings"

	"geosrv/geo"
	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/operator"
	"geosrv/server/roster"
	"geosrv/server/steer"
	"geosrv/server/words"
)

// words tells what operators said that this answer hangs on.
func (x *explaining) words(g *roster.Group) {
	for _, e := range x.Ledger.InForce(x.At) {
		if !words.About(e, g, x.World.Roster) {
			continue
		}
		line := e.String() + ", by " + cmp.Or(e.Author, "somebody")
		if e.Line > 0 {
			line = fmt.Sprintf("%s, %s:%d", e, x.World.Roster.Config.Overrides, e.Line)
		}
		if e.Reason != "" {
			line += " (" + e.Reason + ")"
		}
		if !e.Until.IsZero() {
			line += ", until " + x.moment(e.Until)
		}
		if e.Verb == operator.Freeze {
			line += ": verdicts stay as they are until geosrv thaw"
		}
		x.step("word", "%s", line)
	}
}

// place tells where the asker is, who says so, and in which order that puts the
// sites.
func (x *explaining) place(g *roster.Group) {
	r := x.World.Roster
	if g.List < 0 {
		x.step("place", "makes no difference: %s", unplaced(g))
		return
	}
	if !x.from.IsValid() {
		x.step("place", "unknown (say --from ADDRESS)")
	} else {
		x.step("place", "%s: %s", x.asker(), whenceWords(r, x.World.Whence(x.from.Addr())))
	}
	if len(x.World.Geo.Orders(int(g.List))) == 1 {
		x.step("order", "the same from everywhere")
		return
	}
	at := x.at()
	var words []string
	for _, site := range x.World.Geo.Orders(int(g.List))[x.order] {
		word := r.Config.Sites[site].Name
		if km, ok := x.World.KM(int32(site), at); ok && x.trace.Class != 0 {
			word += fmt.Sprintf(" %.0f km", km)
		}
		words = append(words, word)
	}
	line := fmt.Sprintf("class %d, order %d of %d: %s", x.trace.Class, x.order, len(x.World.Geo.Orders(int(g.List))), strings.Join(words, ", "))
	if x.order == 0 {
		line += " (as listed: of an unknown place nobody knows the distance)"
	}
	x.step("order", "%s", line)
	for _, p := range r.Config.Geo.Prefer {
		if at.Country != "" && p.Country == at.Country {
			x.step("order", "geo.prefer of %s puts its sites first (%s)", p.Country, p.Pos)
		}
	}
}

// unplaced says why a group makes no difference between places.
func unplaced(g *roster.Group) string {
	switch {
	case g.Policy.Kind == steer.Members:
		return "a host name answers its own addresses"
	case g.Policy.By != steer.Nearest:
		return "ranked by: " + g.Policy.By.String()
	}
	return "there is one site to choose"
}

// asker is who asks, for people.
func (x *explaining) asker() string {
	if x.from.IsSingleIP() {
		return x.from.Addr().String()
	}
	return x.from.String()
}

// at is the place of the asker; the zero Place where nobody knows it.
func (x *explaining) at() geo.Place {
	if !x.from.IsValid() {
		return geo.Place{}
	}
	return x.World.Whence(x.from.Addr()).Place
}

// whenceWords is where an address is, and who says so.
func whenceWords(r *roster.Roster, w answer.Whence) string {
	switch {
	case w.Network != nil:
		return fmt.Sprintf("at %s, by geo.networks %s (%s)", w.Network.Site, w.Prefix, w.Network.Pos)
	case !w.Prefix.IsValid():
		return "nobody knows where it is"
	}
	where := "no place"
	switch p := w.Place; {
	case p.Located && p.Country != "":
		where = fmt.Sprintf("%s %.2f, %.2f", p.Country, p.Lat, p.Lon)
	case p.Located:
		where = fmt.Sprintf("%.2f, %.2f", p.Lat, p.Lon)
	case p.Country != "":
		where = p.Country
	}
	return fmt.Sprintf("%s, by the record %s of %s", where, w.Prefix, r.Config.Geo.Database)
}

// ttl tells which TTL the set has, and why.
func (x *explaining) ttl(set *roster.Set, g *roster.Group) {
	if x.out.Observed {
		x.step("ttl", "%d: the zone's own (%d when it is steered)", set.TTL, x.outlook.TTL(set))
		return
	}
	ttl := x.outlook.TTL(set)
	by := func(name string, limit uint32) string {
		switch {
		case set.TTL < limit && set.TTL >= ttl:
			return "the zone's own"
		case ttl > limit || ttl > set.TTL:
			return "no steered answer has less"
		}
		return name
	}
	if !x.outlook.Unsettled {
		x.step("ttl", "%d: %s; all is settled", ttl, by("the ttl of the group", g.TTL))
		return
	}
	x.step("ttl", "%d: %s, because %s", ttl, by("ttl_unsettled", g.Unsettled), x.unsettled(set, g))
}

// unsettled says why a group has the short TTL.
func (x *explaining) unsettled(set *roster.Set, g *roster.Group) string {
	if x.Inputs.Frozen {
		return "verdicts are frozen"
	}
	var pools []string
	for _, i := range x.World.Unsettles(x.Inputs, set.Group) {
		pools = append(pools, named(x.World.Roster, &g.Candidates[i]))
	}
	if len(pools) == 0 {
		return "nobody answers"
	}
	return fmt.Sprintf("of %s: changed less than %.0f minutes ago, rising or failing", strings.Join(pools, ", "), health.Settle.Minutes())
}

// scope tells for whom else the answer is good, and why.
func (x *explaining) scope(s *answer.Step, g *roster.Group) {
	e := &x.World.Roster.Config.Geo.ECS
	switch {
	case s.Set < 0 || !x.trace.Placed:
		x.step("scope", "/0: everybody is answered the same")
	case !x.from.IsValid():
		x.step("scope", "none: no client subnet was sent")
	case x.trace.Scope == 0 && (e.None || len(e.From) > 0):
		x.step("scope", "/0: no client subnet is believed from %s (geo.ecs.from)", x.asker())
	default:
		x.step("scope", "/%d: all addresses that share so many bits are at places of one class", x.trace.Scope)
	}
}
