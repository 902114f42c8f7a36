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
	Resident    float64       `json:"resident"` // octets
	Goroutines  float64       `json:"goroutines"`
	Descriptors float64       `json:"descriptors"`
}

// lookAt reads the metrics of a status page.
func lookAt(ctx context.Context, page string, at time.Duration) (look, error) {
	l := look{At: at}
	wanted := map[string]*float64{
		"process_resident_memory_bytes": &l.Resident, "go_goroutines": &l.Goroutines, "process_open_fds": &l.Descriptors,
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

// minutes are the least resident memory of each whole minute.
func minutes(looks []look) (out []look) {
	for _, l := range looks {
		minute := l.At.Truncate(time.Minute)
		switch last := len(out) - 1; {
		case last < 0 || out[last].At != minute:
			l.At = minute
			out = append(out, l)
		case l.Resident < out[last].Resident:
			out[last].Resident = l.Resident
		}
	}
	return out
}

// slope is by how many octets an hour the memory grows: the median of the slopes of
// all pairs, and the slope that nine of ten pairs have at least. ok is false for
// fewer than two looks.
func slope(looks []look) (perHour, surely float64, ok bool) {
	var all []float64
	for i, a := range looks {
		for _, b := range looks[i+1:] {
			all = append(all, (b.Resident-a.Resident)/(b.At-a.At).Hours())
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
