package load

import (
	"runtime"
	"runtime/debug"
)

// heavy is how many octets of zone files a load reads before it is worth
// clearing up behind it. What a load leaves behind, the text, its records and
// the zones and blocks of before, is several times its text, and without a word
// from us the runtime keeps most of it: it waits until the heap has doubled.
const heavy = 16 << 20

// collect runs the collector between the reading of the zones and the rendering
// of their blocks, if it is worth it: then the blocks lie where the text and its
// records lay, and the peak is a tenth lower.
func (a *attempt) collect() {
	if a.octets() >= heavy {
		runtime.GC()
	}
}

// octets are those of the zone files that the attempt read.
func (a *attempt) octets() (n int) {
	for _, z := range a.held {
		n += z.octets
	}
	return n
}

// Release gives the memory back to the system that the load left behind, if it is
// worth a run of the collector: some 10 ms for a million records, on the
// goroutine that loads. Call it when nothing holds on to the load before.
func (l *Loaded) Release() {
	if l.octets >= heavy {
		debug.FreeOSMemory()
	}
}
