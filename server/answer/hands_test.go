package answer

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"

	"geosrv/server/roster"
	"geosrv/zones"
)

// TestHands: serve has two processors more than cores.
func TestHands(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, c := range []struct{ processors, first, serving int }{
		{1, 1, 1}, {3, 3, 1}, {4, 4, 1}, {6, 6, 2}, {10, 10, 4}, {66, 66, 32},
	} {
		runtime.GOMAXPROCS(c.processors)
		if first, serving := Hands(false), Hands(true); first != c.first || serving != c.serving {
			t.Errorf("with %d processors %d, and %d while it serves, want %d and %d", c.processors, first, serving, c.first, c.serving)
		}
	}
}

// TestHandsOfLargeZone: beside a world that is served a large zone is rendered by one
// goroutine on two cores, the one that loads; before, by one for each processor.
func TestHandsOfLargeZone(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	runtime.GOMAXPROCS(4) // as serve has on two cores
	runtime.GC()          // the collector's own goroutines, one for each processor
	var text strings.Builder
	text.WriteString("$ORIGIN l.example.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n")
	for i := range 4 * plainSets {
		fmt.Fprintf(&text, "h%d A 10.0.0.1\n", i)
	}
	read := func() *World {
		z, err := zones.ReadText("f", []byte(text.String()), "")
		if err != nil {
			t.Fatal(err)
		}
		return &World{Roster: &roster.Roster{Sources: []roster.Source{{Zone: z}}}}
	}
	first, next := read(), read()
	if n := startedBy(func() { first.plainZones(nil, Hands(false)) }); n < 4 {
		t.Errorf("the first world took %d goroutines, want 4 or more", n)
	}
	if n := startedBy(func() { next.plainZones(first, Hands(true)) }); n > 1 {
		t.Errorf("a world beside one that is served took %d goroutines, want none but the caller's", n)
	}
	if got, want := len(next.plain[0].slabs[4].data), len(first.plain[0].slabs[4].data); got != want || got == 0 {
		t.Errorf("its last slab has %d octets, want %d", got, want)
	}
}

// startedBy is how many goroutines were started meanwhile.
func startedBy(work func()) uint64 {
	started := []metrics.Sample{{Name: "/sched/goroutines-created:goroutines"}}
	metrics.Read(started)
	before := started[0].Value.Uint64()
	work()
	metrics.Read(started)
	return started[0].Value.Uint64() - before
}
