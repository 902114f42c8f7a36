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
	size := cacheHead + len(d.kind) + len(d.places)*cachePlace + len(d.v4.packed) + len(d.v6.packed) + sha256.Size
	b := append(append(make([]byte, 0, size), cacheWord...), key[:]...)
	b = le.AppendUint64(b, uint64(d.built.Unix()))
	for _, n := range []int{len(d.kind), len(d.places), d.v4.n, d.v6.n} {
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
	b = append(append(b, d.v4.packed...), d.v6.packed...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}
