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

// readCacheBody reads what stands behind the key. Nothing is allocated before the
// length of all is what the counts say.
func readCacheBody(b []byte) (*Database, error) {
	le := binary.LittleEndian
	d := &Database{built: time.Unix(int64(le.Uint64(b)), 0)}
	b = b[8:]
	var size [4]int64
	total := int64(len(size) * 4)
	for i, each := range []int64{1, cachePlace, cacheCell4, cacheCell6} {
		size[i] = int64(le.Uint32(b[4*i:])) * each
		total += size[i]
	}
	if total != int64(len(b)) {
		return nil, fmt.Errorf("%d octets where its counts say %d", len(b), total)
	}
	b = b[len(size)*4:]
	next := func(i int) []byte {
		part := b[:size[i]]
		b = b[size[i]:]
		return part
	}
	if d.kind = string(next(0)); !placeType(d.kind) {
		return nil, fmt.Errorf("a database of type %.60q has no places", d.kind)
	}
	var err error
	if d.places, err = readCachePlaces(next(1)); err != nil {
		return nil, err
	}
	if d.v4, err = readCache4(next(2), uint32(len(d.places))); err != nil {
		return nil, err
	}
	if d.v6, err = readCache6(next(3), uint32(len(d.places))); err != nil {
		return nil, err
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

// readCache4 reads networks of IPv4: whole, ascending, disjoint, each of a place.
func readCache4(b []byte, places uint32) ([]cell4, error) {
	le := binary.LittleEndian
	var cells []cell4
	if len(b) > 0 {
		cells = make([]cell4, 0, len(b)/cacheCell4)
	}
	free := uint64(0) // the first address behind the networks so far
	for ; len(b) > 0; b = b[cacheCell4:] {
		c := cell4{from: le.Uint32(b), place: le.Uint32(b[4:]), bits: b[8]}
		if c.bits > 32 || c.place >= places {
			return nil, fmt.Errorf("network %d has %d bits and place %d", len(cells), c.bits, c.place)
		}
		addresses := uint64(1) << (32 - c.bits)
		if from := uint64(c.from); from < free || from&(addresses-1) != 0 {
			return nil, fmt.Errorf("network %d begins inside the one before, or is not whole", len(cells))
		}
		free = uint64(c.from) + addresses
		cells = append(cells, c)
	}
	return cells, nil
}

// readCache6 is readCache4 for IPv6.
func readCache6(b []byte, places uint32) ([]cell6, error) {
	le := binary.LittleEndian
	var cells []cell6
	if len(b) > 0 {
		cells = make([]cell6, 0, len(b)/cacheCell6)
	}
	var last u128 // address of the networks so far
	for ; len(b) > 0; b = b[cacheCell6:] {
		c := cell6{from: u128{le.Uint64(b), le.Uint64(b[8:])}, place: le.Uint32(b[16:]), bits: b[20]}
		if c.bits > 128 || c.place >= places {
			return nil, fmt.Errorf("network %d of IPv6 has %d bits and place %d", len(cells), c.bits, c.place)
		}
		host := lowMask(128 - int(c.bits))
		if len(cells) > 0 && !last.less(c.from) || c.from.andNot(host) != c.from {
			return nil, fmt.Errorf("network %d of IPv6 begins inside the one before, or is not whole", len(cells))
		}
		last = c.from.or(host)
		cells = append(cells, c)
	}
	return cells, nil
}
