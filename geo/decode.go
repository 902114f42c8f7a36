package geo

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"github.com/oschwald/maxminddb-golang/v2"
)

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
	mapped family // what stands at ::ffff:0:0/96 and is no repetition of IPv4
}

func newDecoder(r *maxminddb.Reader) *decoder {
	return &decoder{
		reader: r,
		db:     &Database{v4: family{width: 32}, v6: family{width: 128}, places: make([]Place, 1)},
		mapped: family{width: 32},
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
	if d.db.v4.n == 0 {
		// Some writers put IPv4 there and nowhere else.
		d.db.v4 = d.mapped
	}
	// To grow has left room behind them.
	d.db.v4.packed, d.db.v6.packed = slices.Clone(d.db.v4.packed), slices.Clone(d.db.v6.packed)
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
	to := d.db.family(width)
	if mapped := unmapPrefix(p); p != mapped {
		p, to = mapped, &d.mapped
	}
	c := cell{s.from, place, uint8(p.Bits())}
	if to.misplaced(c) {
		return fmt.Errorf("%s: networks out of order", p)
	}
	if width == 128 && s.from.isZero() && p.Bits() < 96 {
		// One record covers ::/96, where IPv6 trees keep IPv4, and more.
		d.db.v4 = family{width: 32}
		d.db.v4.add(cell{place: place})
	}
	to.add(c)
	return nil
}
