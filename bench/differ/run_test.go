package differ

import (
	"os"
	"strings"
	"testing"
)

// TestDiffer is a small run of what `go run ./bench differ` does at length. A
// peer that isn't there is left out with a word, unless GEOSRV_CI says that all
// must be.
func TestDiffer(t *testing.T) {
	if testing.Short() {
		t.Skip("starts other servers: not in a short run")
	}
	must := os.Getenv("GEOSRV_CI") != ""
	asked := 0
	for _, p := range peers() {
		t.Run(p.name, func(t *testing.T) {
			if p.find() == "" {
				if must {
					t.Fatalf("%s is not installed", p.program)
				}
				t.Skipf("%s is not installed: nothing to compare with", p.program)
			}
			report, err := Run(t.Context(), Options{Zones: 20, Queries: 100, Seed: 20260101, Only: -1, Peers: []peer{p}})
			if err != nil {
				if must || !strings.HasPrefix(err.Error(), p.name) {
					t.Fatal(err)
				}
				t.Skipf("%s is installed but does not serve here: %v", p.program, err)
			}
			asked++
			if report.Questions < 2000 || report.Equal < 1500 {
				t.Errorf("%d questions, %d equal replies: too few", report.Questions, report.Equal)
			}
			if report.Unexplained > 0 {
				var b strings.Builder
				report.print(&b)
				t.Error(b.String())
			}
		})
	}
	if asked == 0 {
		t.Skip("none of nsd, knotd and named is installed: nothing was compared")
	}
}

// TestSeedRepeats: the same seed draws the same zones.
func TestSeedRepeats(t *testing.T) {
	a, b := draw(Options{Zones: 5, Seed: 3}), draw(Options{Zones: 5, Seed: 3})
	for i := range a {
		if a[i].Text != b[i].Text {
			t.Errorf("zone %d differs", i)
		}
	}
}

// TestChoose: who is not known or not there is an error, not a shorter run.
func TestChoose(t *testing.T) {
	if _, err := choose([]string{"powerdns"}); err == nil || !strings.Contains(err.Error(), "nobody is called powerdns") {
		t.Errorf("error %v", err)
	}
	if _, err := choose(nil); err == nil {
		t.Error("a run against nobody is no run")
	}
}
