package main

import (
	"encoding/json"
	"slices"
	"time"
)

// spread is how a number of durations are distributed. The zero value is of
// none. It may be copied.
type spread struct {
	N                  int
	P50, P90, P99, Max time.Duration
}

// spreadOf sorts the samples and reads percentiles off by nearest rank: the
// smallest sample that at least so many percent do not exceed.
func spreadOf(samples []time.Duration) spread {
	s := spread{N: len(samples)}
	if s.N == 0 {
		return s
	}
	slices.Sort(samples)
	at := func(percent int) time.Duration { return samples[(s.N*percent+99)/100-1] }
	s.P50, s.P90, s.P99, s.Max = at(50), at(90), at(99), samples[s.N-1]
	return s
}

// MarshalJSON writes durations as milliseconds.
func (s spread) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		N   int     `json:"n"`
		P50 float64 `json:"p50_ms"`
		P90 float64 `json:"p90_ms"`
		P99 float64 `json:"p99_ms"`
		Max float64 `json:"max_ms"`
	}{s.N, ms(s.P50), ms(s.P90), ms(s.P99), ms(s.Max)})
}

// ms is a duration in milliseconds.
func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
