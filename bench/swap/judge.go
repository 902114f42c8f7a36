package swap

import (
	"math"
	"slices"
	"time"
)

// row is what a phase came to. A value.
type row struct {
	Name    string `json:"name"`
	Queries int    `json:"queries"`
	Lost    int    `json:"lost"`
	Wrong   int    `json:"wrong"`
	Mixed   int    `json:"mixed"`
	Odd     int    `json:"odd"`
	Took    spread `json:"due_to_reply"`
	// CPU is how much of a core the server took; 0 for the echo.
	CPU float64 `json:"cpu,omitzero"`
}

// spread is how a number of durations are distributed, in milliseconds by
// nearest rank. The zero value is of none.
type spread struct {
	P50   float64 `json:"p50_ms"`
	P99   float64 `json:"p99_ms"`
	P999  float64 `json:"p99.9_ms"`
	P9999 float64 `json:"p99.99_ms"`
	Max   float64 `json:"max_ms"`
}

// spreadOf sorts durations, in nanoseconds.
func spreadOf(took []int64) (s spread) {
	if len(took) == 0 {
		return s
	}
	slices.Sort(took)
	at := func(share float64) float64 {
		rank := int(math.Ceil(share * float64(len(took))))
		return float64(took[max(rank, 1)-1]) / float64(time.Millisecond)
	}
	return spread{at(.5), at(.99), at(.999), at(.9999), at(1)}
}

// judge says what became of the queries of a phase, given all generations.
func judge(name string, samples []sample, edits []edit) row {
	r := row{Name: name, Queries: len(samples)}
	var took []int64
	for i := range samples {
		s := &samples[i]
		if s.What != lost {
			took = append(took, s.Held-s.Due)
		}
		switch s.What {
		case lost:
			r.Lost++
		case mixed:
			r.Mixed++
		case odd:
			r.Odd++
		default:
			if g := int(s.Generation); g < oldest(edits, s.Sent) || g > newest(edits, s.Held) {
				r.Wrong++
			}
		}
	}
	r.Took = spreadOf(took)
	return r
}

// judgeEcho says how long the echo of the same queries took.
func judgeEcho(name string, samples []sample) row {
	r := row{Name: name, Queries: len(samples)}
	var took []int64
	for _, s := range samples {
		if s.Echoed == 0 {
			r.Lost++
		} else {
			took = append(took, s.Echoed-s.Due)
		}
	}
	r.Took = spreadOf(took)
	return r
}

// oldest is the generation that a query sent at a time must have at least: the
// last that was acknowledged before.
func oldest(edits []edit, at int64) int {
	i, _ := slices.BinarySearchFunc(edits, at, func(e edit, at int64) int {
		if e.Acknowledged != 0 && e.Acknowledged < at || e.Begun == 0 {
			return -1
		}
		return 1
	})
	return i // the first has number 1
}

// newest is the generation that a reply held at a time can have at most.
func newest(edits []edit, at int64) int {
	i, _ := slices.BinarySearchFunc(edits, at, func(e edit, at int64) int {
		if e.Begun < at {
			return -1
		}
		return 1
	})
	return i
}

// late is how much later queries were sent than they should have been.
func late(samples []sample) spread {
	var by []int64
	for _, s := range samples {
		by = append(by, s.Sent-s.Due)
	}
	return spreadOf(by)
}

// reloads is how long they took, from the new file to the reply of the reload.
func reloads(edits []edit) (n int, took spread) {
	var all []int64
	for _, e := range edits {
		if e.Acknowledged != 0 {
			all = append(all, e.Acknowledged-e.Begun)
		}
	}
	return len(all), spreadOf(all)
}
