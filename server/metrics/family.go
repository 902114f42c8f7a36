package metrics

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
)

// Family is a metric: its name, what it means, and its labels.
type Family struct {
	Name   string
	Help   string
	Kind   Kind
	Labels []string
}

// Kind is what a metric is for Prometheus.
type Kind uint8

// The kinds.
const (
	Gauge Kind = iota
	Counter
	HistogramKind
)

// Families are all metrics of ours, in the order of the manual.
func Families() []Family {
	var all []Family
	for _, part := range [][]Family{queryFamilies(), socketFamilies(), planFamilies(), probeFamilies(), standingFamilies(), toldFamilies()} {
		all = append(all, part...)
	}
	return all
}

func counter(name, help string, labels ...string) Family { return Family{name, help, Counter, labels} }

func gauge(name, help string, labels ...string) Family { return Family{name, help, Gauge, labels} }

func histogram(name, help string, labels ...string) Family {
	return Family{name, help, HistogramKind, labels}
}

// sheet is one scrape in the making.
type sheet struct {
	known map[string]known
	out   chan<- prometheus.Metric
}

// known is a family and how Prometheus calls it.
type known struct {
	Family
	desc *prometheus.Desc
}

// put tells a value of a counter or a gauge, with the values of its labels in
// their order. What is wrong with it fails the scrape, and so the tests.
func (s *sheet) put(name string, value float64, labels ...string) {
	k := s.known[name]
	kind := prometheus.GaugeValue
	if k.Kind == Counter {
		kind = prometheus.CounterValue
	}
	s.send(k.desc, func(d *prometheus.Desc) (prometheus.Metric, error) {
		return prometheus.NewConstMetric(d, kind, value, labels...)
	})
}

// histogram tells one.
func (s *sheet) histogram(name string, h Histogram, labels ...string) {
	buckets, n := make(map[float64]uint64, len(h.Bounds)), uint64(0)
	for i, count := range h.Counts {
		if n += count; i < len(h.Bounds) {
			buckets[h.Bounds[i]] = n
		}
	}
	s.send(s.known[name].desc, func(d *prometheus.Desc) (prometheus.Metric, error) {
		return prometheus.NewConstHistogram(d, n, h.Sum, buckets, labels...)
	})
}

func (s *sheet) send(d *prometheus.Desc, build func(*prometheus.Desc) (prometheus.Metric, error)) {
	if d == nil {
		d = prometheus.NewInvalidDesc(errors.New("no such family"))
	}
	m, err := build(d)
	if err != nil {
		m = prometheus.NewInvalidMetric(d, err)
	}
	s.out <- m
}
