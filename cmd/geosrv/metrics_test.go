package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"geosrv/server/metrics"
)

// TestMetricsAreDocumented compares help metrics with what there is: names and
// labels, both ways.
func TestMetricsAreDocumented(t *testing.T) {
	documented := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^  (geosrv_[a-z0-9_]+)(?:\{([a-z, _]+)\})?\n      \S`).FindAllStringSubmatch(page("metrics"), -1) {
		if _, twice := documented[m[1]]; twice {
			t.Errorf("help metrics has %s twice", m[1])
		}
		documented[m[1]] = m[2]
	}
	for _, f := range metrics.Families() {
		labels, is := documented[f.Name]
		if !is {
			t.Errorf("help metrics does not tell of %s", f.Name)
		}
		if want := strings.Join(f.Labels, ", "); is && labels != want {
			t.Errorf("help metrics says %s{%s}, and it has {%s}", f.Name, labels, want)
		}
		delete(documented, f.Name)
	}
	for name := range documented {
		t.Errorf("help metrics tells of %s, which there is not", name)
	}
}

// unknownMetrics are names in a text that look like ours and are not.
func unknownMetrics(text string) (unknown []string) {
	names := map[string]bool{}
	for _, f := range metrics.Families() {
		names[f.Name] = true
		if f.Kind == metrics.HistogramKind {
			names[f.Name+"_bucket"], names[f.Name+"_sum"], names[f.Name+"_count"] = true, true, true
		}
	}
	for _, name := range regexp.MustCompile(`geosrv_[a-z0-9_]+`).FindAllString(text, -1) {
		if !names[name] && !slices.Contains(unknown, name) {
			unknown = append(unknown, name)
		}
	}
	return unknown
}

func TestUnknownMetrics(t *testing.T) {
	got := unknownMetrics(`rate(geosrv_requests_total[5m]) + geosrv_probe_lag_seconds_bucket + geosrv_gone`)
	if want := []string{"geosrv_gone"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
