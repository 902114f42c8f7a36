package main

import (
	"fmt"
	"io"
	"net/netip"
	"strings"

	"geosrv/geo"
	"geosrv/server"
	"geosrv/server/config"
)

// vantage knows what a configuration makes of an asker's address. Make one
// with newVantage.
type vantage struct {
	config *config.Config
	table  *geo.Table
	db     *geo.Database // nil if none is configured
	sites  []geo.Site    // as config.Sites
}

func newVantage(loaded *server.Loaded) (*vantage, error) {
	v := &vantage{config: loaded.Config, table: loaded.World.Geo}
	for _, s := range v.config.Sites {
		site := geo.Site{Name: s.Name, Lat: s.At[0], Lon: s.At[1]}
		if s.Country != "" {
			site.Lat, site.Lon, _ = geo.Centroid(s.Country)
		}
		v.sites = append(v.sites, site)
	}
	if v.config.Geo.Database == "" {
		return v, nil
	}
	var err error
	v.db, err = geo.Open(v.config.Geo.Database)
	return v, err
}

// lookUp writes, for each address, its place and the order of each site list.
func (v *vantage) lookUp(w io.Writer, addrs []netip.Addr) error {
	for _, a := range addrs {
		var b strings.Builder
		p, words := v.place(a)
		class, scope := v.table.Lookup(a)
		fmt.Fprintf(&b, "%s: %s\n  class %d, scope /%d\n", a, words, class, scope)
		for list := range v.table.OrderOf() {
			order := v.table.Order(list, class)
			fmt.Fprintf(&b, "  %s\n", v.route(v.table.Orders(list)[order], p, order == 0))
		}
		if _, err := io.WriteString(w, b.String()); err != nil {
			return err
		}
	}
	return nil
}

// place finds an address as the geo table does: the longest of geo.networks,
// else the database.
func (v *vantage) place(a netip.Addr) (p geo.Place, words string) {
	best := -1
	for i, n := range v.config.Geo.Networks {
		if n.Prefix.Contains(a) && (best < 0 || n.Prefix.Bits() > v.config.Geo.Networks[best].Prefix.Bits()) {
			best = i
		}
	}
	if best >= 0 {
		n := v.config.Geo.Networks[best]
		for _, s := range v.sites {
			if s.Name == n.Site {
				p = geo.Place{Lat: s.Lat, Lon: s.Lon, Located: true}
			}
		}
		return p, fmt.Sprintf("at %s, by geo.networks %s", n.Site, n.Prefix)
	}
	if v.db != nil {
		if p, network, ok := v.db.Lookup(a); ok {
			return p, placeWords(p) + ", network " + network.String()
		}
	}
	return p, "nothing is known"
}

// route is the sites of a list, best first, with their distances from p.
func (v *vantage) route(sites []uint16, p geo.Place, unknown bool) string {
	words := make([]string, len(sites))
	for i, s := range sites {
		words[i] = v.sites[s].Name
		if p.Located {
			words[i] += fmt.Sprintf(" %.0f km", geo.Distance(p.Lat, p.Lon, v.sites[s].Lat, v.sites[s].Lon))
		}
	}
	line := strings.Join(words, ", ")
	if unknown {
		line += " (unknown place: the zone's priorities, then the order of pools)"
	}
	return line
}
