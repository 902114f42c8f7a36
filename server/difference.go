package server

import (
	"cmp"
	"slices"

	"geosrv/server/control"
	"geosrv/server/load"
	"geosrv/zones"
)

// difference is what a load changed. before and after may be the same.
func difference(before, after *load.Loaded) *control.Reloaded {
	d := &control.Reloaded{Version: after.Version, Zones: changedZones(before, after), Others: []string{}}
	for _, other := range [...]struct {
		name    string
		changed bool
	}{
		{"configuration", before.Config != after.Config},
		{"geo database", before.Database != after.Database},
		{"overrides", before.Ledger != after.Ledger},
		{"cookie secrets", before.Secrets != after.Secrets},
	} {
		if other.changed {
			d.Others = append(d.Others, other.name)
		}
	}
	return d
}

// changedZones lists the zones that are not what they were, by name.
func changedZones(before, after *load.Loaded) []control.Zone {
	out := []control.Zone{}
	old := zonesByName(before)
	for name, now := range zonesByName(after) {
		z := control.Zone{Name: name.Text(), File: now.File(), Change: "new", Serial: now.Serial(), Names: now.Nodes()}
		if was := old[name]; was == now {
			delete(old, name)
			continue
		} else if was != nil {
			z.Change, z.Before = "changed", was.Serial()
			delete(old, name)
		}
		out = append(out, z)
	}
	for name, was := range old {
		out = append(out, control.Zone{Name: name.Text(), File: was.File(), Change: "gone", Before: was.Serial()})
	}
	slices.SortFunc(out, func(a, b control.Zone) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// zonesByName are the zones of a load.
func zonesByName(l *load.Loaded) map[zones.Name]*zones.Zone {
	out := make(map[zones.Name]*zones.Zone, len(l.World.Roster.Sources))
	for _, s := range l.World.Roster.Sources {
		out[s.Zone.Apex()] = s.Zone
	}
	return out
}
