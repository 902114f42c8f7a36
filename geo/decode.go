package geo

import (
	"errors"
	"fmt"
	"net/netip"

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
	mapped []cell4 // what stands at ::ffff:0:0/96 and is no repetition of IPv4
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
	if len(d.db.v4) == 0 {
		// Some writers put IPv4 there and nowhere else.
		d.db.v4 = d.mapped
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
func (d *decoder) add(p netip.Prefix, place uint32) (err error) {
	if !p.IsValid() {
		return errors.New("a network without an address")
	}
	db := d.db
	switch mapped := unmapPrefix(p); {
	case p.Addr().Is4():
		db.v4, err = append4(db.v4, p, place)
		return err
	case mapped != p:
		d.mapped, err = append4(d.mapped, mapped, place)
		return err
	}
	s, _ := spanOf(p)
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

func append4(cells []cell4, p netip.Prefix, place uint32) ([]cell4, error) {
	s, _ := spanOf(p)
	from := uint32(s.from.lo)
	if n := len(cells); n > 0 && cells[n-1].from >= from {
		return nil, fmt.Errorf("%s: networks out of order", p)
	}
	return append(cells, cell4{from, place, uint8(p.Bits())}), nil
}
