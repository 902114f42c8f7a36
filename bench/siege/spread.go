package siege

import (
	"fmt"
	"slices"
	"time"
)

// spread is how a number of durations are distributed. The zero value is of
// none.
type spread struct {
	N    int     `json:"n"`
	Lost int     `json:"lost"` // questions without an answer; not among the durations
	P50  float64 `json:"p50_ms"`
	P99  float64 `json:"p99_ms"`
	Max  float64 `json:"max_ms"`
}

// spreadOf sorts the samples and reads percentiles off by nearest rank.
func spreadOf(samples []time.Duration, lost int) spread {
	s := spread{N: len(samples), Lost: lost}
	if s.N == 0 {
		return s
	}
	slices.Sort(samples)
	at := func(percent int) float64 {
		return float64(samples[(s.N*percent+99)/100-1]) / float64(time.Millisecond)
	}
	s.P50, s.P99, s.Max = at(50), at(99), at(100)
	return s
}

// check returns an error if anything was lost, or took too long in 1 of 100.
func (s spread) check(what string, p99 time.Duration) error {
	switch most := float64(p99) / float64(time.Millisecond); {
	case s.N == 0:
		return fmt.Errorf("%s: nothing was answered", what)
	case s.Lost > 0:
		return fmt.Errorf("%s: %d of %d were not answered", what, s.Lost, s.N+s.Lost)
	case s.P99 > most:
		return fmt.Errorf("%s: p99 is %.4g ms, more than %.4g ms", what, s.P99, most)
	}
	return nil
}
