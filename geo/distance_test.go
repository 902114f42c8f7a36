package geo

import (
	"bufio"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		name                   string
		lat1, lon1, lat2, lon2 float64
		km, within             float64
	}{
		{"same point", 52.37, 4.90, 52.37, 4.90, 0, 0},
		{"one degree of the equator", 0, 0, 0, 1, 111.195, 0.001},
		{"one degree of a meridian", 60, 10, 61, 10, 111.195, 0.001},
		{"pole to pole", 90, 0, -90, 77, 20015.115, 0.001},
		{"a quarter of the equator", 0, -45, 0, 45, 10007.557, 0.001},
		{"antipodes", 10, 20, -10, -160, 20015.115, 0.1},
		{"across the date line", 0, 179.5, 0, -179.5, 111.195, 0.001},
		{"all longitudes meet at the pole", 90, 0, 90, 120, 0, 1e-6},
		{"London to Paris", 51.5074, -0.1278, 48.8566, 2.3522, 343.6, 0.5},
		{"Amsterdam to New York", 52.37, 4.90, 40.71, -74.01, 5863, 5},
		{"Singapore to Sydney", 1.35, 103.82, -33.87, 151.21, 6300, 15},
	} {
		there, back := Distance(c.lat1, c.lon1, c.lat2, c.lon2), Distance(c.lat2, c.lon2, c.lat1, c.lon1)
		if math.Abs(there-c.km) > c.within || there != back {
			t.Errorf("%s: %v and back %v, want %v ± %v", c.name, there, back, c.km, c.within)
		}
	}
}

func TestCentroidKnowsCodes(t *testing.T) {
	for _, code := range []string{"", "??", "nl", "NLD", "N", "A1", "XX", "QQ", "EU", "\nA", "\nNL"} {
		if _, _, ok := Centroid(code); ok {
			t.Errorf("Centroid(%q) is known", code)
		}
	}
	lat, lon, ok := Centroid("NL")
	if lat != 52.1 || lon != 5.3 || !ok {
		t.Errorf("Centroid(NL) = %v, %v, %v", lat, lon, ok)
	}
	// The first and the last line of the table.
	for _, code := range []string{"AD", "ZW"} {
		if lat, lon, ok := Centroid(code); !ok || lat == 0 || lon == 0 {
			t.Errorf("Centroid(%s) = %v, %v, %v", code, lat, lon, ok)
		}
	}
	if n := strings.Count(centroids, "\n") - 1; n != 250 {
		t.Errorf("%d countries, want the 249 of ISO 3166-1 and XK", n)
	}
}

// TestCentroidsAgainstZones holds each centroid against the cities of the tz database:
// a slip of sign or of columns puts a country on the wrong side of the world.
func TestCentroidsAgainstZones(t *testing.T) {
	f, err := os.Open("/usr/share/zoneinfo/zone.tab")
	if err != nil {
		t.Skipf("no zone.tab: install tzdata (%v)", err)
	}
	defer f.Close()
	nearest := make(map[string]float64)
	for s := bufio.NewScanner(f); s.Scan(); {
		fields := strings.Split(s.Text(), "\t")
		if strings.HasPrefix(s.Text(), "#") || len(fields) < 3 {
			continue
		}
		lat, lon, ok := Centroid(fields[0])
		if !ok {
			t.Errorf("%s has no centroid", fields[0])
			continue
		}
		i := 1 + strings.IndexAny(fields[1][1:], "+-")
		km := Distance(lat, lon, degrees(fields[1][:i], 2), degrees(fields[1][i:], 3))
		if old, ok := nearest[fields[0]]; !ok || km < old {
			nearest[fields[0]] = km
		}
	}
	if len(nearest) < 240 {
		t.Errorf("%d countries in zone.tab", len(nearest))
	}
	for country, km := range nearest {
		// Most are far nearer. Antarctica has its people at the rim.
		limit := 2000.0
		if country == "AQ" {
			limit = 4000
		}
		if km > limit {
			t.Errorf("%s: %.0f km from its nearest city", country, km)
		}
	}
}

// degrees reads ISO 6709: ±DDMM, ±DDDMM, and so with SS.
func degrees(s string, digits int) float64 {
	var v float64
	for i, unit := digits+1, 60.0; i+2 <= len(s); i, unit = i+2, unit*60 {
		part, _ := strconv.ParseFloat(s[i:i+2], 64)
		v += part / unit
	}
	whole, _ := strconv.ParseFloat(s[1:digits+1], 64)
	if s[0] == '-' {
		return -(whole + v)
	}
	return whole + v
}
