package geo

import (
	"bytes"
	"net/netip"
	"os"
	"testing"
	"time"
)

// torDatabase builds the real country database of Debian's tor-geoipdb.
func torDatabase(t testing.TB) []byte {
	var inputs []NamedReader
	for _, name := range []string{"/usr/share/tor/geoip", "/usr/share/tor/geoip6"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Skipf("no real country database: install tor-geoipdb (%v)", err)
		}
		inputs = append(inputs, NamedReader{name, bytes.NewReader(b), int64(len(b))})
	}
	var out bytes.Buffer
	begin := time.Now()
	if err := Build(&out, inputs, nil); err != nil {
		t.Fatal(err)
	}
	t.Logf("build: %v, %d bytes", time.Since(begin), out.Len())
	return out.Bytes()
}

func TestTor(t *testing.T) {
	b := torDatabase(t)
	begin := time.Now()
	db, err := Decode("tor", b)
	if err != nil {
		t.Fatal(err)
	}
	decoded := time.Now()
	table, err := Compile(db, Options{
		Sites: []Site{
			{"ams", 52.37, 4.90}, {"nyc", 40.71, -74.01}, {"sin", 1.35, 103.82},
			{"gru", -23.55, -46.63}, {"jnb", -26.2, 28.05}, {"syd", -33.87, 151.21},
		},
		Lists: [][]uint16{{0, 1, 2, 3, 4, 5}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("decode %v, compile %v, %d ranges, %d boundaries, %d classes, %d bytes, mean scope %.2f",
		decoded.Sub(begin), time.Since(decoded), db.Ranges(), table.Boundaries(), table.Classes(),
		table.Bytes(), table.MeanScope4())
	if db.Type() != "geosrv-Country" || db.Ranges() < 500_000 {
		t.Errorf("type %s, %d ranges", db.Type(), db.Ranges())
	}
	_ = netip.Addr{}
}
