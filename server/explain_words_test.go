package server

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/explain"
	"geosrv/server/journal"
	"geosrv/server/operator"
	"geosrv/server/picture"
	"geosrv/server/steer"
	"geosrv/server/survey"
)

// TestOneListOfReasons: what log, history, status and metrics say of pools in drawn
// worlds and states is of the list of which explain names one for each candidate;
// and where status says why a place is answered so, explain says the same.
func TestOneListOfReasons(t *testing.T) {
	known := map[string]bool{}
	for _, r := range steer.Reasons() {
		known[r.String()] = true
	}
	said := map[string]map[string]bool{"log": {}, "history": {}, "status": {}, "metrics": {}}
	for n := range 40 {
		newTwin(t, n+200_000).words(said)
	}
	for who, words := range said {
		if len(words) < 6 {
			t.Errorf("%s said only %v", who, words)
		}
		for w := range words {
			// up is where a pool moves to when nothing is wrong, disabled what a
			// group is that has no candidates to speak of.
			if !known[w] && w != "up" && (w != "disabled" || who != "status") {
				t.Errorf("%s says %q, which is not of the list", who, w)
			}
		}
	}
}

// words notes what is said of a world in several states.
func (w *twin) words(said map[string]map[string]bool) {
	world, err := worldOfDrawn(&w.drawn)
	if err != nil {
		w.t.Fatal(err)
	}
	var log bytes.Buffer
	j := journal.New(slog.New(slog.NewTextHandler(&log, nil)))
	for range statesEach {
		state := drawState(w.r, w.drawn, placesOf(world.Roster))
		pic := &picture.Picture{At: time.Unix(1_700_000_000, 0), World: world, Inputs: inputsOf(&state, world.Roster), Ledger: &operator.Ledger{}, Said: &operator.Ledger{}, File: &operator.Ledger{}}
		w.hold(pic.Inputs)
		groups := everyGroup(world.Roster)
		outlooks := world.Outlooks(pic.Inputs, groups)
		j.Note(pic.At, world.Roster, func(g int32) *answer.Standings { return &outlooks[g].Standings }, groups, nil)
		st := survey.Of(pic).Status()
		for _, p := range st.Pools {
			said["status"][p.Standing] = true
		}
		for _, g := range st.Groups {
			for _, a := range g.Answers {
				said["status"][a.Why] = true
				said["metrics"][a.Why] = true // the reason of geosrv_group_places_ratio
			}
		}
		w.agrees(pic, outlooks)
	}
	for _, e := range j.Events() {
		if e.Reason != "" { // all is well
			said["history"][e.Reason] = true
		}
	}
	for c := range j.Counts().Events {
		if c.What == string(journal.KindPool) {
			said["metrics"][c.Reason] = true
		}
	}
	for _, m := range regexp.MustCompile(` (?:from|to)=("[^"]*"|\S+)`).FindAllStringSubmatch(log.String(), -1) {
		for _, word := range strings.Split(strings.Trim(m[1], `"`), ", ") { // "up, stood down"
			said["log"][word] = true
		}
	}
}

// agrees compares what explain says of the first pool of each SRV set with what
// status says of an unknown place.
func (w *twin) agrees(pic *picture.Picture, outlooks []answer.Outlook) {
	for i := range pic.World.Roster.Sets {
		set := &pic.World.Roster.Sets[i]
		rung, ok := outlooks[set.Group].First(0)
		if _, served := pic.World.Roster.SetAt(set.Zone, set.RRset); set.Type != dns.TypeSRV || !ok || !served {
			continue
		}
		x, _, err := explain.Answer(pic, nil, control.Explain{Name: set.Owner.String(), Type: "SRV"})
		if err != nil {
			w.t.Fatal(err)
		}
		if len(x.Candidates) > 0 && x.Candidates[0].Rule != rung.Reason.String() {
			w.t.Errorf("world %d: %s: explain says %+v, status %s", w.number, x.Name, x.Candidates[0], rung.Reason)
		}
	}
}
