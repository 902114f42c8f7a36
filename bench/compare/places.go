package compare

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/bits"
	"math/rand/v2"
	"net/netip"
	"os"
	"slices"

	"geosrv/bench/countries"
	"geosrv/geo"
)

// cell is a range of IPv4 addresses of one country, in host order, both ends
// included.
type cell struct {
	from, to uint32
	country  string
}

// places is what is known of networks. Immutable.
type places struct {
	what  string // where it is from
	csv   []geo.NamedReader
	cells []cell // those of a known country
	wide  []cell // of those the ones that hold a whole /24
}

// loadPlaces reads the real country data, or makes some up where that is not
// installed, or if it is told to.
func loadPlaces(madeUp bool) (*places, error) {
	p := &places{what: "tor-geoipdb"}
	var texts [][]byte
	for _, file := range countries.Files() {
		text, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			madeUp = true
		} else if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	if madeUp {
		p.what = "made up (install tor-geoipdb for real networks)"
		texts = [][]byte{madeUpPlaces()}
	}
	for i, text := range texts {
		p.csv = append(p.csv, geo.NamedReader{Name: fmt.Sprint("places ", i), R: bytes.NewReader(text)})
	}
	err := geo.ReadCSV(bytes.NewReader(texts[0]), p.what, func(from, to netip.Addr, place geo.Place) error {
		if _, _, known := geo.Centroid(place.Country); !known || !from.Is4() {
			return nil
		}
		a, b := from.As4(), to.As4()
		c := cell{binary.BigEndian.Uint32(a[:]), binary.BigEndian.Uint32(b[:]), place.Country}
		p.cells = append(p.cells, c)
		if _, ok := c.block(0); ok {
			p.wide = append(p.wide, c)
		}
		return nil
	})
	return p, err
}

// madeUpPlaces spreads some countries over the IPv4 space.
func madeUpPlaces() []byte {
	countries := []string{"NL", "DE", "GB", "US", "CA", "BR", "ZA", "KE", "IN", "SG", "JP", "AU", "NZ", "AE"}
	var b bytes.Buffer
	for i := 1 << 6; i < 224<<4; i++ {
		fmt.Fprintf(&b, "%d,%d,%s\n", i<<20, (i+1)<<20-1, countries[i*5%len(countries)])
	}
	return b.Bytes()
}

// countries are those of the cells, sorted.
func (p *places) countries() []string {
	found := map[string]bool{}
	for _, c := range p.cells {
		found[c.country] = true
	}
	return slices.Sorted(maps.Keys(found))
}

// draw picks a range of the database at random, and a /24 inside it.
func (p *places) draw(r *rand.Rand) (netip.Prefix, string) {
	c := p.wide[r.IntN(len(p.wide))]
	n := (c.to+1)/256 - (c.from+255)/256
	subnet, _ := c.block(r.Uint32N(n))
	return subnet, c.country
}

// block is the /24 number i that lies in the cell as a whole.
func (c cell) block(i uint32) (netip.Prefix, bool) {
	at := uint64(c.from+255)/256*256 + 256*uint64(i)
	if at+255 > uint64(c.to) {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(addr4(uint32(at)), 24), true
}

// prefixes are the fewest networks that make up the cell.
func (c cell) prefixes() (out []netip.Prefix) {
	for at := uint64(c.from); at <= uint64(c.to); {
		size := min(bits.TrailingZeros64(at|1<<32), bits.Len64(uint64(c.to)-at+1)-1)
		out = append(out, netip.PrefixFrom(addr4(uint32(at)), 32-size))
		at += 1 << size
	}
	return out
}

func addr4(a uint32) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], a)
	return netip.AddrFrom4(b)
}
