package geo

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// A cache is what Decode made of a file, in a form that is read a score of times
// faster. Numbers are little-endian; a uvarint is that of encoding/binary.
//
//	cacheWord                   what it is
//	key          32 octets      see CacheKey
//	built         8             seconds since 1970
//	counts     4 x 4            octets of the type, places, IPv4 and IPv6 networks
//	type                        text
//	places       19 each        country (0 0: none), 1 if located, latitude, longitude
//	networks      2 or more     bits, uvarint of 2 x place, or of 2 x place + 1 and
//	                            the first address (IPv4: 4 octets, IPv6: 16, the
//	                            low half first) if it is not the one behind the
//	                            network before, and 0 for the first one
//	sum          32             SHA-256 of all before
const (
	cacheWord = "geosrv-decoded-geo\n"
	// cacheVersion is to be raised when the layout changes or when Decode makes
	// something else of a file. A test knows the caches of a version.
	cacheVersion = 2

	cacheHead  = len(cacheWord) + sha256.Size + 8 + 4*4
	cachePlace = 2 + 1 + 2*8
	cacheCell  = 2 // octets at least of a network
)

// CacheKey names what this geosrv decodes from the file of a SHA-256: the file, the
// version of the decoder, and the centroids that stand in for missing coordinates.
func CacheKey(file [sha256.Size]byte) [sha256.Size]byte {
	b := binary.LittleEndian.AppendUint32([]byte(cacheWord), cacheVersion)
	return sha256.Sum256(append(append(b, file[:]...), centroids...))
}

// Cache is a database in the form that ReadCache reads. key is the CacheKey of the
// file that it was decoded from. It has some 3 octets a network. Equal
// databases have equal caches.
func (d *Database) Cache(key [sha256.Size]byte) []byte {
	le := binary.LittleEndian
	size := cacheHead + len(d.kind) + len(d.places)*cachePlace + d.Ranges()*2*cacheCell + sha256.Size
	b := append(append(make([]byte, 0, size), cacheWord...), key[:]...)
	b = le.AppendUint64(b, uint64(d.built.Unix()))
	for _, n := range []int{len(d.kind), len(d.places), len(d.v4), len(d.v6)} {
		b = le.AppendUint32(b, uint32(n))
	}
	b = append(b, d.kind...)
	for _, p := range d.places {
		var country [2]byte
		copy(country[:], p.Country)
		located := byte(0)
		if p.Located {
			located = 1
		}
		b = append(b, country[0], country[1], located)
		b = le.AppendUint64(b, math.Float64bits(p.Lat))
		b = le.AppendUint64(b, math.Float64bits(p.Lon))
	}
	var free u128
	for _, c := range d.v4 {
		from := u128{0, uint64(c.from)}
		if b = appendCell(b, c.bits, c.place, from != free); from != free {
			b = le.AppendUint32(b, c.from)
		}
		free = from.or(lowMask(32 - int(c.bits))).next()
	}
	free = u128{}
	for _, c := range d.v6 {
		if b = appendCell(b, c.bits, c.place, c.from != free); c.from != free {
			b = le.AppendUint64(le.AppendUint64(b, c.from.lo), c.from.hi)
		}
		free = c.from.or(lowMask(128 - int(c.bits))).next()
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

// appendCell appends what a network begins with. apart: its address follows.
func appendCell(b []byte, bits uint8, place uint32, apart bool) []byte {
	n := uint64(place) << 1
	if apart {
		n |= 1
	}
	return binary.AppendUvarint(append(b, bits), n)
}
