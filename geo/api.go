package geo

import (
	"net/netip"
	"time"
)

// Place is what a database says of a network.
type Place struct {
	Country  string
	Lat, Lon float64
	Located  bool
}

// Database is a decoded .mmdb file.
type Database struct{}

// Open reads and decodes a file.
func Open(file string) (*Database, error) { panic("todo") }

// Decode decodes the bytes of an .mmdb file.
func Decode(name string, b []byte) (*Database, error) { panic("todo") }

// Type is the database's type.
func (d *Database) Type() string { panic("todo") }

// Built is the time of the build.
func (d *Database) Built() time.Time { panic("todo") }

// Ranges is the number of ranges.
func (d *Database) Ranges() int { panic("todo") }

// Lookup finds the place of an address.
func (d *Database) Lookup(a netip.Addr) (Place, netip.Prefix, bool) { panic("todo") }

// Site is a place that pools stand at.
type Site struct {
	Name     string
	Lat, Lon float64
}

// Centroid is the middle of a country.
func Centroid(country string) (lat, lon float64, ok bool) { panic("todo") }

// Distance is the great-circle distance in kilometres.
func Distance(lat1, lon1, lat2, lon2 float64) float64 { panic("todo") }

// Options of Compile.
type Options struct {
	Sites      []Site
	Lists      [][]uint16
	Networks   map[netip.Prefix]int
	Prefer     map[string][]int
	Depth      int
	V4, V6     int
	MaxClasses int
}

// Compile makes the table.
func Compile(db *Database, opt Options) (*Table, error) { panic("todo") }

// Table is the compiled table.
type Table struct{}

// Lookup finds class and scope of an address.
func (t *Table) Lookup(a netip.Addr) (class uint16, scope uint8) { panic("todo") }

// Lookup4 finds class and scope of an IPv4 address.
func (t *Table) Lookup4(a uint32) (class uint16, scope uint8) { panic("todo") }

// Lookup6 finds class and scope of an IPv6 address.
func (t *Table) Lookup6(hi, lo uint64) (class uint16, scope uint8) { panic("todo") }

// Classes is the number of classes.
func (t *Table) Classes() int { panic("todo") }

// Order is the order number of a class in a list.
func (t *Table) Order(list int, class uint16) uint16 { panic("todo") }

// Orders are the orders of a list.
func (t *Table) Orders(list int) [][]uint16 { panic("todo") }

// OrderOf is [list][class]order.
func (t *Table) OrderOf() [][]uint16 { panic("todo") }

// Place is an example place of a class.
func (t *Table) Place(class uint16) Place { panic("todo") }

// MeanScope4 is the address-weighted mean scope of IPv4.
func (t *Table) MeanScope4() float64 { panic("todo") }

// Boundaries is the number of boundaries of both families.
func (t *Table) Boundaries() int { panic("todo") }

// Bytes is the memory of the table.
func (t *Table) Bytes() int { panic("todo") }
