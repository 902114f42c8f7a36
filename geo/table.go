package geo

import (
	"encoding/binary"
	"net/netip"
)

// Table maps addresses to classes and scopes. It is immutable: any number of
// goroutines may use one at once, and no method but the constructors' allocates.
// Compile makes it; the zero value must not be used. Do not copy it.
type Table struct {
	v4         table4
	v6         table6
	orders     [][][]uint16 // [list][order] -> sites
	orderOf    [][]uint16   // [list][class] -> order
	places     []Place      // [class] -> example
	meanScope4 float64
}

// Lookup is the class of an address and its scope, in bits of the address's own
// family. IPv4-mapped IPv6 addresses are looked up as IPv4, with an IPv4 scope. The
// zero Addr is of the unknown class, scope 0. Zones are ignored.
func (t *Table) Lookup(a netip.Addr) (class uint16, scope uint8) {
	if !a.IsValid() {
		return 0, 0
	}
	if a.Is4() || a.Is4In6() {
		b := a.As4()
		return t.Lookup4(binary.BigEndian.Uint32(b[:]))
	}
	b := a.As16()
	return t.Lookup6(binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:]))
}

// Lookup4 is the class and scope (0 to 32) of the IPv4 address a, in host order.
func (t *Table) Lookup4(a uint32) (class uint16, scope uint8) { return t.v4.lookup(a) }

// Lookup6 is the class and scope (0 to 128) of the IPv6 address with these upper and
// lower 64 bits. It knows nothing of IPv4-mapped addresses: those are unknown.
func (t *Table) Lookup6(hi, lo uint64) (class uint16, scope uint8) { return t.v6.lookup(hi, lo) }

// Classes is the number of classes, the unknown class 0 included.
func (t *Table) Classes() int { return len(t.places) }

// Order is the number of the order that a class has in a site list. Order 0 is the
// unknown one: the listed order, all sites tied.
func (t *Table) Order(list int, class uint16) uint16 { return t.orderOf[list][class] }

// Orders are the orders of a site list by number, each the list's sites, best first.
// Entry 0 is the listed order. The caller must not change them.
func (t *Table) Orders(list int) [][]uint16 { return t.orders[list] }

// OrderOf is Order as arrays, [list][class]. The caller must not change them.
func (t *Table) OrderOf() [][]uint16 { return t.orderOf }

// Place is an example of the places of a class: the first of the database, or the
// site of a network. Class 0 has the unknown place.
func (t *Table) Place(class uint16) Place { return t.places[class] }

// MeanScope4 is the mean scope of all 2^32 IPv4 addresses, in bits. The lower, the
// better resolvers can share answers.
func (t *Table) MeanScope4() float64 { return t.meanScope4 }

// Boundaries is the number of pieces into which both address spaces are cut.
func (t *Table) Boundaries() int { return len(t.v4.starts) + len(t.v6.hi) }

// Bytes is about the memory that look-ups read, without Go's overhead.
func (t *Table) Bytes() int {
	n := t.v4.bytes() + t.v6.bytes() + len(t.places)*40
	for i := range t.orderOf {
		n += 2 * len(t.orderOf[i])
		for _, order := range t.orders[i] {
			n += 2 * len(order)
		}
	}
	return n
}
