package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Most is how many endpoints, and how many groups, have series of their own.
const Most = 1000

// takeTime is how long a snapshot may take: what comes later is left out.
const takeTime = 2 * time.Second

// Collector turns snapshots into metrics. Make one with NewCollector. Safe for
// concurrent use.
type Collector struct {
	take  func(context.Context) *Snapshot
	known map[string]known
}

// NewCollector makes a collector of what take takes. take returns when its
// context is done at the latest, and never nil.
func NewCollector(take func(context.Context) *Snapshot) *Collector {
	c := &Collector{take: take, known: map[string]known{}}
	for _, f := range Families() {
		c.known[f.Name] = known{f, prometheus.NewDesc(f.Name, f.Help, f.Labels, nil)}
	}
	return c
}

// Describe implements prometheus.Collector.
func (c *Collector) Describe(out chan<- *prometheus.Desc) {
	for _, k := range c.known {
		out <- k.desc
	}
}

// Collect implements prometheus.Collector.
func (c *Collector) Collect(out chan<- prometheus.Metric) {
	ctx, end := context.WithTimeout(context.Background(), takeTime)
	defer end()
	snap, s := c.take(ctx), &sheet{c.known, out}
	s.queries(snap)
	s.sockets(snap)
	s.plan(snap)
	s.probes(snap)
	s.standings(snap)
	s.told(snap)
}

// truth is a bool for Prometheus.
func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// unix is a moment in seconds since 1970, 0 for none.
func unix(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}
