package server

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"geosrv/server/config"
	"geosrv/server/load"
	"geosrv/server/roster"
	"geosrv/zones"
)

// maxKeys is how many endpoints a line of the log names.
const maxKeys = 20

// maxWarnings is how many warnings of a load the log says in full.
const maxWarnings = 20

// announce logs an accepted load in one line: how much there is, and which
// endpoints came and went, so that an edit can be seen to have been taken.
func announce(log *slog.Logger, before, now *load.Loaded) {
	r := now.World.Roster
	names := 0
	for _, s := range r.Sources {
		names += s.Zone.Nodes()
	}
	attrs := []any{
		"version", now.Version, "zones", len(r.Sources), "names", names, "groups", len(r.Groups),
		"endpoints", len(r.Endpoints), "classes", now.World.Geo.Classes(),
	}
	var old *roster.Roster
	if before != nil {
		old = before.World.Roster
		added, removed := moved(keys(old), keys(r))
		if len(added) > 0 {
			attrs = append(attrs, "added", listed(added))
		}
		if len(removed) > 0 {
			attrs = append(attrs, "removed", listed(removed))
		}
	}
	if len(now.Ledger.Entries) > 0 {
		attrs = append(attrs, "overrides", len(now.Ledger.Entries))
	}
	if now.Secrets != nil {
		attrs = append(attrs, "cookie_secrets", now.Secrets.Len())
	}
	log.Info("loaded", attrs...)
	if old == nil {
		warn(log, nil, r.Warnings)
		return
	}
	if list := unraised(old, r); len(list) > 0 {
		log.Warn("other content without a higher serial: it is served, and who transfers the zone from elsewhere would miss it", "zones", listed(list))
	}
	warn(log, old.Warnings, r.Warnings)
}

// warn logs the warnings that were not there before. One slip may make thousands
// alike: those are for check.
func warn(log *slog.Logger, before, now []config.Error) {
	known := make(map[config.Error]bool, len(before))
	for _, w := range before {
		known[w] = true
	}
	fresh := 0
	for _, w := range now {
		if known[w] {
			continue
		}
		if fresh++; fresh <= maxWarnings {
			log.Warn(w.Error())
		}
	}
	if more := fresh - maxWarnings; more > 0 {
		log.Warn("more warnings (geosrv check says all)", "number", more)
	}
}

// unraised are the zones whose content is another one, and whose serial did not grow
// (RFC 1982 3.2).
func unraised(before, now *roster.Roster) (list []string) {
	was := make(map[zones.Name]*zones.Zone, len(before.Sources))
	for _, s := range before.Sources {
		was[s.Zone.Apex()] = s.Zone
	}
	for _, s := range now.Sources {
		if old := was[s.Zone.Apex()]; old != nil && old != s.Zone && int32(s.Zone.Serial()-old.Serial()) <= 0 {
			list = append(list, s.Zone.Apex().Text())
		}
	}
	return list
}

// keys are the endpoints of a roster, sorted.
func keys(r *roster.Roster) []string {
	out := make([]string, len(r.Endpoints))
	for i, e := range r.Endpoints {
		out[i] = e.Key()
	}
	return out
}

// moved compares two sorted lists.
func moved(before, now []string) (added, removed []string) {
	for _, k := range now {
		if _, had := slices.BinarySearch(before, k); !had {
			added = append(added, k)
		}
	}
	for _, k := range before {
		if _, has := slices.BinarySearch(now, k); !has {
			removed = append(removed, k)
		}
	}
	return added, removed
}

// listed joins keys, which have spaces, and bounds their number.
func listed(keys []string) string {
	if more := len(keys) - maxKeys; more > 0 {
		return strings.Join(keys[:maxKeys], "; ") + fmt.Sprintf("; and %d more", more)
	}
	return strings.Join(keys, "; ")
}

// complain logs what is fresh of a refusal, a line for each problem under one
// that says what became of the load.
func complain(log *slog.Logger, r *load.Refusal, whole bool) {
	if r == nil || len(r.Fresh) == 0 {
		return
	}
	if whole {
		log.Error("not loaded: everything stays as it was", "problems", len(r.Problems))
	} else {
		log.Error("loaded without the files that are bad: their last good content stays", "problems", len(r.Problems))
	}
	listFresh(log, r)
}

// listFresh logs what is fresh of a refusal, a line for each.
func listFresh(log *slog.Logger, r *load.Refusal) {
	for _, p := range r.Fresh {
		log.Error(p.Error())
	}
}
