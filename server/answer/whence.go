package answer

import (
	"net/netip"

	"geosrv/geo"
	"geosrv/server/config"
)

// Whence is where an address is, and who says so.
type Whence struct {
	Network *config.Network // of geo.networks; nil if none has the address
	Prefix  netip.Prefix    // the network of the configuration or of the database; invalid if neither knows it
	Place   geo.Place       // the network's site, or what the database says
}

// Whence says where an address is: by the longest of geo.networks, else by the
// database, as the geo table was compiled. It is for people: a query asks the table.
func (w *World) Whence(a netip.Addr) (out Whence) {
	a = a.Unmap()
	networks := w.Roster.Config.Geo.Networks
	for i := range networks {
		if n := &networks[i]; n.Prefix.Contains(a) && (out.Network == nil || n.Prefix.Bits() > out.Prefix.Bits()) {
			out.Network, out.Prefix = n, n.Prefix
		}
	}
	if out.Network != nil {
		for _, s := range w.options.Sites {
			if s.Name == out.Network.Site {
				out.Place = geo.Place{Lat: s.Lat, Lon: s.Lon, Located: true}
			}
		}
		return out
	}
	if w.database != nil {
		out.Place, out.Prefix, _ = w.database.Lookup(a)
	}
	return out
}

// KM is how far a site of the configuration is from a place, in km. ok is false
// where nobody knows where the place is.
func (w *World) KM(site int32, p geo.Place) (km float64, ok bool) {
	if site < 0 || !p.Located {
		return 0, false
	}
	s := w.options.Sites[site]
	return geo.Distance(p.Lat, p.Lon, s.Lat, s.Lon), true
}
