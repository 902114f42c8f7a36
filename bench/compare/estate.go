package compare

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"geosrv/geo"
)

// site is a place with one pool of one server.
type site struct {
	name     string
	lat, lon float64
}

// sixSites are those of the geographic workloads.
func sixSites() []site {
	return []site{
		{"ams", 52.37, 4.90},
		{"nyc", 40.71, -74.01},
		{"sin", 1.35, 103.82},
		{"gru", -23.43, -46.47},
		{"syd", -33.87, 151.21},
		{"jnb", -26.20, 28.05},
	}
}

// manySites are n: the six, and others around the globe.
func manySites(n int) []site {
	sites := sixSites()
	for i := len(sites); i < n; i++ {
		sites = append(sites, site{fmt.Sprintf("s%d", i), float64(i*37%120 - 50), float64(i*67%360 - 180)})
	}
	return sites[:n]
}

func siteNames(sites []site) (names []string) {
	for _, s := range sites {
		names = append(names, s.name)
	}
	return names
}

// estate is the data of the geographic workloads: sets that all lead to one
// server at each site, by SRV and by address.
type estate struct {
	sites     []site
	sets      int
	port      uint16 // of the edges
	places    *places
	countries string // the file of the database
	zone      zone
}

// setName is the owner of steered SRV set k, webName that of addresses, and
// hostName the target at a site; absolute.
func setName(k int) string  { return fmt.Sprintf("_sip._tls.c%d.%s", k, apex) }
func webName(k int) string  { return fmt.Sprintf("web%d.%s", k, apex) }
func hostName(i int) string { return fmt.Sprintf("access-%d.%s", i+1, apex) }

// edgeAddr is the address of the server at a site.
func edgeAddr(i int) netip.Addr { return netip.AddrFrom4([4]byte{127, 1, 0, byte(i + 1)}) }

// newEstate writes zone and database into a folder.
func newEstate(dir string, p *places, sites []site, sets int, port uint16) (*estate, error) {
	e := &estate{sites: sites, sets: sets, port: port, places: p, countries: filepath.Join(dir, "countries.mmdb")}
	var b strings.Builder
	b.WriteString(head(apex))
	for i := range sites {
		fmt.Fprintf(&b, "%s A %s\n", hostName(i), edgeAddr(i))
	}
	for k := range sets {
		for i := range sites {
			fmt.Fprintf(&b, "%s SRV %d 10 %d %s\n", setName(k), 10*(i+1), port, hostName(i))
		}
		fmt.Fprintf(&b, "%s A %s\n", webName(k), edgeAddr(0))
	}
	var err error
	if e.zone, err = writeZone(dir, apex, b.String()); err != nil {
		return nil, err
	}
	return e, buildDatabase(e.countries, p.readers())
}

// readers are the data again, from the start.
func (p *places) readers() []geo.NamedReader {
	for i := range p.csv {
		p.csv[i].R.(*bytes.Reader).Seek(0, 0) // it cannot fail
	}
	return slices.Clone(p.csv)
}

func buildDatabase(file string, inputs []geo.NamedReader) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(geo.Build(out, inputs, nil), out.Close())
}

// ranked is how many sites of an order are ranked by distance: geosrv's default.
const ranked = 3

// order are the sites as a country sees them: the nearest first, and after the
// first few as they are listed.
func (e *estate) order(country string) []int {
	lat, lon, _ := geo.Centroid(country)
	far := func(i int) int { return int(geo.Distance(lat, lon, e.sites[i].lat, e.sites[i].lon)) }
	var out, rest []int
	for i := range e.sites {
		rest = append(rest, i)
	}
	slices.SortStableFunc(rest, func(a, b int) int { return far(a) - far(b) })
	out = append(out, rest[:min(ranked, len(rest))]...)
	rest = rest[len(out):]
	slices.Sort(rest)
	return append(out, rest...)
}

// sitesYAML lists the sites and their pools as geosrv.yaml has them.
func (e *estate) sitesYAML() string {
	var s, p strings.Builder
	for i, site := range e.sites {
		fmt.Fprintf(&s, "  %s: {at: [%.2f, %.2f]}\n", site.name, site.lat, site.lon)
		fmt.Fprintf(&p, "  %s: {site: %s, names: [%s]}\n", site.name, site.name, strings.TrimSuffix(hostName(i), "."))
	}
	return "sites:\n" + s.String() + "pools:\n" + p.String()
}
