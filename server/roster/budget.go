package roster

import (
	"fmt"
	"math"
)

// budget refuses more probes than can be under way: if nothing answered, each
// endpoint would have timeout x attempts / interval of them at any time, but no
// more than attempts: its probes don't overlap. Beyond max_in_flight they would
// wait for each other, and a dead edge for its turn, just when it matters.
func (b *builder) budget() {
	need := 0.0
	for i := range b.endpointOf {
		t := b.endpointOf[i].Timing
		need += float64(t.Attempts) * min(t.Timeout.Seconds()/t.Interval.Seconds(), 1)
	}
	c := b.r.Config
	if need <= float64(c.Probe.MaxInFlight) {
		return
	}
	at := c.Probe.Pos
	if at.File == "" && len(c.Files) > 0 {
		at.File = c.Files[0]
	}
	b.problems.add(at, fmt.Sprintf("%d endpoints need up to %.0f probes under way at once, and max_in_flight is %d",
		len(b.endpointOf), math.Ceil(need), c.Probe.MaxInFlight),
		"probe less often, let names share a service with a fixed name, or raise max_in_flight: a file descriptor and some 30 KiB each")
}
