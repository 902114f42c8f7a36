package geo

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/oschwald/geoip2-golang/v2"
	"github.com/oschwald/maxminddb-golang/v2"
)

func input(name, text string) NamedReader {
	return NamedReader{name, strings.NewReader(text), int64(len(text))}
}

func TestBuild(t *testing.T) {
	var out bytes.Buffer
	var progress []string
	err := Build(&out, []NamedReader{
		input("a.csv", "192.0.2.0/24,NL\n198.51.100.0,198.51.100.99,US\n10.0.0.0/8,BE\n2001:db8::/32,SG\n"),
		input("b.csv", "192.0.2.128/25,,-33.87,151.21\n10.0.0.0/9,??\n2002:c000::/24,FR\n2001::/16,JP\n::/0,ZA\n2001:db8::/33,SG\n"),
	}, func(done, total int64) { progress = append(progress, fmt.Sprint(done, "/", total)) })
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(progress, " "); got != "77/177 177/177" {
		t.Errorf("progress %s", got)
	}
	db, err := Decode("built", out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if db.Type() != "geosrv-City" {
		t.Errorf("type %s", db.Type())
	}
	for addr, want := range map[string]string{
		"192.0.2.1":       "NL 192.0.2.0/25",
		"192.0.2.200":     " 192.0.2.128/25",
		"198.51.100.99":   "US 198.51.100.96/30",
		"198.51.100.100":  "none",
		"10.1.0.0":        "none", // the later line took the place away
		"10.200.0.0":      "BE 10.128.0.0/9",
		"2001:db8::1":     "SG 2001:db8::/33",
		"2001:db8:8000::": "ZA 2001:db8:8000::/33",
		"9.9.9.9":         "none", // ::/0 does not reach into IPv4
		"2002:c000::":     "none", // nor into its repetitions
		"2001:0:1::":      "none",
		"4000::":          "ZA 4000::/2",
	} {
		got := "none"
		if p, network, ok := db.Lookup(netip.MustParseAddr(addr)); ok {
			got = p.Country + " " + network.String()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", addr, got, want)
		}
	}
}

// TestBuildLayout reads what Build writes with the record types that everyone uses.
func TestBuildLayout(t *testing.T) {
	var out bytes.Buffer
	if err := Build(&out, []NamedReader{input("a.csv", "192.0.2.0/24,NL,52.37,4.9\n")}, nil); err != nil {
		t.Fatal(err)
	}
	r, err := maxminddb.OpenBytes(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var city geoip2.City
	if err := r.Lookup(netip.MustParseAddr("::ffff:192.0.2.1")).Decode(&city); err != nil {
		t.Fatal(err)
	}
	if city.Country.ISOCode != "NL" || *city.Location.Latitude != 52.37 || *city.Location.Longitude != 4.9 {
		t.Errorf("record %+v", city)
	}
}

func TestBuildErrors(t *testing.T) {
	var out bytes.Buffer
	err := Build(&out, []NamedReader{input("a.csv", "x,y,z\n"), input("b.csv", "192.0.2.0/24,NL\n1\n")}, nil)
	if err == nil || out.Len() != 0 || !strings.Contains(err.Error(), "a.csv:1:1: ") || !strings.Contains(err.Error(), "b.csv:2:1: ") {
		t.Errorf("%d bytes, error %v", out.Len(), err)
	}
	if _, err := BuildNetworks(map[netip.Prefix]Place{{}: {Country: "NL"}}); err == nil {
		t.Error("an invalid prefix builds")
	}
	out.Reset()
	if err := Build(&out, []NamedReader{input("a.csv", "192.0.2.0/24,NL\n")}, nil); err != nil {
		t.Fatal(err)
	}
	if db, err := Decode("a", out.Bytes()); err != nil || db.Type() != "geosrv-Country" {
		t.Errorf("without coordinates: %v, error %v", db, err)
	}
}
