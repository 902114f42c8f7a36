package server

import (
	"slices"
	"strings"
	"sync"

	"geosrv/health"
	"geosrv/server/metrics"
)

// tookBounds are the upper bounds of the buckets of a probe's time, in seconds. A
// probe has 3 s unless the configuration says otherwise.
func tookBounds() []float64 {
	return []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
}

// probeTally counts probes by their check. Make it with newProbeTally; it must not
// be copied. Safe for concurrent use: there are some thousand probes a second at
// most, so one lock does.
type probeTally struct {
	mu     sync.Mutex
	checks map[string]*metrics.Check
}

func newProbeTally() *probeTally { return &probeTally{checks: map[string]*metrics.Check{}} }

// count counts a probe of an endpoint.
func (t *probeTally) count(key string, o *health.Observation) {
	t.mu.Lock()
	defer t.mu.Unlock()
	name := metrics.CheckOf(key)
	c := t.checks[name]
	if c == nil {
		bounds := tookBounds()
		c = &metrics.Check{
			Name: name, Outcomes: map[metrics.Moved]uint64{},
			Took: metrics.Histogram{Bounds: bounds, Counts: make([]uint64, len(bounds)+1)},
		}
		t.checks[name] = c
	}
	took := max(o.Took, 0).Seconds()
	bucket, _ := slices.BinarySearch(c.Took.Bounds, took)
	c.Took.Counts[bucket]++
	c.Took.Sum += took
	c.Outcomes[metrics.Moved{To: o.Outcome.String(), Reason: health.ReasonClass(o.Reason)}]++
}

// all is a copy of what was counted, by the names of the checks.
func (t *probeTally) all() (out []metrics.Check) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range t.checks {
		one := *c
		one.Took.Counts, one.Outcomes = slices.Clone(c.Took.Counts), copied(c.Outcomes)
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b metrics.Check) int { return strings.Compare(a.Name, b.Name) })
	return out
}
