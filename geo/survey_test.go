package geo

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// TestSurvey counts a database of three networks, cut by a network of the operator
// and by a part that is asked for.
func TestSurvey(t *testing.T) {
	t.Parallel()
	const csv = "192.0.2.0/24,NL\n198.51.100.0/24,US\n2001:db8::/32,US\n"
	var out bytes.Buffer
	if err := Build(&out, []NamedReader{{Name: "a.csv", R: strings.NewReader(csv), Size: int64(len(csv))}}, nil); err != nil {
		t.Fatal(err)
	}
	db, err := Decode("a", out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	networks := map[netip.Prefix]int{netip.MustParsePrefix("192.0.2.128/25"): 1}
	table := compiled(t, db, Options{
		Sites:    []Site{{Name: "ams", Lat: 52, Lon: 5}, {Name: "nyc", Lat: 41, Lon: -74}},
		Lists:    [][]uint16{{0, 1}},
		Networks: networks,
	})
	got := Survey{Databases: []*Database{db}, Networks: networks, Parts: []netip.Prefix{netip.MustParsePrefix("198.51.100.64/26")}, Before: table}.Regions()
	want := []Region{
		{Site: -1, Part: -1, V4: 1<<32 - 512, V6: 0x1p128 - 0x1p96},
		{Country: "NL", Site: -1, Part: -1, Known: true, Before: 1, V4: 128},
		{Country: "NL", Site: 1, Part: -1, Known: true, Before: 2, V4: 128},
		{Country: "US", Site: -1, Part: -1, Known: true, Before: 2, V4: 192, V6: 0x1p96},
		{Country: "US", Site: -1, Part: 0, Known: true, Before: 2, V4: 64},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

// TestSurveyOfNothing is one region.
func TestSurveyOfNothing(t *testing.T) {
	t.Parallel()
	want := []Region{{Site: -1, Part: -1, V4: 0x1p32, V6: 0x1p128}}
	if got := (Survey{}).Regions(); !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
