package geo

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"strings"

	"github.com/oschwald/maxminddb-golang/v2"
)

// maxFile is the size in bytes above which a database is refused. The largest
// databases on the market have about half of it.
const maxFile = 1 << 30

// Open reads and decodes an .mmdb file. See Decode for its errors; they name the
// file.
//
// The file is read, never mapped: a mapped file that is truncated in place kills the
// process with a signal that Go can't catch.
func Open(file string) (*Database, error) {
	b, err := readFile(file)
	if err != nil {
		return nil, err
	}
	return Decode(file, b)
}

// readFile reads a regular file of a sensible size.
func readFile(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file (give the path of an .mmdb file)", file)
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s: %d bytes, more than %d (is it an .mmdb file?)", file, info.Size(), maxFile)
	}
	b := make([]byte, info.Size())
	if _, err := io.ReadFull(f, b); err != nil {
		return nil, fmt.Errorf("%s: it shrank while it was read (put new files in place by renaming): %w", file, err)
	}
	return b, nil
}

// Decode decodes the bytes of an .mmdb file, which it does not keep. The database
// must be of a type that contains City, Country or Enterprise. name stands in
// errors. A damaged file is an error, whatever its damage.
func Decode(name string, b []byte) (d *Database, err error) {
	// The reader is written to survive any file. This is the second belt: a bug in it
	// must cost a reload, not the server.
	defer func() {
		if p := recover(); p != nil {
			d, err = nil, fmt.Errorf("%s: damaged database: %v", name, p)
		}
	}()
	if len(b) > maxFile {
		return nil, fmt.Errorf("%s: %d bytes, more than %d (is it an .mmdb file?)", name, len(b), maxFile)
	}
	r, err := maxminddb.OpenBytes(b)
	if err != nil {
		return nil, fmt.Errorf("%s: not an .mmdb database: %w", name, err)
	}
	defer r.Close()
	kind := r.Metadata.DatabaseType
	if !placeType(kind) {
		return nil, fmt.Errorf("%s: a database of type %.60q has no places (use a City or Country database)", name, kind)
	}
	if err := r.Verify(); err != nil {
		return nil, fmt.Errorf("%s: damaged database (fetch it again): %w", name, err)
	}
	if err := checkTree(r.Metadata, b); err != nil {
		return nil, fmt.Errorf("%s: damaged database: %w", name, err)
	}
	dec := newDecoder(r)
	if err := dec.walk(); err != nil {
		return nil, fmt.Errorf("%s: damaged database: %w", name, err)
	}
	dec.db.kind = strings.Clone(kind)
	dec.db.built = r.Metadata.BuildTime()
	return dec.db, nil
}

// placeType says whether databases of this type say where networks are.
func placeType(kind string) bool {
	for _, word := range []string{"City", "Country", "Enterprise"} {
		if strings.Contains(kind, word) {
			return true
		}
	}
	return false
}

// record is the part of the City and Country layouts of geoip2-golang that geo
// reads. Its own type decodes a fifth of what geoip2.City does: no names, no
// subdivisions. Only `country` counts, where the users are; registered_country is
// where the papers are.
type record struct {
	Country struct {
		ISOCode string `maxminddb:"iso_code"`
	} `maxminddb:"country"`
	Location struct {
		Latitude  *float64 `maxminddb:"latitude"`
		Longitude *float64 `maxminddb:"longitude"`
	} `maxminddb:"location"`
}

// decoder fills a Database from a reader.
type decoder struct {
	reader *maxminddb.Reader
	db     *Database
	seen   map[uintptr]uint32 // offset of a record -> its place
	places map[Place]uint32
}

func newDecoder(r *maxminddb.Reader) *decoder {
	return &decoder{
		reader: r,
		db:     &Database{places: make([]Place, 1)},
		seen:   make(map[uintptr]uint32),
		places: map[Place]uint32{{}: 0},
	}
}

// walk visits every network once. The places where an IPv6 tree repeats IPv4 are
// skipped by the iterator.
func (d *decoder) walk() error {
	for res := range d.reader.Networks() {
		if err := res.Err(); err != nil {
			return err
		}
		place, err := d.place(res)
		if err != nil {
			return fmt.Errorf("%s: %w", res.Prefix(), err)
		}
		if err := d.add(res.Prefix(), place); err != nil {
			return err
		}
	}
	return nil
}

// place decodes a record at its first appearance.
func (d *decoder) place(res maxminddb.Result) (uint32, error) {
	if place, ok := d.seen[res.Offset()]; ok {
		return place, nil
	}
	var rec record
	if err := res.Decode(&rec); err != nil {
		return 0, err
	}
	p := Place{Country: countryCode(rec.Country.ISOCode)}
	if lat, lon := rec.Location.Latitude, rec.Location.Longitude; lat != nil && lon != nil && validPoint(*lat, *lon) {
		p.Lat, p.Lon, p.Located = *lat, *lon, true
	}
	p = p.centered()
	place, ok := d.places[p]
	if !ok {
		place = uint32(len(d.db.places))
		d.places[p] = place
		d.db.places = append(d.db.places, p)
	}
	d.seen[res.Offset()] = place
	return place, nil
}

// add appends a network. Networks come in ascending order; that they do is checked,
// because everything after relies on it.
func (d *decoder) add(p netip.Prefix, place uint32) error {
	if !p.IsValid() {
		return errors.New("a network without an address")
	}
	s, width := spanOf(p)
	db := d.db
	if width == 32 {
		if n := len(db.v4); n > 0 && db.v4[n-1].from >= uint32(s.from.lo) {
			return fmt.Errorf("%s: networks out of order", p)
		}
		db.v4 = append(db.v4, cell4{uint32(s.from.lo), place, uint8(p.Bits())})
		return nil
	}
	if n := len(db.v6); n > 0 && !db.v6[n-1].from.less(s.from) {
		return fmt.Errorf("%s: networks out of order", p)
	}
	if s.from.isZero() && p.Bits() < 96 {
		// One record covers ::/96, where IPv6 trees keep IPv4, and more.
		db.v4 = append(db.v4[:0], cell4{0, place, 0})
	}
	db.v6 = append(db.v6, cell6{s.from, place, uint8(p.Bits())})
	return nil
}
