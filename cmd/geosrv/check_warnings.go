package main

import (
	"fmt"
	"slices"
	"time"

	"geosrv/server/config"
	"geosrv/server/lint"
	"geosrv/server/load"
	"geosrv/server/words"
)

// warning is something that hinders nothing and is most likely a slip. One
// line of a configuration may cause it for a thousand names.
type warning struct {
	config.Error
	more int // others with the same place, code and hint
}

// warned is what a person should look at, less what the configuration silences.
func (r *reporter) warned(loaded *load.Loaded) []warning {
	here := slices.Concat(guards(r.Config, thisHost()), blind(r.Roster), strangers(r.Roster))
	all := slices.Concat(here, r.gather(), r.told(), r.lost(loaded))
	return slices.DeleteFunc(all, func(w warning) bool { return r.Config.Lint.Silent(w.Code, "") })
}

// warnings tells them. Without any it says nothing.
func (r *reporter) warnings(all []warning) {
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
	r.print("  (geosrv help lint CODE explains one; lint: {off: [CODE]} silences it)\n\n")
}

// gather joins what the files cause: warnings of one place, code and hint
// together.
func (r *reporter) gather() (all []warning) {
	type like struct{ place, code, hint string }
	at := map[like]int{}
	for _, e := range lint.Warnings(r.Roster) {
		key := like{e.Pos.String(), e.Code, e.Hint}
		if i, seen := at[key]; seen {
			all[i].more++
			continue
		}
		at[key] = len(all)
		e.Pos.File = nearPath(e.Pos.File)
		all = append(all, warning{Error: e})
	}
	return all
}

// lost are the overrides that name nothing: nobody is drained by a slip.
func (r *reporter) lost(loaded *load.Loaded) (all []warning) {
	for _, e := range words.Dangling(loaded.Ledger, loaded.World.Roster, time.Now()) {
		all = append(all, warning{Error: config.Error{
			Pos:     config.Pos{File: nearPath(r.Config.Overrides), Line: e.Line, Col: 1},
			Problem: fmt.Sprintf("%q does nothing", e), Hint: "what it names is not in this configuration", Code: "override-lost",
		}})
	}
	return all
}
