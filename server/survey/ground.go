package survey

import (
	"sync"

	"geosrv/geo"
	"geosrv/geo/atlas"
	"geosrv/server/answer"
	"geosrv/server/status"
)

// still is what of a report holds as long as a world does. Immutable.
type still struct {
	world   *answer.World
	sites   []status.Site
	lists   []status.List
	nearest map[string]string // country to site
}

// Ground remembers for the page what stands still. The zero value is of no world; it
// must not be copied. Safe for concurrent use: a page that moves is two for a moment.
type Ground struct {
	mu   sync.Mutex
	last still
}

// of is what stands still in a world.
func (p *Ground) of(w *answer.World) still {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last.world != w {
		p.last = newStill(w)
	}
	return p.last
}

func newStill(w *answer.World) still {
	p := still{world: w, nearest: map[string]string{}}
	for _, s := range w.Sites() {
		p.sites = append(p.sites, status.Site{Name: s.Name, Lat: s.Lat, Lon: s.Lon})
	}
	countries := located()
	for code, place := range countries {
		if n := w.Nearest(place); n >= 0 {
			p.nearest[code] = p.sites[n].Name
		}
	}
	for n := range w.Roster.Lists {
		list := status.List{Countries: map[string]int{}, Sites: map[string]int{}}
		for code, place := range countries {
			list.Countries[code] = w.Beside(n, place)
		}
		for i, s := range w.Sites() {
			list.Sites[s.Name] = w.Beside(n, geo.Place{Lat: s.Lat, Lon: s.Lon, Located: true}, i)
		}
		p.lists = append(p.lists, list)
	}
	return p
}

// located are the countries that the map draws, each at its middle.
func located() map[string]geo.Place {
	out := map[string]geo.Place{}
	countries, _ := atlas.World() // a test of atlas sees that there is no error
	for _, c := range countries {
		if lat, lon, ok := geo.Centroid(c.Code); ok {
			out[c.Code] = geo.Place{Country: c.Code, Lat: lat, Lon: lon, Located: true}
		}
	}
	return out
}
