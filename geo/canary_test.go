package geo

import (
	"net/netip"
	"testing"
)

// halves is a database of which the lower half of IPv4 is at one longitude and the
// upper half at another, but for as many /8 as are said to be swapped.
func halves(t *testing.T, swapped, gone int) *Database {
	t.Helper()
	networks := map[netip.Prefix]Place{}
	for i := range 224 {
		lon := -74.0
		if (i < 112) != (i < swapped) {
			lon = 5
		}
		if i >= gone {
			networks[netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(i)}), 8)] = Place{Lat: 45, Lon: lon, Located: true}
		}
	}
	b, err := BuildNetworks(networks)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Decode("test.mmdb", b)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCanary(t *testing.T) {
	opt := Options{
		Sites: []Site{{Name: "ams", Lat: 52.37, Lon: 4.9}, {Name: "nyc", Lat: 40.71, Lon: -74.01}},
		Depth: 3, V4: 24, V6: 56,
	}
	before := halves(t, 0, 0)
	for _, c := range []struct {
		name          string
		swapped, gone int
		want          string
	}{
		{"the same", 0, 0, ""},
		{"8 % move", 18, 0, ""},
		{"12 % move", 27, 0, "974 of 8000 sample addresses would have another nearest site"},
		{"8 % are unknown", 0, 18, ""},
		{"everybody moves", 112, 0, "4023 of 8000 sample addresses would have another nearest site"},
		{"nothing is left", 0, 224, "it has no networks"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Canary(before, halves(t, c.swapped, c.gone), opt); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	older := *before
	older.built = before.built.AddDate(0, -1, 0)
	if got, want := Canary(before, &older, opt), "it was built 2025-12-01 00:00, the one before 2026-01-01 00:00"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Canary(before, halves(t, 112, 0), Options{}); got != "" {
		t.Errorf("without sites: %q", got)
	}
}

// A site that serves few may lose half of them while hardly anybody moves.
func TestCanarySmallSite(t *testing.T) {
	opt := Options{
		Sites: []Site{{Name: "far", Lat: -24, Lon: -47}, {Name: "nyc", Lat: 40.71, Lon: -74.01}},
		Depth: 3, V4: 24, V6: 56,
	}
	few := func(n int) *Database {
		networks := map[netip.Prefix]Place{}
		for i := range 224 {
			p := Place{Lat: 45, Lon: -74, Located: true}
			if i < n {
				p = Place{Lat: -25, Lon: -47, Located: true}
			}
			networks[netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(i)}), 8)] = p
		}
		b, _ := BuildNetworks(networks)
		d, err := Decode("test.mmdb", b)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if got, want := Canary(few(9), few(4), opt), "site far would lose 174 of its 302 sample addresses"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Canary(few(9), few(6), opt); got != "" {
		t.Errorf("a site may lose some: %q", got)
	}
}

func TestSamples(t *testing.T) {
	seen := map[netip.Addr]bool{}
	v4 := 0
	for _, a := range sampleAddrs() {
		seen[a] = true
		if a.Is4() {
			v4++
		}
	}
	if len(seen) < Samples-10 || v4 != Samples*4/5 {
		t.Errorf("%d distinct samples, %d of IPv4", len(seen), v4)
	}
}
