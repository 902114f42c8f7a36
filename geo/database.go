package geo

import (
	"iter"
	"net/netip"
	"sort"
	"time"
)

// Database is a decoded .mmdb file: sorted, disjoint networks of both families and
// the distinct places. It holds nothing of the file's bytes. It is immutable: share
// the pointer between any number of goroutines; do not copy the value. The zero
// value knows no place.
type Database struct {
	kind   string
	built  time.Time
	v4     []cell4
	v6     []cell6
	places []Place // cells index it; 0 is the unknown place
}

// cell4 is an IPv4 network of the database.
type cell4 struct {
	from  uint32
	place uint32
	bits  uint8
}

// cell6 is an IPv6 network of the database.
type cell6 struct {
	from  u128
	place uint32
	bits  uint8
}

// Type is the database's type as its metadata names it, such as "GeoLite2-City".
func (d *Database) Type() string { return d.kind }

// Built is the build time that the metadata names.
func (d *Database) Built() time.Time { return d.built }

// Ranges is the number of networks with data, of both families.
func (d *Database) Ranges() int { return len(d.v4) + len(d.v6) }

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
	var c cell6
	if width == 32 {
		i := sort.Search(len(d.v4), func(i int) bool { return d.v4[i].from > uint32(n.lo) }) - 1
		if i < 0 {
			return Place{}, netip.Prefix{}, false
		}
		c = cell6{u128{0, uint64(d.v4[i].from)}, d.v4[i].place, d.v4[i].bits}
	} else {
		i := sort.Search(len(d.v6), func(i int) bool { return n.less(d.v6[i].from) }) - 1
		if i < 0 {
			return Place{}, netip.Prefix{}, false
		}
		c = d.v6[i]
	}
	if c.from.or(lowMask(width - int(c.bits))).less(n) {
		return Place{}, netip.Prefix{}, false
	}
	return d.places[c.place], netip.PrefixFrom(addrOf(c.from, width), int(c.bits)), true
}

// count is how many networks of one family there are.
func (d *Database) count(width int) int {
	if width == 32 {
		return len(d.v4)
	}
	return len(d.v6)
}

// cells walks the networks of one family (32 or 128 bits wide), ascending, with the
// index of their place.
func (d *Database) cells(width int) iter.Seq2[span, uint32] {
	return func(yield func(span, uint32) bool) {
		if width == 32 {
			for _, c := range d.v4 {
				from := u128{0, uint64(c.from)}
				if !yield(span{from, from.or(lowMask(32 - int(c.bits)))}, c.place) {
					return
				}
			}
			return
		}
		for _, c := range d.v6 {
			if !yield(span{c.from, c.from.or(lowMask(128 - int(c.bits)))}, c.place) {
				return
			}
		}
	}
}
