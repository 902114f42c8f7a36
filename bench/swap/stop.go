package swap

import (
	"cmp"
	"slices"
	"time"
)

// stop is a time in which a core, or all of them, stood still; monotonic
// nanoseconds. A value.
type stop struct{ From, To int64 }

// together are the times between two in which all of so many cores stood still: on
// one that does not, the others' work can be done.
func together(stops []stop, cores int, from, to int64) (all []stop) {
	type edge struct {
		at   int64
		more int
	}
	var edges []edge
	for _, s := range stops {
		edges = append(edges, edge{s.From, 1}, edge{s.To, -1})
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.at, b.at), a.more-b.more) })
	still := 0
	for i, e := range edges {
		if still += e.more; still < cores {
			continue
		}
		// The next edge ends it: no more cores can stop.
		if s := (stop{max(e.at, from), min(edges[i+1].at, to)}); s.From < s.To {
			all = append(all, s)
		}
	}
	return all
}

// waits is how long those who come at any time of so many nanoseconds wait for
// the end of a stop: what a server would take that takes no time at all.
func waits(stops []stop, lasts int64) (s spread) {
	lengths := make([]int64, len(stops))
	for i, one := range stops {
		lengths[i] = one.To - one.From
	}
	slices.SortFunc(lengths, func(a, b int64) int { return cmp.Compare(b, a) })
	at := func(share float64) float64 {
		// Of a stop, all but the last t wait longer than t: sink t until those of
		// all stops are as many as may be.
		left, sum := (1-share)*float64(lasts), int64(0)
		for i, length := range lengths {
			next := int64(0)
			if i+1 < len(lengths) {
				next = lengths[i+1]
			}
			sum += length
			if t := (float64(sum) - left) / float64(i+1); t >= float64(next) {
				return t / float64(time.Millisecond)
			}
		}
		return 0
	}
	return spread{at(.5), at(.99), at(.999), at(.9999), at(1)}
}
