package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"geosrv/server/answer"
	"geosrv/server/config"
	"geosrv/server/roster"
	"geosrv/server/steer"
	"geosrv/zones"
)

// Bounds on what a configuration may lose without force, counted from so many on.
const (
	fewerFrom  = 10
	fewerShare = 0.3
)

// shownSets is how many sets a problem names.
const shownSets = 3

// lacks says what parts lack of what is served, so that the same parts need not be
// built into a world again to know it: zones that lost steered sets, or err if all is
// refused.
type lacks struct {
	parts parts
	zones []lacking
	err   error
}

// lacking is a zone that keeps its last good content, and why.
type lacking struct {
	apex    zones.Name
	problem error
}

// whole sees to it that a world lacks nothing of the one that is served which
// somebody would miss. A zone that lost a steered set keeps its last good
// content; a configuration that lost much is refused. What an operator took out
// of the configuration is not lost.
func (a *attempt) whole(p parts, w *answer.World) (parts, *answer.World, error) {
	if a.forced || a.good == nil || w == a.good.World {
		return p, w, nil
	}
	if text := a.fewer(p, w.Roster); text != "" {
		return p, nil, config.Error{Pos: config.Pos{File: p.config.Files[0]}, Problem: text, Hint: "half a file? " + a.byForce()}
	}
	lost := a.lost(p, w.Roster)
	if len(lost) == 0 {
		return p, w, nil
	}
	known := lacks{parts: p}
	for _, apex := range slices.Sorted(maps.Keys(lost)) {
		problem := fmt.Errorf("%s: the steered %s gone (%s)", a.fileOf(apex), listOf(lost[apex]), a.byForce())
		known.zones = append(known.zones, lacking{apex, problem})
	}
	if !a.restoreAll(known.zones) {
		return p, nil, known.zones[0].problem
	}
	a.lacks = known
	p = a.parts(p.config, p.db)
	w, err := a.world(p)
	return p, w, err
}

// fewer says what a new configuration has much less of than the one before; ""
// if nothing.
func (a *attempt) fewer(p parts, now *roster.Roster) string {
	before := a.good.World.Roster
	if p.config == a.goodParts.config {
		return ""
	}
	had, has := steeredSets(before), steeredSets(now)
	if had > 0 && has == 0 {
		return fmt.Sprintf("nothing is steered any more; %d sets were", had)
	}
	for _, c := range [...]struct {
		what     string
		had, has int
	}{
		{"zones", len(before.Sources), len(now.Sources)},
		{"pools", len(before.Pools), len(now.Pools)},
		{"steered sets", had, has},
	} {
		if gone := c.had - c.has; c.had >= fewerFrom && float64(gone) > fewerShare*float64(c.had) {
			return fmt.Sprintf("%d of the %d %s are gone", gone, c.had, c.what)
		}
	}
	return ""
}

// steeredSets is how many sets are steered, host names of pools left out.
func steeredSets(r *roster.Roster) (n int) {
	for i := range r.Groups {
		if r.Groups[i].Policy.Kind != steer.Members {
			n += len(r.Groups[i].Sets)
		}
	}
	return n
}

// lost are the steered sets that are not in the next roster because their
// records are not, by apex of the zone that had them.
func (a *attempt) lost(p parts, now *roster.Roster) map[zones.Name][]string {
	type key struct {
		owner zones.Name
		kind  uint16
	}
	has := make(map[key]bool, len(now.Sets))
	for i := range now.Sets {
		has[key{now.Sets[i].Owner, now.Sets[i].Type}] = true
	}
	out := map[zones.Name][]string{}
	before := a.good.World.Roster
	for i := range before.Sets {
		s := &before.Sets[i]
		apex := before.Sources[s.Zone].Zone.Apex()
		if has[key{s.Owner, s.Type}] || hasData(now, apex, s) || p.config != a.goodParts.config && !a.asks(p.config, apex, s.Owner) {
			continue
		}
		out[apex] = append(out[apex], s.Key())
	}
	return out
}

// hasData reports whether a zone has the records of a set, steered or not.
func hasData(r *roster.Roster, apex zones.Name, s *roster.Set) bool {
	for _, src := range r.Sources {
		if src.Zone.Apex() == apex {
			node, ok := src.Zone.Find(s.Owner)
			if ok {
				_, ok = src.Zone.Lookup(node, s.Type)
			}
			return ok
		}
	}
	return false
}

// asks reports whether a configuration still asks for an owner and its zone.
func (a *attempt) asks(c *config.Config, apex, owner zones.Name) bool {
	return roster.Asks(c, owner) && slices.ContainsFunc(c.Zones, func(s config.ZoneSource) bool {
		for _, z := range a.zones {
			if z.from.source.Path == s.Path && (z.good != nil && z.good.Apex() == apex || z.newest != nil && z.newest.Apex() == apex) {
				return true
			}
		}
		return false
	})
}

// restoreAll restores zones and says why; false if one cannot be.
func (a *attempt) restoreAll(list []lacking) bool {
	for _, l := range list {
		if !a.restore(l.apex) {
			return false
		}
	}
	for _, l := range list {
		a.state(l.problem)
	}
	return true
}

// restore takes the last good content of a zone; false if there is none.
func (a *attempt) restore(apex zones.Name) bool {
	for i, u := range a.used {
		if good := u.file.good; good != nil && good.Apex() == apex && u.zone != good {
			a.used[i].zone = good
			return true
		}
	}
	for _, z := range a.zones {
		if z.good != nil && z.good.Apex() == apex && a.held[z.from.zoneKey] == nil {
			if z.gone.IsZero() {
				z.gone = time.Now()
			}
			a.held[z.from.zoneKey] = z
			a.used = append(a.used, usedZone{z, z.good})
			slices.SortFunc(a.used, func(x, y usedZone) int { return x.file.from.compare(y.file.from) })
			return true
		}
	}
	return false
}

// fileOf is the file that a zone is served from.
func (a *attempt) fileOf(apex zones.Name) string {
	for _, s := range a.goodParts.sources {
		if s.Zone.Apex() == apex {
			return s.Zone.File()
		}
	}
	return apex.Text()
}

// listOf is a list of sets as the subject of a sentence, with its verb.
func listOf(sets []string) string {
	if len(sets) == 1 {
		return "set " + sets[0] + " is"
	}
	text := strings.Join(sets[:min(shownSets, len(sets))], ", ")
	if more := len(sets) - shownSets; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return "sets " + text + " are"
}
