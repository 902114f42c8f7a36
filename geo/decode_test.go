package geo

import (
	"bytes"
	"math"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"
)

// smallNetworks cover both families, nested cells, countries and points.
func smallNetworks() map[netip.Prefix]Place {
	p := netip.MustParsePrefix
	return map[netip.Prefix]Place{
		p("192.0.2.0/24"):      {Country: "NL", Lat: 52.37, Lon: 4.9, Located: true},
		p("192.0.2.64/26"):     {Country: "US"},
		p("198.51.100.0/24"):   {Country: "QQ"},
		p("203.0.113.0/24"):    {Lat: -33.87, Lon: 151.21, Located: true},
		p("10.0.0.0/8"):        {Country: "BR"},
		p("2001:db8::/32"):     {Country: "SG"},
		p("2001:db8:1::/48"):   {Country: "JP"},
		p("2001:db8:2::1/128"): {Country: "AU"},
	}
}

func smallFile(t testing.TB) []byte {
	t.Helper()
	b, err := BuildNetworks(smallNetworks())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecode(t *testing.T) {
	b := smallFile(t)
	db, err := Decode("small.mmdb", b)
	if err != nil {
		t.Fatal(err)
	}
	// What Decode keeps is its own.
	for i := range b {
		b[i] = 0xff
	}
	if db.Type() != "geosrv-City" || !db.Built().Equal(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("type %s, built %s", db.Type(), db.Built())
	}
	for _, c := range []struct{ addr, network, country string }{
		{"192.0.2.1", "192.0.2.0/26", "NL"},
		{"192.0.2.65", "192.0.2.64/26", "US"},
		{"::ffff:192.0.2.65", "192.0.2.64/26", "US"},
		{"192.0.2.255", "192.0.2.128/25", "NL"},
		{"198.51.100.9", "198.51.100.0/24", "QQ"},
		{"203.0.113.1", "203.0.113.0/24", ""},
		{"10.255.255.255", "10.0.0.0/8", "BR"},
		{"2001:db8:1:ffff::", "2001:db8:1::/48", "JP"},
		{"2001:db8:2::1", "2001:db8:2::1/128", "AU"},
		{"2001:db8:2::", "2001:db8:2::/128", "SG"},
	} {
		p, network, ok := db.Lookup(netip.MustParseAddr(c.addr))
		if !ok || network != netip.MustParsePrefix(c.network) || p.Country != c.country {
			t.Errorf("%s: %v, %s, %v, want %s, %s", c.addr, p, network, ok, c.country, c.network)
		}
		if p.Located == (c.country == "QQ") {
			t.Errorf("%s: located %v", c.addr, p.Located)
		}
	}
	for _, a := range []string{"0.0.0.0", "9.255.255.255", "11.0.0.0", "192.0.3.0", "255.255.255.255", "::", "2001:db9::", "2002:c000:201::"} {
		if p, network, ok := db.Lookup(netip.MustParseAddr(a)); ok || network.IsValid() || p != (Place{}) {
			t.Errorf("%s: %v, %s, %v, want nothing", a, p, network, ok)
		}
	}
	if p, _, _ := db.Lookup(netip.MustParseAddr("10.0.0.1")); p.Lat != -10.8 || p.Lon != -53.1 {
		t.Errorf("BR is at %v, %v, want its centroid", p.Lat, p.Lon)
	}
	if _, _, ok := db.Lookup(netip.Addr{}); ok {
		t.Error("the zero address has a place")
	}
	if _, _, ok := (&Database{}).Lookup(netip.MustParseAddr("192.0.2.1")); ok {
		t.Error("the empty database has a place")
	}
}

// written makes a database with the writer itself, for what Build would not write.
func written(t *testing.T, opt mmdbwriter.Options, networks map[string]mmdbtype.DataType) []byte {
	t.Helper()
	opt.IncludeReservedNetworks = true
	opt.Description = map[string]string{"en": "test"}
	tree, err := mmdbwriter.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	for p, v := range networks {
		if err := tree.Insert(ipNet(netip.MustParsePrefix(p)), v); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if _, err := tree.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDecodeRecords(t *testing.T) {
	code := func(s string) mmdbtype.Map { return mmdbtype.Map{"iso_code": mmdbtype.String(s)} }
	point := func(lat, lon float64) mmdbtype.Map {
		return mmdbtype.Map{"latitude": mmdbtype.Float64(lat), "longitude": mmdbtype.Float64(lon)}
	}
	nl := Place{"NL", 52.1, 5.3, true}
	for _, c := range []struct {
		name   string
		record mmdbtype.Map
		want   Place
	}{
		{"country", mmdbtype.Map{"country": code("NL")}, nl},
		{"lower case", mmdbtype.Map{"country": code("nl")}, nl},
		{"city", mmdbtype.Map{"country": code("NL"), "location": point(1, 2)}, Place{"NL", 1, 2, true}},
		{"null island is a point", mmdbtype.Map{"location": point(0, 0)}, Place{"", 0, 0, true}},
		{"a point off the globe", mmdbtype.Map{"country": code("NL"), "location": point(99, 2)}, nl},
		{"a point that is none", mmdbtype.Map{"country": code("NL"), "location": point(math.NaN(), 2)}, nl},
		{"half a point", mmdbtype.Map{"location": mmdbtype.Map{"latitude": mmdbtype.Float64(1)}}, Place{}},
		{"only where it is registered", mmdbtype.Map{"registered_country": code("NL")}, Place{}},
		{"a satellite", mmdbtype.Map{"country": code("A2")}, Place{}},
		{"no place at all", mmdbtype.Map{"city": mmdbtype.Map{}}, Place{}},
	} {
		for _, version := range []int{4, 6} {
			for _, size := range []int{24, 28, 32} {
				b := written(t, mmdbwriter.Options{DatabaseType: "X-City-Lite", IPVersion: version, RecordSize: size},
					map[string]mmdbtype.DataType{"192.0.2.0/24": c.record})
				db, err := Decode("x", b)
				if err != nil {
					t.Errorf("%s, version %d, %d bits: %v", c.name, version, size, err)
					continue
				}
				if p, _, ok := db.Lookup(netip.MustParseAddr("192.0.2.1")); p != c.want || !ok || db.Ranges() != 1 {
					t.Errorf("%s, version %d, %d bits: %v, %v of %d", c.name, version, size, p, ok, db.Ranges())
				}
			}
		}
	}
}

func TestDecodeTypes(t *testing.T) {
	nl := map[string]mmdbtype.DataType{"192.0.2.0/24": mmdbtype.Map{"country": mmdbtype.Map{"iso_code": mmdbtype.String("NL")}}}
	for _, c := range []struct {
		kind string
		ok   bool
	}{
		{"GeoLite2-City", true},
		{"GeoIP2-Country", true},
		{"GeoIP2-Enterprise", true},
		{"DBIP-City-Lite", true},
		{"DBIP-Location (compat=City)", true},
		{"GeoLite2-ASN", false},
		{"GeoIP2-Anonymous-IP", false},
	} {
		_, err := Decode("db.mmdb", written(t, mmdbwriter.Options{DatabaseType: c.kind}, nl))
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", c.kind, err)
		}
		if err != nil && !strings.Contains(err.Error(), "db.mmdb: a database of type \""+c.kind+"\" has no places (use a City or Country database)") {
			t.Errorf("%s: %v", c.kind, err)
		}
	}
	wrong := map[string]mmdbtype.DataType{"192.0.2.0/24": mmdbtype.Map{"country": mmdbtype.String("NL")}}
	if _, err := Decode("db.mmdb", written(t, mmdbwriter.Options{DatabaseType: "X-City"}, wrong)); err == nil || !strings.Contains(err.Error(), "192.0.2.0/24") {
		t.Errorf("a record of another layout: %v", err)
	}
}

// TestDecodeWhole has one record for all of IPv6, which covers the place of IPv4.
func TestDecodeWhole(t *testing.T) {
	za := mmdbtype.Map{"country": mmdbtype.Map{"iso_code": mmdbtype.String("ZA")}}
	b := written(t, mmdbwriter.Options{DatabaseType: "X-City", DisableIPv4Aliasing: true},
		map[string]mmdbtype.DataType{"::/1": za})
	db, err := Decode("x", b)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []string{"192.0.2.1", "2001:db8::1"} {
		if p, _, ok := db.Lookup(netip.MustParseAddr(a)); !ok || p.Country != "ZA" {
			t.Errorf("%s: %v, %v", a, p, ok)
		}
	}
	table := compiled(t, db, Options{Sites: worldSites(), Lists: [][]uint16{{0, 4}}})
	for a, want := range map[string]uint16{"192.0.2.1": 1, "2001:db8::1": 1, "8000::": 0, "::1": 0} {
		if class, _ := table.Lookup(netip.MustParseAddr(a)); class != want {
			t.Errorf("%s: class %d, want %d", a, class, want)
		}
	}
	if class, scope := table.Lookup6(0, 0xffff_c000_0201); class != 0 || scope < 96 {
		t.Errorf("a mapped address as IPv6: class %d, scope %d, want the unknown one", class, scope)
	}
}

// TestDecodeMapped has IPv4 only where mapped addresses are.
func TestDecodeMapped(t *testing.T) {
	za := mmdbtype.Map{"country": mmdbtype.Map{"iso_code": mmdbtype.String("ZA")}}
	b := written(t, mmdbwriter.Options{DatabaseType: "X-City", DisableIPv4Aliasing: true},
		map[string]mmdbtype.DataType{"::ffff:192.0.2.0/120": za, "2001:db8::/32": za})
	db, err := Decode("x", b)
	if err != nil {
		t.Fatal(err)
	}
	p, network, ok := db.Lookup(netip.MustParseAddr("192.0.2.1"))
	if !ok || p.Country != "ZA" || network.String() != "192.0.2.0/24" || db.Ranges() != 2 {
		t.Errorf("%v, %s, %v of %d", p, network, ok, db.Ranges())
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "small.mmdb")
	if err := os.WriteFile(file, smallFile(t), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	// In place: a mapped file would now kill the process.
	if err := os.Truncate(file, 0); err != nil {
		t.Fatal(err)
	}
	if p, _, ok := db.Lookup(netip.MustParseAddr("192.0.2.65")); !ok || p.Country != "US" {
		t.Errorf("after truncation: %v, %v", p, ok)
	}
	table := compiled(t, db, Options{Sites: worldSites(), Lists: [][]uint16{{0, 1}}})
	if class, _ := table.Lookup(netip.MustParseAddr("192.0.2.65")); class == 0 {
		t.Error("after truncation: unknown")
	}
	big := filepath.Join(dir, "big.mmdb")
	if err := os.WriteFile(big, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, maxFile+1); err != nil { // sparse
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		file:                         "not an .mmdb database",
		big:                          "1073741825 bytes, more than 1073741824",
		dir:                          "not a regular file",
		filepath.Join(dir, "absent"): "no such file",
	} {
		if _, err := Open(name); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}
