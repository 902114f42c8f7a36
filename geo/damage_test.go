package geo

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestDecodeDamaged flips bits, cuts and pads: any result but a panic or a hang, and
// what still decodes compiles.
func TestDecodeDamaged(t *testing.T) {
	good := smallFile(t)
	random := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range 2000 {
		b := bytes.Clone(good)
		for range 1 + random.IntN(4) {
			b[random.IntN(len(b))] ^= 1 << random.IntN(8)
		}
		if random.IntN(4) == 0 {
			b = b[:random.IntN(len(b))]
		}
		db, err := Decode("damaged", b)
		if err != nil {
			refused++
			continue
		}
		if _, err := Compile(db, Options{Sites: worldSites(), Lists: [][]uint16{{0, 1, 2}}}); err != nil {
			t.Fatal(err)
		}
	}
	if refused < 1000 {
		t.Errorf("only %d of 2000 were refused", refused)
	}
	for n := range good {
		if _, err := Decode("cut", good[:n]); err == nil {
			t.Fatalf("cut to %d of %d bytes decodes", n, len(good))
		}
	}
}

// endless is a database of 100 nodes whose sides both point at the next node: small,
// without a cycle, and with 2^100 networks.
func endless() []byte {
	const nodes = 100
	var b bytes.Buffer
	for i := 1; i <= nodes; i++ {
		next := byte(i)
		if i == nodes {
			next += 16 // the first record of the data section
		}
		b.Write([]byte{0, 0, next, 0, 0, next})
	}
	b.Write(make([]byte, 16))
	b.WriteByte(0xe0) // an empty map
	b.WriteString("\xab\xcd\xefMaxMind.com")
	text := func(s string) { b.WriteByte(0x40 | byte(len(s))); b.WriteString(s) }
	b.WriteByte(0xe0 | 9)
	for _, n := range []struct {
		key   string
		value byte
	}{{"node_count", nodes}, {"record_size", 24}, {"ip_version", 6}, {"binary_format_major_version", 2}, {"binary_format_minor_version", 0}} {
		text(n.key)
		b.Write([]byte{0xa1, n.value})
	}
	text("build_epoch")
	b.Write([]byte{0x01, 0x02, 1})
	text("database_type")
	text("X-City")
	text("languages")
	b.Write([]byte{0x00, 0x04})
	text("description")
	b.WriteByte(0xe1)
	text("en")
	text("test")
	return b.Bytes()
}

func TestDecodeEndless(t *testing.T) {
	if _, err := Decode("endless", endless()); err == nil || !strings.Contains(err.Error(), "repeats itself without end") {
		t.Errorf("error %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(smallFile(f))
	f.Add(endless())
	f.Add([]byte("\xab\xcd\xefMaxMind.com\xe0"))
	f.Fuzz(func(t *testing.T, b []byte) {
		db, err := Decode("fuzz", b)
		if err != nil {
			return
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
	})
}
