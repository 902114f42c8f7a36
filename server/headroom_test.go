package server

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// TestPercent: a heap may grow by 16 MiB, or double. What Go lets the smallest
// heap have grows with the percent, and must not be more.
func TestPercent(t *testing.T) {
	const mib = 1 << 20
	for live, want := range map[int]int{
		0: 400, mib: 425, 2 * mib: 450, 4 * mib: 400, 6 * mib: 266, 8 * mib: 200, 16 * mib: 100, 17 * mib: 100, 1 << 40: 100,
	} {
		got := percentFor(live)
		if got != want {
			t.Errorf("%d MiB: %d %%, want %d %%", live/mib, got, want)
		}
		if goal := max(live+live/100*got, firstHeap/100*got); goal > max(live+leastRoom, 2*live)+mib {
			t.Errorf("%d MiB may become %d MiB", live/mib, goal/mib)
		}
	}
}

// TestHeadroom: the percent follows the heap that the collector leaves, up and
// down, and is Go's own again at the end.
func TestHeadroom(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(usualPercent))
	end := keepHeadroom()
	defer end()
	follow := func(what string, ok func(percent int) bool) {
		t.Helper()
		for range 1000 { // what follows a run of the collector follows it on another goroutine
			runtime.GC()
			runtime.Gosched()
			if ok(heapNow().percent) {
				return
			}
		}
		t.Errorf("%s: %d %% for %d octets", what, heapNow().percent, heapNow().live)
	}
	follow("a small heap", func(percent int) bool { return percent > usualPercent })
	held := make([]byte, 64<<20)
	follow("a large heap", func(percent int) bool { return percent == usualPercent })
	runtime.KeepAlive(held)
	held = nil
	follow("a small heap again", func(percent int) bool { return percent > usualPercent })
	end()
	follow("the end", func(percent int) bool { return percent == usualPercent })

	debug.SetGCPercent(50)
	end = keepHeadroom()
	runtime.GC()
	if now := heapNow(); now.percent != 50 {
		t.Errorf("%d %%, where somebody chose 50 %%", now.percent)
	}
	end()
	if now := heapNow(); now.percent != 50 {
		t.Errorf("%d %% at the end, where somebody chose 50 %%", now.percent)
	}
}

// TestCollectSoon: the collector runs if a third of the room is used up.
func TestCollectSoon(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(usualPercent))
	held := make([]byte, 64<<20)
	var before, after runtime.MemStats
	for wanted, litter := range map[uint32]int{0: 1 << 20, 1: 32 << 20} {
		runtime.GC()
		room := make([]byte, litter)
		runtime.ReadMemStats(&before)
		collectSoon()
		runtime.ReadMemStats(&after)
		runtime.KeepAlive(room)
		if got := after.NumForcedGC - before.NumForcedGC; got != wanted {
			t.Errorf("%d runs after %d MiB, want %d", got, litter>>20, wanted)
		}
	}
	runtime.KeepAlive(held)
}
