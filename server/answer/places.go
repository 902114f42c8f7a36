package answer

import (
	"net/netip"
	"sync"

	"geosrv/geo"
)

// spaces is how many addresses each class has. Only people ask for it, so that it
// is counted when the first of them does.
type spaces struct {
	once sync.Once
	of   []float64 // by class
}

// Places is, by order of a group, the share of places that have it: of the IPv4
// addresses of which something is known, as most askers are there; where there is
// none, of the classes. A group that makes no difference between places has one
// order. It is for people: the first call counts the address space.
func (w *World) Places(group int32) []float64 {
	list := w.Roster.Groups[group].List
	if list < 0 {
		return []float64{1}
	}
	out := make([]float64, len(w.Geo.Orders(int(list))))
	total := 0.0
	for class, n := range w.space() {
		out[w.Geo.Order(int(list), uint16(class))] += n
		total += n
	}
	for i := range out {
		out[i] /= total
	}
	return out
}

// space is how many addresses each class has, for Places.
func (w *World) space() []float64 {
	w.spaces.once.Do(func() {
		of, total := make([]float64, w.Geo.Classes()), 0.0
		s := geo.Survey{Networks: map[netip.Prefix]int{}, Before: w.Geo}
		if w.database != nil {
			s.Databases = []*geo.Database{w.database}
		}
		for i, n := range w.Roster.Config.Geo.Networks {
			s.Networks[n.Prefix] = i
		}
		for _, r := range s.Regions() {
			if r.Known {
				of[r.Before] += r.V4
				total += r.V4
			}
		}
		for class := range of {
			if total == 0 {
				of[class] = 1
			}
		}
		w.spaces.of = of
	})
	return w.spaces.of
}
