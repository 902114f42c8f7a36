package faults

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"

	"geosrv/geo"
)

// hosts is how many the zone has, besides what every zone has.
const hosts = 10_000

// fault is a row: what is done to the files of a folder. Constant.
type fault struct {
	name string
	geo  bool // it concerns those who read geo databases
	do   func(p *process) error
}

func rows() []fault {
	zone := func(name string, spoil func(text []byte) []byte) fault {
		return fault{name, false, func(p *process) error {
			return os.WriteFile(p.zone(p.dir), spoil(zoneText(2, p.name == "gdnsd")), 0o644)
		}}
	}
	return []fault{
		zone("zone cut between two records", func(t []byte) []byte { return t[:bytes.Index(t, []byte("h5000 "))] }),
		zone("zone cut inside an address", func(t []byte) []byte { return t[:bytes.Index(t, []byte("h5000 "))+len("h5000 A 10.0.1")] }),
		zone("zone emptied", func([]byte) []byte { return nil }),
		{"zone file deleted", false, func(p *process) error { return os.Remove(p.zone(p.dir)) }},
		zone("zone with a syntax error", func(t []byte) []byte {
			return bytes.Replace(t, []byte("h5000 A 10.0.19.136"), []byte("h5000 A 10.0.19.1366"), 1)
		}),
		{"database truncated in place", true, func(p *process) error { return os.Truncate(filepath.Join(p.dir, database), 0) }},
		{"database deleted", true, func(p *process) error { return os.Remove(filepath.Join(p.dir, database)) }},
	}
}

// zoneText is a generation of the zone. gdnsd has words of its own for what is
// steered.
func zoneText(generation int, dyna bool) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "$ORIGIN %s.\n$TTL 60\n@ SOA ns h %d 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\na A 192.0.2.1\nb A 192.0.2.2\n", apex, generation)
	if dyna {
		b.WriteString("www DYNA geoip!www\n")
	} else {
		b.WriteString("www A 192.0.2.1\n")
	}
	for i := range hosts {
		fmt.Fprintf(&b, "h%d A 10.0.%d.%d\n", i, i>>8, i&255)
	}
	return b.Bytes()
}

// write writes what is served well.
func (c *contestant) write(dir string) error {
	if err := os.MkdirAll(filepath.Dir(c.zone(dir)), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(c.zone(dir), zoneText(1, c.name == "gdnsd"), 0o644); err != nil {
		return err
	}
	places, err := placesText(224)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, database), places, 0o644)
}

// placesText is a database in which the networks below a first octet are in the
// Netherlands, and the others in the United States.
func placesText(below int) ([]byte, error) {
	networks := map[netip.Prefix]geo.Place{}
	for i := range 224 {
		p := geo.Place{Country: "NL", Lat: 52, Lon: 5, Located: true}
		if i >= below {
			p = geo.Place{Country: "US", Lat: 40, Lon: -75, Located: true}
		}
		for j := range 256 {
			p.Lat = 52 - float64(j)/64 // so that the file is of some pages
			if p.Country == "US" {
				p.Lat -= 12
			}
			networks[netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(i), byte(j)}), 16)] = p
		}
	}
	return geo.BuildNetworks(networks)
}
