package geo

import (
	"bytes"
	"io"
	"net/netip"
	"os"
	"slices"
	"testing"
	"time"
)

// torFiles reads the real country data of Debian's tor-geoipdb.
func torFiles(t testing.TB) []NamedReader {
	t.Helper()
	var inputs []NamedReader
	for _, name := range []string{"/usr/share/tor/geoip", "/usr/share/tor/geoip6"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Skipf("no real country data: install tor-geoipdb (%v)", err)
		}
		if underRace {
			b = sample(b)
		}
		inputs = append(inputs, NamedReader{name, bytes.NewReader(b), int64(len(b))})
	}
	return inputs
}

// sample keeps every 20th line.
func sample(b []byte) (some []byte) {
	n := 0
	for line := range bytes.Lines(b) {
		if n++; n%20 == 0 {
			some = append(some, line...)
		}
	}
	return some
}

// TestTor takes real data all the way and asks for the middle of every 500th line.
func TestTor(t *testing.T) {
	inputs := torFiles(t)
	asked, n := questions(t, inputs)
	begin := time.Now()
	var out bytes.Buffer
	if err := Build(&out, inputs, nil); err != nil {
		t.Fatal(err)
	}
	built := time.Now()
	db, err := Decode("tor", out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	decoded := time.Now()
	opt := Options{Sites: worldSites(), Lists: [][]uint16{{0, 1, 2, 3, 4, 5}}}
	table := compiled(t, db, opt)
	t.Logf("build %v, decode %v, compile %v; %d lines, %d networks, %d boundaries, %d classes, %d bytes, mean scope %.2f",
		built.Sub(begin), decoded.Sub(built), time.Since(decoded),
		n, db.Ranges(), table.Boundaries(), table.Classes(), table.Bytes(), table.MeanScope4())
	checkReal(t, db)
	opt.V4, opt.V6 = 32, 128 // unflattened, to compare with each line
	table = compiled(t, db, opt)
	w := &twin{opt: opt}
	w.opt.Depth = 3
	for _, q := range asked {
		p, _, _ := db.Lookup(q.addr)
		if p.Country != q.country && !aliased(q.addr) {
			t.Errorf("%s: %s, the data says %s", q.addr, p.Country, q.country)
		}
		class, _ := table.Lookup(q.addr)
		if got, want := answerOf(table, opt, class), w.orders(p, nil); got != want {
			t.Errorf("%s (%s): order %s, want %s", q.addr, q.country, got, want)
		}
	}
	if len(asked) < 60 {
		t.Errorf("only %d questions", len(asked))
	}
}

// question is an address and what the data says of it.
type question struct {
	addr    netip.Addr
	country string
}

// questions reads all inputs, counts their lines, and rewinds them.
func questions(t *testing.T, inputs []NamedReader) (asked []question, n int) {
	for _, in := range inputs {
		err := ReadCSV(in.R, in.Name, func(from, to netip.Addr, p Place) error {
			if n++; n%500 == 0 {
				asked = append(asked, question{middle(from, to), p.Country})
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.R.(io.Seeker).Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
	}
	return asked, n
}

// middle is an address inside a range.
func middle(from, to netip.Addr) netip.Addr {
	a, width := numberOf(from)
	b, _ := numberOf(to)
	d := b.sub(a)
	return addrOf(a.add(u128{d.hi / 2, d.lo / 2}), width)
}

func TestLookupAllocatesNothing(t *testing.T) {
	table := compiled(t, decoded(t, smallNetworks()), Options{Sites: worldSites(), Lists: [][]uint16{{0, 1, 2}}})
	addrs := []netip.Addr{netip.MustParseAddr("192.0.2.65"), netip.MustParseAddr("::ffff:192.0.2.65"), netip.MustParseAddr("2001:db8::1")}
	if n := testing.AllocsPerRun(100, func() {
		table.Lookup4(0xc0000241)
		table.Lookup6(0x20010db8<<32, 1)
		for _, a := range addrs {
			table.Lookup(a)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkLookup(b *testing.B) {
	var out bytes.Buffer
	if err := Build(&out, torFiles(b), nil); err != nil {
		b.Fatal(err)
	}
	db, err := Decode("tor", out.Bytes())
	if err != nil {
		b.Fatal(err)
	}
	table := compiled(b, db, Options{Sites: worldSites(), Lists: [][]uint16{{0, 1, 2, 3, 4, 5}}})
	// Askers: a random address of a random network of the database.
	const n = 1 << 16
	v4, v6 := make([]uint32, n), make([]u128, n)
	cells4, cells6 := slices.Collect(db.v4.cells(mark{})), slices.Collect(db.v6.cells(mark{}))
	for i := range n {
		c4 := cells4[uint64(i)*0x9e3779b1%uint64(len(cells4))]
		v4[i] = uint32(c4.from.lo) | uint32(i*0x85ebca6b)&uint32(lowMask(32-int(c4.bits)).lo)
		c6 := cells6[uint64(i)*0x9e3779b1%uint64(len(cells6))]
		v6[i] = c6.from
	}
	var sum int
	b.Run("4", func(b *testing.B) {
		for i := range b.N {
			class, scope := table.Lookup4(v4[i%n])
			sum += int(class) + int(scope)
		}
	})
	b.Run("6", func(b *testing.B) {
		for i := range b.N {
			class, scope := table.Lookup6(v6[i%n].hi, v6[i%n].lo)
			sum += int(class) + int(scope)
		}
	})
	b.Logf("%d", sum&1)
}
