package geo

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"
)

// ReadCache reads the result of Cache, which must not be changed from then on: the
// database keeps it. The database is equal to the one that Cache was called on.
// What was not written whole, by this version and for this key is an error, and so is
// what no database can say, whatever its sum.
func ReadCache(b []byte, key [sha256.Size]byte) (*Database, error) {
	if len(b) < cacheHead+sha256.Size || string(b[:len(cacheWord)]) != cacheWord {
		return nil, errors.New("it is no decoded database, or a part of one")
	}
	b, sum := b[:len(b)-sha256.Size], b[len(b)-sha256.Size:]
	if is := sha256.Sum256(b); !bytes.Equal(is[:], sum) {
		return nil, errors.New("its sum is wrong: it was not written by us or not in full")
	}
	b = b[len(cacheWord):]
	if !bytes.Equal(b[:sha256.Size], key[:]) {
		return nil, errors.New("it is of another database or of another geosrv")
	}
	return readCacheBody(b[sha256.Size:])
}

// readCacheBody reads what stands behind the key. What is allocated is bounded by the
// length of all, whatever the counts say.
func readCacheBody(b []byte) (*Database, error) {
	le := binary.LittleEndian
	d := &Database{built: time.Unix(int64(le.Uint64(b)), 0)}
	b = b[8:]
	var counts [4]int64
	total := int64(0)
	for i, least := range []int64{1, cachePlace, leastCell, leastCell} {
		counts[i] = int64(le.Uint32(b[4*i:]))
		total += counts[i] * least
	}
	b = b[4*len(counts):]
	if total > int64(len(b)) {
		return nil, fmt.Errorf("%d octets where its counts say %d or more", len(b), total)
	}
	if d.kind = string(b[:counts[0]]); !placeType(d.kind) {
		return nil, fmt.Errorf("a database of type %.60q has no places", d.kind)
	}
	b = b[counts[0]:]
	var err error
	if d.places, err = readCachePlaces(b[:counts[1]*cachePlace]); err != nil {
		return nil, err
	}
	rest := b[counts[1]*cachePlace:]
	for _, f := range []struct {
		to    *family
		width int
		n     int64
	}{{&d.v4, 32, counts[2]}, {&d.v6, 128, counts[3]}} {
		if *f.to, rest, err = readFamily(rest, f.width, int(f.n), len(d.places)); err != nil {
			return nil, err
		}
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("%d octets behind the networks", len(rest))
	}
	return d, nil
}

// readCachePlaces reads places. They share the texts of their countries.
func readCachePlaces(b []byte) ([]Place, error) {
	le := binary.LittleEndian
	places := make([]Place, 0, len(b)/cachePlace)
	countries := map[[2]byte]string{{}: ""}
	for ; len(b) > 0; b = b[cachePlace:] {
		code := [2]byte(b)
		country, ok := countries[code]
		if !ok {
			country = string(code[:])
			if countryCode(country) != country {
				return nil, fmt.Errorf("place %d is in no country: %q", len(places), country)
			}
			countries[code] = country
		}
		p := Place{Country: country, Lat: math.Float64frombits(le.Uint64(b[3:])), Lon: math.Float64frombits(le.Uint64(b[11:])), Located: b[2] == 1}
		if !validPoint(p.Lat, p.Lon) || b[2] > 1 || !p.Located && (p.Lat != 0 || p.Lon != 0) {
			return nil, fmt.Errorf("place %d is nowhere: %v, %v", len(places), p.Lat, p.Lon)
		}
		places = append(places, p)
	}
	if len(places) == 0 || places[0] != (Place{}) {
		return nil, errors.New("it has no unknown place")
	}
	return places, nil
}

// readFamily reads n networks of a family, each of one of so many places. They stay
// where they are.
func readFamily(b []byte, width, n, places int) (f family, rest []byte, err error) {
	f.width = width
	for rest = b; f.n < n; {
		c, behind := unpack(rest, width, f.free)
		switch {
		case behind == nil:
			return f, nil, fmt.Errorf("network %d of IPv%d is not whole, or of no place", f.n, version(width))
		case rest[1]&1 == 1 && c.from == f.free:
			return f, nil, fmt.Errorf("network %d of IPv%d says where it begins, for nothing", f.n, version(width))
		case int(c.bits) > width || int(c.place) >= places:
			return f, nil, fmt.Errorf("a network of %d bits has %d bits and place %d", width, c.bits, c.place)
		case f.misplaced(c):
			return f, nil, fmt.Errorf("network %d of IPv%d begins inside the one before, or is not whole", f.n, version(width))
		}
		f.follow(c, len(b)-len(rest))
		f.free, rest = c.span(width).to.next(), behind
	}
	if used := len(b) - len(rest); used > 0 {
		f.packed = b[:used:used]
	}
	return f, rest, nil
}

// version is the IP version of a family.
func version(width int) int {
	if width == 32 {
		return 4
	}
	return 6
}
