package server

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// leastRoom is how much a heap may grow at least until the collector runs. Go lets it
// double, and has 4 MB at least: a reload of a small zone, which takes about as
// much as all that is held, was collected two or three times, beside the
// queries. Larger heaps double as ever.
const leastRoom = 16 << 20

// usualPercent is Go's own, and firstHeap the goal that it gives the smallest
// heap (runtime/debug.SetGCPercent): as much more as the percent is more.
const (
	usualPercent = 100
	firstHeap    = 4 << 20
)

// headroom sets Go's percent by the heap that each run of the collector leaves:
// one that was set for a small heap would let a large one grow by multiples of
// itself. Make it with keepHeadroom. Safe for concurrent use.
type headroom struct {
	mu    sync.Mutex
	ended bool
}

// keepHeadroom keeps leastRoom until it is ended. Where somebody chose a percent
// (GOGC), it stays.
func keepHeadroom() (end func()) {
	h := &headroom{}
	if heapNow().percent != usualPercent {
		return func() {}
	}
	h.collected()
	return h.end
}

// end gives Go its own percent back.
func (h *headroom) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended = true
	debug.SetGCPercent(usualPercent)
}

// collected sets the percent, and waits for the next run of the collector: it
// finds that nobody holds a thing that was made here.
func (h *headroom) collected() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ended {
		return
	}
	now := heapNow()
	want := percentFor(now.live)
	// It stops everybody for a moment: not for every small change.
	if off := want - now.percent; off > now.percent/8 || -off > now.percent/8 || want == usualPercent && off != 0 {
		debug.SetGCPercent(want)
	}
	type herald struct{ _ *headroom } // with a pointer, or it would share its place
	runtime.AddCleanup(&herald{}, (*headroom).collected, h)
}

// percentFor is the percent by which a heap of live octets may grow by leastRoom, or
// double if that is more.
func percentFor(live int) int {
	live = max(live, 1)
	grow := usualPercent * max(live, leastRoom) / live
	return max(usualPercent, min(grow, usualPercent*(live+leastRoom)/firstHeap))
}

// heap is the heap as the collector sees it, in octets.
type heap struct {
	live    int // what it left when it ran last
	objects int // what there is, garbage too
	goal    int // when it runs next
	percent int
}

// heapNow reads it. It stops nobody.
func heapNow() heap {
	s := [...]metrics.Sample{
		{Name: "/gc/heap/live:bytes"},
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/gc/heap/goal:bytes"},
		{Name: "/gc/gogc:percent"},
	}
	metrics.Read(s[:])
	var out [len(s)]int
	for i := range s {
		if s[i].Value.Kind() == metrics.KindUint64 {
			out[i] = int(min(s[i].Value.Uint64(), 1<<62))
		}
	}
	return heap{out[0], out[1], out[2], out[3]}
}

// collectSoon runs the collector if a third of the room is used up that it left.
// It begins by itself when two thirds are, beside whatever happens then: what
// leaves less than a third behind each time never meets it.
func collectSoon() {
	if h := heapNow(); h.objects-h.live > (h.goal-h.live)/3 {
		runtime.GC()
	}
}
