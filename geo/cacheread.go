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

// ReadCache reads the result of Cache, which it does not keep. The database is equal
// to the one that Cache was called on. What was not written whole, by this version
// and for this key is an error, and so is what no database can say, whatever its sum.
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
	for i, least := range []int64{1, cachePlace, cacheCell, cacheCell} {
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
	cells := cacheCells{rest: b[counts[1]*cachePlace:], places: uint64(len(d.places))}
	if d.v4, err = cells.read4(int(counts[2])); err != nil {
		return nil, err
	}
	if d.v6, err = cells.read6(int(counts[3])); err != nil {
		return nil, err
	}
	if len(cells.rest) > 0 {
		return nil, fmt.Errorf("%d octets behind the networks", len(cells.rest))
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

// cacheCells reads networks: whole, ascending, disjoint, each of a place.
type cacheCells struct {
	rest   []byte
	places uint64
}

// next reads what a network of a family of so many bits begins with. apart: its
// address follows, in as many octets as the family has, which are there.
func (r *cacheCells) next(width int) (bits uint8, place uint32, apart bool, err error) {
	if len(r.rest) < cacheCell {
		return 0, 0, false, errors.New("it ends inside the networks")
	}
	bits = r.rest[0]
	n, octets := binary.Uvarint(r.rest[1:])
	place64, apart := n>>1, n&1 == 1
	if octets <= 0 || int(bits) > width || place64 >= r.places {
		return 0, 0, false, fmt.Errorf("a network of %d bits has %d bits and place %d", width, bits, place64)
	}
	if r.rest = r.rest[1+octets:]; apart && len(r.rest) < width/8 {
		return 0, 0, false, errors.New("it ends inside the networks")
	}
	return bits, uint32(place64), apart, nil
}

// read4 reads n networks of IPv4. There are as many octets as they need at least.
func (r *cacheCells) read4(n int) (cells []cell4, err error) {
	if n > 0 {
		cells = make([]cell4, 0, n)
	}
	free := uint64(0) // the address behind the networks so far
	for len(cells) < n {
		bits, place, apart, err := r.next(32)
		if err != nil {
			return nil, err
		}
		from := free
		if apart {
			from = uint64(binary.LittleEndian.Uint32(r.rest))
			r.rest = r.rest[4:]
		}
		host := uint64(1)<<(32-bits) - 1
		if from < free || from > math.MaxUint32 || from&host != 0 {
			return nil, fmt.Errorf("network %d begins inside the one before, or is not whole", len(cells))
		}
		free = from + host + 1
		cells = append(cells, cell4{uint32(from), place, bits})
	}
	return cells, nil
}

// read6 is read4 for IPv6.
func (r *cacheCells) read6(n int) (cells []cell6, err error) {
	if n > 0 {
		cells = make([]cell6, 0, n)
	}
	var free u128 // as in read4; 0 behind the last address of all
	for len(cells) < n {
		bits, place, apart, err := r.next(128)
		if err != nil {
			return nil, err
		}
		from := free
		if apart {
			from = u128{binary.LittleEndian.Uint64(r.rest[8:]), binary.LittleEndian.Uint64(r.rest)}
			r.rest = r.rest[16:]
		}
		host := lowMask(128 - int(bits))
		if from.less(free) || len(cells) > 0 && free.isZero() || from.andNot(host) != from {
			return nil, fmt.Errorf("network %d of IPv6 begins inside the one before, or is not whole", len(cells))
		}
		free = from.or(host).next()
		cells = append(cells, cell6{from, place, bits})
	}
	return cells, nil
}
