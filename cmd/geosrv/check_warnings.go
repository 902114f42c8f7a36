package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"geosrv/server"
	"geosrv/server/config"
	"geosrv/zones"
)

// warning is something that hinders nothing and is most likely a slip. One
// line of a configuration may cause it for a thousand names.
type warning struct {
	config.Error
	more int // others with the same place and hint
}

// warnings tells what a person should look at.
func (r *reporter) warnings(loaded *server.Loaded) {
	all := slices.Concat(guards(r.Config, thisHost()), blind(r.Roster), strangers(r.Roster), r.gather(), r.told(), r.lost(loaded))
	if len(all) == 0 {
		return
	}
	total := 0
	for _, w := range all {
		total += 1 + w.more
	}
	r.print("%s:\n", count(total, "warning"))
	for i, w := range all {
		if i == maxRows && len(all) > maxRows+1 {
			r.print("  and %d more\n", len(all)-i)
			break
		}
		r.print("  %s\n", w.Error.Error())
		if w.more > 0 {
			r.print("    and %d more like this one\n", w.more)
		}
	}
	r.print("\n")
}

// gather joins the warnings of the roster, those of one place and hint
// together, with the findings of the zones.
func (r *reporter) gather() (all []warning) {
	type like struct{ place, hint string }
	at := map[like]int{}
	for _, e := range r.Warnings {
		key := like{e.Pos.String(), e.Hint}
		if i, seen := at[key]; seen {
			all[i].more++
			continue
		}
		at[key] = len(all)
		e.Pos.File = nearPath(e.Pos.File)
		all = append(all, warning{Error: e})
	}
	for _, s := range r.Sources {
		found := zones.Lint(s.Zone)
		slices.SortStableFunc(found, func(a, b zones.Finding) int { return cmp.Compare(a.Line, b.Line) })
		for _, f := range found {
			place := fmt.Sprintf("%s:%d", nearPath(f.File), f.Line)
			all = append(all, warning{Error: config.Error{Problem: place + ": " + f.Text, Hint: f.Hint}})
		}
	}
	return all
}

// lost are the overrides that name nothing: nobody is drained by a slip.
func (r *reporter) lost(loaded *server.Loaded) (all []warning) {
	for _, e := range loaded.Dangling(time.Now()) {
		place := fmt.Sprintf("%s:%d", nearPath(r.Config.Overrides), e.Line)
		all = append(all, warning{Error: config.Error{
			Problem: fmt.Sprintf("%s: %q does nothing", place, e), Hint: "what it names is not in this configuration",
		}})
	}
	return all
}
