package compare

import (
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"

	"geosrv/geo"
)

// standIn is a public address that stands in for an edge in the database of
// cities: such databases hold no place of loopback.
func standIn(i int) string { return fmt.Sprintf("9.255.255.%d", i+1) }

// writeCities writes a database in which each network is at the middle of its
// country, and each edge's stand-in at its site. PowerDNS takes no place that
// has no accuracy.
func (e *estate) writeCities(file string) error {
	tree, err := mmdbwriter.New(mmdbwriter.Options{DatabaseType: "GeoLite2-City", RecordSize: 28, IncludeReservedNetworks: true})
	if err != nil {
		return err
	}
	countries := map[string]mmdbtype.DataType{}
	for _, c := range e.places.cells {
		if countries[c.country] == nil {
			lat, lon, _ := geo.Centroid(c.country)
			countries[c.country] = point(lat, lon)
		}
		if err := tree.InsertRange(addr4(c.from).AsSlice(), addr4(c.to).AsSlice(), countries[c.country]); err != nil {
			return err
		}
	}
	for i, s := range e.sites {
		_, network, err := net.ParseCIDR(standIn(i) + "/32")
		if err == nil {
			err = tree.Insert(network, point(s.lat, s.lon))
		}
		if err != nil {
			return err
		}
	}
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	_, err = tree.WriteTo(out)
	return errors.Join(err, out.Close())
}

// point is a place as such databases have it.
func point(lat, lon float64) mmdbtype.DataType {
	return mmdbtype.Map{"location": mmdbtype.Map{
		"latitude": mmdbtype.Float64(lat), "longitude": mmdbtype.Float64(lon), "accuracy_radius": mmdbtype.Uint16(1000),
	}}
}
