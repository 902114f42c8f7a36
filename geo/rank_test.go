package geo

import (
	"net/netip"
	"slices"
	"testing"
)

// Rank agrees with what Compile made of the same places.
func TestRank(t *testing.T) {
	t.Parallel()
	networks := map[netip.Prefix]Place{
		netip.MustParsePrefix("10.0.0.0/8"):    {Country: "NL", Lat: 52, Lon: 5, Located: true},
		netip.MustParsePrefix("172.16.0.0/12"): {Country: "US", Lat: 40, Lon: -75, Located: true},
		netip.MustParsePrefix("100.64.0.0/10"): {Country: "ZA", Lat: -30, Lon: 25, Located: true},
		netip.MustParsePrefix("198.18.0.0/15"): {Country: "AU", Lat: -33, Lon: 151, Located: true},
	}
	db := decoded(t, networks)
	opt := Options{
		Sites:  []Site{{"ams", 52.37, 4.90}, {"nyc", 40.71, -74.01}, {"sin", 1.35, 103.82}, {"syd", -33.87, 151.21}},
		Lists:  [][]uint16{{0, 1, 2, 3}, {3, 1}, {2, 0, 1}},
		Prefer: map[string][]int{"ZA": {0}},
		Depth:  2,
	}
	table := compiled(t, db, opt)
	for prefix, place := range networks {
		class, _ := table.Lookup(prefix.Addr())
		for list := range opt.Lists {
			want := table.Orders(list)[table.Order(list, class)]
			if got := Rank(opt, list, place); !slices.Equal(got, want) {
				t.Errorf("%s in list %d: %v, want %v", place.Country, list, got, want)
			}
		}
	}
	if got := Rank(opt, 0, networks[netip.MustParsePrefix("10.0.0.0/8")], 3); !slices.Equal(got, []uint16{3, 0, 1, 2}) {
		t.Errorf("sydney first: %v", got)
	}
	if got := Rank(opt, 2, Place{}); !slices.Equal(got, []uint16{2, 0, 1}) {
		t.Errorf("the unknown place: %v", got)
	}
}
