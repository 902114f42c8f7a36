package swap

import (
	"testing"
	"time"

	"geosrv/bench/shipped"
)

// TestReplace is a short run of it: nothing is lost, and all is counted.
func TestReplace(t *testing.T) {
	program, err := shipped.Build(t.Context(), t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	o := succession{Succeeds: Succeeds{Name: "replaced", Times: 3, Every: 200 * time.Millisecond, Queries: 1000, Records: 1000}, geosrv: program, seed: 1}
	if err := o.replaces(t.Context()); err != nil {
		t.Fatal(err)
	}
	if o.Row.Lost+o.Row.Wrong+o.Row.Mixed+o.Row.Odd > 0 || o.Asked != 800 || o.Counted != 800 || len(o.gaps) != 3 {
		t.Errorf("%+v", o.Succeeds)
	}
	o = succession{Succeeds: Succeeds{Name: "killed", Times: 2, Every: time.Second, Queries: 500, Records: 1000}, geosrv: program, seed: 1}
	if err := o.revives(t.Context()); err != nil {
		t.Fatal(err)
	}
	if o.Row.Wrong+o.Row.Mixed+o.Row.Odd > 0 || o.Row.Lost > 100 || o.Asked != 1500 || len(o.gaps) != 2 || o.gaps[0] <= 0 {
		t.Errorf("%+v, gaps %v", o.Succeeds, o.gaps)
	}
}
