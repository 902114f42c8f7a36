package server

import (
	"strings"
	"testing"
)

// max_in_flight is taken over by a reload, and by no reload that is refused.
func TestReloadTakesMaxInFlight(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	d.write("geosrv.yaml", strings.Replace(siteConfig, "fall: 2", "fall: 2, max_in_flight: 4", 1))
	r := serve(t, d)
	is := func(want int) {
		t.Helper()
		if got := r.runner.Counters().Limit; got != want {
			t.Errorf("%d probes may be under way at once, want %d", got, want)
		}
	}
	is(4)
	r.edit("geosrv.yaml", "max_in_flight: 4", "max_in_flight: 8")
	if err := r.Reload(); err != nil {
		t.Fatal(err)
	}
	is(8)
	r.edit("geosrv.yaml", "max_in_flight: 8", "max_in_flight: 1")
	if r.Reload() == nil {
		t.Error("two endpoints fit into one probe at once")
	}
	is(8)
}
