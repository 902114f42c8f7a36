package load

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
)

// TestHandsOfManyZones: beside a world that is served zone files are read one after the
// other on two cores; the first time, one for each of Go's processors.
func TestHandsOfManyZones(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	runtime.GOMAXPROCS(4) // as serve has on two cores
	runtime.GC()          // the collector's own goroutines, one for each processor
	d := newDisk(t)
	d.Write("geosrv.yaml", "zones: [zones]\n")
	write := func(serial int) {
		for i := range 8 {
			d.Write(fmt.Sprintf("zones/z%d.example.zone", i), fmt.Sprintf("$TTL 60\n@ SOA ns h %d 1 1 1 1\n@ NS ns\nns A 192.0.2.1\n", serial))
		}
	}
	l := d.loader()
	write(1)
	if n := startedBy(func() { d.load(l) }); n < 4 {
		t.Errorf("the first load took %d goroutines, want 4 or more", n)
	}
	write(2)
	if n := startedBy(func() { d.load(l) }); n > 2 {
		t.Errorf("a load beside took %d goroutines, want no more than 2", n)
	}
	d.resumed()
	write(3)
	if n := startedBy(func() { d.resumed() }); n < 16 {
		t.Errorf("a start from copies took %d goroutines, want 4 for copies, 4 for their blocks, 4 for files and 4 for blocks, or more", n)
	}
}

// TestHandsOfLargeZone: beside a world that is served the blocks of a large zone are
// rendered by the goroutine that loads, on two cores.
func TestHandsOfLargeZone(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	runtime.GOMAXPROCS(4) // as serve has on two cores
	runtime.GC()          // as above
	d := newDisk(t)
	d.Write("geosrv.yaml", "zones: [l.example.zone]\n")
	var hosts strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&hosts, "h%d A 10.0.0.1\n", i)
	}
	write := func(serial int) {
		d.Write("l.example.zone", fmt.Sprintf("$TTL 60\n@ SOA ns h %d 1 1 1 1\n@ NS ns\nns A 192.0.2.1\n%s", serial, hosts.String()))
	}
	l := d.loader()
	write(1)
	if n := startedBy(func() { d.load(l) }); n < 5 {
		t.Errorf("the first load took %d goroutines, want 5 or more: to read it, and to render it", n)
	}
	write(2)
	if n := startedBy(func() { d.load(l) }); n > 2 {
		t.Errorf("a load beside took %d goroutines, want no more than 2", n)
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
