package main

import (
	"fmt"
	"slices"

	"geosrv/server/config"
	"geosrv/server/roster"
)

// blind warns of two sites without a reference that stands at neither: if one
// of them falls silent, that it died looks the same as that we are cut off from
// it.
func blind(r *roster.Roster) (all []warning) {
	sites := slices.Compact(slices.Sorted(slices.Values(r.EndpointSites)))
	apart := slices.ContainsFunc(r.References, func(ref roster.Reference) bool { return ref.Site < 0 })
	if len(sites) != 2 || apart {
		return nil
	}
	pos := r.Config.Probe.Pos
	if pos.File == "" {
		pos = r.Config.Sites[sites[1]].Pos // nobody said probe:
	}
	pos.File = nearPath(pos.File)
	a, b := r.Config.Sites[sites[0]].Name, r.Config.Sites[sites[1]].Name
	return []warning{{Error: config.Error{
		Pos:     pos,
		Problem: fmt.Sprintf("the sites %s and %s have no reference: that one of them dies looks like being cut off from it", a, b),
		Code:    "no-reference",
		Hint:    "say probe: {reference: [ADDRESS]}, a nameserver that stands at neither and answers us",
	}}}
}
