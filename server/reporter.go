package server

import (
	"geosrv/geo"
	"geosrv/geo/atlas"
	"geosrv/server/answer"
	"geosrv/server/status"
)

// reporter is what of a report holds as long as a world does. It belongs to the
// goroutine that makes reports. The zero value is of no world.
type reporter struct {
	world   *answer.World
	sites   []status.Site
	lists   []status.List
	nearest map[string]string // country to site
}

// of brings it up to date.
func (p *reporter) of(w *answer.World) *reporter {
	if p.world == w {
		return p
	}
	*p = reporter{world: w, nearest: map[string]string{}}
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
