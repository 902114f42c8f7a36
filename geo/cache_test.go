package geo

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// through is a database behind its cache.
func through(t interface{ Fatal(...any) }, db *Database) *Database {
	key := CacheKey([32]byte{1})
	b := db.Cache(key)
	got, err := ReadCache(b, key)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestCacheDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places, opt := drawWorld(t)
		b, err := BuildNetworks(places)
		if err != nil {
			t.Fatal(err)
		}
		db, err := Decode("drawn.mmdb", b)
		if err != nil {
			t.Fatal(err)
		}
		got := through(t, db)
		if !reflect.DeepEqual(got, db) {
			t.Fatalf("got  %v\nwant %v", got, db)
		}
		one, err := Compile(db, opt)
		if err != nil {
			t.Fatal(err)
		}
		two, err := Compile(got, opt)
		if err != nil || !reflect.DeepEqual(one, two) {
			t.Fatalf("it compiles to another table (%v)", err)
		}
	})
}

func TestCacheTor(t *testing.T) {
	var out bytes.Buffer
	if err := Build(&out, torFiles(t), nil); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	db, err := Decode("tor", out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	decoded := time.Now()
	key := CacheKey(sha256.Sum256(out.Bytes()))
	b := db.Cache(key)
	written := time.Now()
	got, err := ReadCache(b, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("decode %v, write %v, read %v; %d networks, %d octets, %d as a cache",
		decoded.Sub(begin), written.Sub(decoded), time.Since(written), db.Ranges(), out.Len(), len(b))
	if !reflect.DeepEqual(got, db) {
		t.Error("another database")
	}
	opt := Options{Sites: worldSites(), Lists: [][]uint16{{0, 1, 2, 3, 4, 5}}}
	if !reflect.DeepEqual(compiled(t, got, opt), compiled(t, db, opt)) {
		t.Error("another table")
	}
}

// TestCacheVersion knows what this version decodes from a small file, and how it
// writes that. Where it fails, cacheVersion must be raised and the sum here with it:
// else a server takes what an older one decoded.
func TestCacheVersion(t *testing.T) {
	b := smallFile(t)
	var zero [32]byte
	got := fmt.Sprintf("%d %x", cacheVersion, sha256.Sum256(decoded(t, smallNetworks()).Cache(zero)))
	if want := "2 f33055ce7b0166558b7ab4dfacb0acdadd815c279875b06fa4536c0757d44011"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if a, b := CacheKey(sha256.Sum256(b)), CacheKey(zero); a == b {
		t.Error("two files have one key")
	}
}

func TestCacheRefused(t *testing.T) {
	key := CacheKey([32]byte{1})
	good := decoded(t, smallNetworks()).Cache(key)
	if _, err := ReadCache(good, CacheKey([32]byte{2})); err == nil || !strings.Contains(err.Error(), "another database") {
		t.Errorf("of another key: %v", err)
	}
	for n := range good {
		if _, err := ReadCache(good[:n], key); err == nil {
			t.Fatalf("cut to %d of %d octets it is read", n, len(good))
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		b := bytes.Clone(good)
		b[random.IntN(len(b))] ^= 1 << random.IntN(8)
		if _, err := ReadCache(b, key); err == nil {
			t.Fatal("with a bit flipped it is read")
		}
	}
	if _, err := ReadCache(append(bytes.Clone(good), 0), key); err == nil {
		t.Error("with an octet more it is read")
	}
}

// sealed puts the right word, key and sum around any body.
func sealed(body []byte, key [32]byte) []byte {
	b := append(append([]byte(cacheWord), key[:]...), body...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

// hostile is what a cache has of which the sum is right, and what is said of it; ""
// if it is read.
type hostile struct {
	name, want string
	change     func(d *unpacked)
}

// unpacked is a database whose networks are not packed yet.
type unpacked struct {
	Database
	v4, v6 []cell
}

func (d *unpacked) pack() *Database {
	d.Database.v4, d.Database.v6 = familyOf(32, d.v4...), familyOf(128, d.v6...)
	return &d.Database
}

func familyOf(width int, cells ...cell) family {
	f := family{width: width}
	for _, c := range cells {
		f.add(c)
	}
	return f
}

func hostiles() []hostile {
	return []hostile{
		{"nothing changed", "", func(*unpacked) {}},
		{"no networks", "", func(d *unpacked) { d.v4, d.v6 = nil, nil }},
		{"whole space", "", func(d *unpacked) { d.v4, d.v6 = []cell{{u128{}, 1, 0}}, []cell{{u128{}, 1, 0}} }},
		{"type", "has no places", func(d *unpacked) { d.kind = "ASN" }},
		{"no place", "no unknown place", func(d *unpacked) { d.places = nil }},
		{"place 0", "no unknown place", func(d *unpacked) { d.places[0] = d.places[1] }},
		{"country", `in no country: "nl"`, func(d *unpacked) { d.places[1].Country = "nl" }},
		{"special country", `in no country: "XX"`, func(d *unpacked) { d.places[1].Country = "XX" }},
		{"half a country", "in no country", func(d *unpacked) { d.places[1].Country = "N" }},
		{"latitude", "nowhere", func(d *unpacked) { d.places[1].Lat = 91 }},
		{"not located", "nowhere", func(d *unpacked) { d.places[1].Located = false }},
		{"place of IPv4", "place 2", func(d *unpacked) { d.v4[1].place = 2 }},
		{"place of IPv6", "place 2", func(d *unpacked) { d.v6[1].place = 2 }},
		{"order of IPv4", "network 1 of IPv4 begins inside", func(d *unpacked) { d.v4[1].from = u128{} }},
		{"order of IPv6", "network 1 of IPv6 begins inside", func(d *unpacked) { d.v6[1].from = d.v6[0].from }},
		{"overlap of IPv4", "network 1 of IPv4 begins inside", func(d *unpacked) { d.v4[0].bits = 7 }},
		{"overlap of IPv6", "network 1 of IPv6 begins inside", func(d *unpacked) { d.v6[0].bits = 31 }},
		{"behind the end of IPv4", "network 2 of IPv4 begins", func(d *unpacked) { d.v4 = []cell{{u128{}, 1, 1}, {u128{0, 1 << 31}, 1, 1}, {u128{}, 1, 8}} }},
		{"beside the end of IPv4", "network 2 of IPv4 begins", func(d *unpacked) { d.v4 = []cell{{u128{}, 1, 1}, {u128{0, 1 << 31}, 1, 1}, {u128{0, 1 << 32}, 1, 8}} }},
		{"behind the end of IPv6", "network 1 of IPv6 begins", func(d *unpacked) { d.v6 = []cell{{u128{}, 1, 0}, {u128{}, 1, 0}} }},
		{"unaligned IPv4", "network 0 of IPv4 begins", func(d *unpacked) { d.v4[0].from.lo++ }},
		{"unaligned IPv6", "network 0 of IPv6 begins", func(d *unpacked) { d.v6[0].from.lo++ }},
	}
}

// TestCacheHostile has caches of which the sum is right and the content is not.
func TestCacheHostile(t *testing.T) {
	key := CacheKey([32]byte{1})
	place := Place{Country: "NL", Lat: 52.37, Lon: 4.9, Located: true}
	for _, c := range hostiles() {
		d := &unpacked{
			Database: Database{kind: "X-City", built: time.Unix(1, 0), places: []Place{{}, place}},
			v4:       []cell{{u128{0, 10 << 24}, 1, 8}, {u128{0, 11 << 24}, 1, 8}},
			v6:       []cell{{u128{0x20010db800000000, 0}, 1, 32}, {u128{0x20010db900000000, 0}, 0, 32}},
		}
		c.change(d)
		switch _, err := ReadCache(d.pack().Cache(key), key); {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	for bits, d := range map[byte]*Database{
		33:  {kind: "X-City", places: make([]Place, 2), v4: familyOf(32, cell{u128{}, 1, 0})},
		129: {kind: "X-City", places: make([]Place, 2), v6: familyOf(128, cell{u128{}, 1, 0})},
	} {
		b := d.Cache(key)
		body := b[len(cacheWord)+sha256.Size : len(b)-sha256.Size]
		body[len(body)-2] = bits
		if _, err := ReadCache(sealed(body, key), key); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%d bits and place 1", bits)) {
			t.Errorf("%d bits: %v", bits, err)
		}
	}
}

// TestCacheOneForm: a network is written in one way only, so that equal databases have
// equal caches.
func TestCacheOneForm(t *testing.T) {
	key := CacheKey([32]byte{1})
	d := &Database{kind: "X-City", places: make([]Place, 2), v4: familyOf(32, cell{u128{}, 1, 8}), v6: family{width: 128}}
	d.places[1] = Place{Country: "NL", Lat: 52.37, Lon: 4.9, Located: true}
	b := d.Cache(key)
	body := b[len(cacheWord)+sha256.Size : len(b)-sha256.Size]
	head := body[:len(body)-leastCell]
	for network, want := range map[string]string{
		"\x08\x02":                         "",
		"\x08\x82\x00":                     "not whole, or of no place",
		"\x08\x82\x80\x00":                 "not whole, or of no place",
		"\x08\x03\x00\x00\x00\x00":         "for nothing",
		"\x08\x82\x80\x80\x80\x20":         "not whole, or of no place",
		"\x08\x04":                         "8 bits and place 2",
		"\x08\xff\xff\xff\xff\xff\xff\xff": "not whole, or of no place",
	} {
		_, err := ReadCache(sealed(append(bytes.Clone(head), network...), key), key)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("% x: %v, want %q", network, err, want)
		}
	}
}

// TestCacheLengths has bodies that are too short or too long, behind the right sum.
func TestCacheLengths(t *testing.T) {
	key := CacheKey([32]byte{1})
	body := make([]byte, 8+4*4) // counts that promise more than is there
	for i := range 4 {
		binary.LittleEndian.PutUint32(body[8+4*i:], 1<<32-1)
	}
	if _, err := ReadCache(sealed(body, key), key); err == nil || !strings.Contains(err.Error(), "0 octets where its counts say") {
		t.Errorf("counts: %v", err)
	}
	good := decoded(t, smallNetworks()).Cache(key)
	good = good[len(cacheWord)+sha256.Size : len(good)-sha256.Size]
	if _, err := ReadCache(sealed(append(bytes.Clone(good), 0), key), key); err == nil || !strings.Contains(err.Error(), "1 octets behind the networks") {
		t.Errorf("an octet more: %v", err)
	}
	for n := 8 + 4*4; n < len(good); n++ {
		if _, err := ReadCache(sealed(good[:n], key), key); err == nil {
			t.Fatalf("cut to %d of %d octets it is read", n, len(good))
		}
	}
}

// FuzzReadCache reads bodies behind the right key and sum: what is read can be written
// and read again, and compiles.
func FuzzReadCache(f *testing.F) {
	key := CacheKey([32]byte{1})
	good := decoded(f, smallNetworks()).Cache(key)
	f.Add(good[len(cacheWord)+sha256.Size : len(good)-sha256.Size])
	f.Add(make([]byte, 24))
	f.Fuzz(func(t *testing.T, body []byte) {
		b := sealed(body, key)
		db, err := ReadCache(b, key)
		if err != nil {
			return
		}
		if again := through(t, db); !bytes.Equal(again.Cache(key), db.Cache(key)) {
			t.Fatal("it is read in another way")
		}
		table, err := Compile(db, Options{Sites: worldSites(), Lists: [][]uint16{{0, 1, 2}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range []uint32{0, 1 << 31, 1<<32 - 1} {
			if class, scope := table.Lookup4(a); int(class) >= table.Classes() || scope > 32 {
				t.Fatalf("%x: class %d, scope %d", a, class, scope)
			}
		}
		db.Lookup(addrOf(u128{1 << 61, 1}, 128))
	})
}
