package soak

import (
	"context"
	"fmt"
	"slices"
	"time"

	"geosrv/bench/shipped"
)

// look is what the server's metrics said. A value.
type look struct {
	At          time.Duration `json:"at"`       // since the start
	Live        float64       `json:"live"`     // octets of the heap that the last collection left
	Resident    float64       `json:"resident"` // octets
	Goroutines  float64       `json:"goroutines"`
	Descriptors float64       `json:"descriptors"`
}

// lookAt reads the metrics of a status page.
func lookAt(ctx context.Context, page string, at time.Duration) (look, error) {
	l := look{At: at}
	wanted := map[string]*float64{
		"go_gc_heap_live_bytes": &l.Live, "process_resident_memory_bytes": &l.Resident,
		"go_goroutines": &l.Goroutines, "process_open_fds": &l.Descriptors,
	}
	err := shipped.Metrics(ctx, page, func(name string, value float64) {
		if to := wanted[name]; to != nil {
			*to = value
		}
	})
	if err != nil {
		return l, err
	}
	for name, value := range wanted {
		if *value == 0 {
			return l, fmt.Errorf("%s has no %s", page, name)
		}
	}
	return l, nil
}

// octets is a memory of a look.
type octets func(look) float64

func live(l look) float64     { return l.Live }
func resident(l look) float64 { return l.Resident }

// point is the least of a memory in a whole minute. A value.
type point struct {
	at     time.Duration // when the minute began
	octets float64
}

// minutes are the least of a memory in each minute: what is in use meanwhile, for a
// reload say, is not growth.
func minutes(looks []look, of octets) (out []point) {
	for _, l := range looks {
		minute := l.At.Truncate(time.Minute)
		switch last := len(out) - 1; {
		case last < 0 || out[last].at != minute:
			out = append(out, point{minute, of(l)})
		default:
			out[last].octets = min(out[last].octets, of(l))
		}
	}
	return out
}

// slope is by how many octets an hour a memory grows: the median of the slopes of
// all pairs, and the slope that nine of ten pairs have at least. ok is false for
// fewer than two points.
func slope(points []point) (perHour, surely float64, ok bool) {
	var all []float64
	for i, a := range points {
		for _, b := range points[i+1:] {
			all = append(all, (b.octets-a.octets)/(b.at-a.at).Hours())
		}
	}
	if len(all) == 0 {
		return 0, 0, false
	}
	slices.Sort(all)
	return all[len(all)/2], all[len(all)/10], true
}

// grown reports whether a count is at least so high in the last half, always, as it
// was never in the first.
func grown(looks []look, count func(look) float64) bool {
	half := len(looks) / 2
	if half == 0 {
		return false
	}
	most := 0.0
	for _, l := range looks[:half] {
		most = max(most, count(l))
	}
	return !slices.ContainsFunc(looks[half:], func(l look) bool { return count(l) <= most })
}
