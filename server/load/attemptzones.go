package load

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"geosrv/server/config"
	"geosrv/zones"
)

// zonesOf gathers the zones that the configuration leads to.
func (a *attempt) zonesOf(c *config.Config) {
	found := findZones(c, a.folders())
	a.dirs = append(a.dirs, found.dirs...)
	for _, p := range found.problems {
		a.fatal = true
		a.state(p)
	}
	files := make([]*zoneFile, len(found.wanted))
	for i, w := range found.wanted {
		z := a.zones[w.zoneKey]
		if z == nil {
			z = &zoneFile{input: newInput[zones.Zone](w.path)}
			a.zones[w.zoneKey] = z
		}
		z.from, files[i] = w, z
		a.files = append(a.files, w.path)
	}
	refreshZones(files, a.hands())
	for _, z := range files {
		a.use(z)
	}
	a.forget()
	a.missing(c, found)
	slices.SortFunc(a.used, func(x, y usedZone) int { return x.file.from.compare(y.file.from) })
}

// forget drops what refused attempts read of files that are gone again: while a
// load is refused, programs may come and go with names in a folder.
func (a *attempt) forget() {
	maps.DeleteFunc(a.zones, func(key zoneKey, z *zoneFile) bool { return z.good == nil && a.held[key] == nil })
}

// folders are the sources from which files that are served were listed.
func (a *attempt) folders() map[string]bool {
	out := map[string]bool{}
	for _, z := range a.zones {
		if z.good != nil && z.from.listed {
			out[z.from.source.Path] = true
		}
	}
	return out
}

// use takes the newest zone of a file, or its last good one.
func (a *attempt) use(z *zoneFile) {
	a.held[z.from.zoneKey] = z
	if z.newest != nil {
		z.gone = time.Time{}
	}
	zone, problem := z.pick(a.forced, a.byForce())
	switch {
	case problem == nil:
	case z.newest == nil:
		a.refusal.add(z.tell(a.ordered))
	default:
		a.state(problem)
	}
	switch {
	case zone != nil:
		a.used = append(a.used, usedZone{z, zone})
	case a.good == nil || !z.from.listed:
		a.fatal = true
	}
}

// missing decides about the zones whose file was in a folder before and is not
// there now. A file that came back under another name is not missing.
func (a *attempt) missing(c *config.Config, found *sources) {
	apexes := map[zones.Name]bool{}
	for _, u := range a.used {
		apexes[u.zone.Apex()] = true
	}
	gone := map[string][]*zoneFile{} // by folder
	for _, z := range a.zones {
		folder := z.from.source.Path
		configured := slices.ContainsFunc(c.Zones, func(s config.ZoneSource) bool { return s.Path == folder })
		if z.good != nil && z.from.listed && configured && !found.known[z.from.path] && !apexes[z.good.Apex()] {
			gone[folder] = append(gone[folder], z)
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(gone)) {
		slices.SortFunc(gone[folder], func(x, y *zoneFile) int { return cmp.Compare(x.path, y.path) })
		a.goneFrom(folder, gone[folder], found.unlisted[folder])
	}
	for _, folder := range slices.Sorted(maps.Keys(found.unlisted)) {
		a.state(found.unlisted[folder])
		a.fatal = a.fatal || gone[folder] == nil
	}
}

// goneFrom keeps the zones whose files are gone from a folder, until that is
// certain: for a while, or until a person orders a reload, if they are few;
// until a person insists if they are many; and as long as the folder itself is
// not there.
func (a *attempt) goneFrom(folder string, files []*zoneFile, unlisted error) {
	total := 0
	for _, z := range a.zones {
		if z.good != nil && z.from.listed && z.from.source.Path == folder {
			total++
		}
	}
	many := len(files) > max(1, int(goneShare*float64(total)))
	if unlisted == nil && (a.forced || a.ordered && !many) {
		return
	}
	for _, z := range files {
		if z.gone.IsZero() {
			z.gone = a.now
		}
		if unlisted == nil && !many && a.now.Sub(z.gone) >= grace {
			continue
		}
		a.held[z.from.zoneKey] = z
		a.used = append(a.used, usedZone{z, z.good})
		if unlisted == nil && !many {
			a.state(fmt.Errorf("%s: the file is gone (its zone is served for %s more)", z.path, grace))
		}
	}
	if unlisted == nil && many {
		a.state(fmt.Errorf("%s: %d of %d zone files are gone (an interrupted copy? %s)", folder, len(files), total, a.byForce()))
	}
}
