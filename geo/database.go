package geo

import (
	"net/netip"
	"time"
)

// Database is a decoded .mmdb file: sorted, disjoint networks of both families and
// the distinct places. It holds nothing of the file's bytes. It is immutable: share
// the pointer between any number of goroutines; do not copy the value. The zero
// value knows no place.
type Database struct {
	kind   string
	built  time.Time
	v4     family
	v6     family
	places []Place // cells index it; 0 is the unknown place
}

// Type is the database's type as its metadata names it, such as "GeoLite2-City".
func (d *Database) Type() string { return d.kind }

// Built is the build time that the metadata names.
func (d *Database) Built() time.Time { return d.built }

// Ranges is the number of networks with data, of both families.
func (d *Database) Ranges() int { return d.v4.n + d.v6.n }

// Lookup finds the place of an address and the network of the database that says
// so. IPv4-mapped addresses are looked up as IPv4. It reports false, and a zero
// prefix, where the database has no data. It is slower than Table.Lookup: it serves
// `geo lookup` and tests.
func (d *Database) Lookup(a netip.Addr) (Place, netip.Prefix, bool) {
	a = a.Unmap().WithZone("")
	if !a.IsValid() {
		return Place{}, netip.Prefix{}, false
	}
	n, width := numberOf(a)
	c, ok := d.family(width).find(n)
	if !ok {
		return Place{}, netip.Prefix{}, false
	}
	return d.places[c.place], netip.PrefixFrom(addrOf(c.from, width), int(c.bits)), true
}

// family is the networks of one family, 32 or 128 bits wide.
func (d *Database) family(width int) *family {
	if width == 32 {
		return &d.v4
	}
	return &d.v6
}
