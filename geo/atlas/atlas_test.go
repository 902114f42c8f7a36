package atlas_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"geosrv/geo/atlas"
)

// world is the map by code, its rings as points.
func world(t *testing.T) map[string][][][2]float64 {
	t.Helper()
	list, err := atlas.World()
	if err != nil {
		t.Fatal(err)
	}
	last, out := "", map[string][][][2]float64{}
	for _, c := range list {
		if c.Code <= last || !regexp.MustCompile(`^[A-Z]{2}$`).MatchString(c.Code) || c.Name == "" {
			t.Errorf("%q (%s) after %q: codes are unique and sorted", c.Code, c.Name, last)
		}
		last, out[c.Code] = c.Code, rings(t, c.Path)
	}
	return out
}

// rings reads a path as strictly as a browser would.
func rings(t *testing.T, path string) (out [][][2]float64) {
	t.Helper()
	number := regexp.MustCompile(`-?\d+`)
	if !regexp.MustCompile(`^(M\d+ \d+l(-?\d+[ -]\d*)+z)+$`).MatchString(path) {
		t.Fatalf("no path: %.80s", path)
	}
	for _, part := range strings.Split(strings.TrimSuffix(path, "z"), "z") {
		var ring [][2]float64
		words := number.FindAllString(part, -1)
		for i := 0; i+1 < len(words); i += 2 {
			x, _ := strconv.ParseFloat(words[i], 64)
			y, _ := strconv.ParseFloat(words[i+1], 64)
			if i > 0 {
				x, y = x+ring[len(ring)-1][0], y+ring[len(ring)-1][1]
			}
			ring = append(ring, [2]float64{x, y})
			if x < 0 || x > atlas.Width || y < 0 || y > atlas.Height {
				t.Errorf("%v, %v is off the map", x, y)
			}
		}
		out = append(out, ring)
	}
	return out
}

// area is what a country covers, in millions of square kilometres: holes turn
// the other way round.
func area(rings [][][2]float64) (km2 float64) {
	for _, ring := range rings {
		for i, p := range ring {
			q := ring[(i+1)%len(ring)]
			km2 += p[0]*q[1] - p[1]*q[0]
		}
	}
	const unit = 6371.0 / 369.46 // kilometres: the globe's radius in both
	return math.Abs(km2/2) * unit * unit / 1e6
}

func TestAreasAreHonest(t *testing.T) {
	t.Parallel()
	w := world(t)
	for code, want := range map[string]float64{
		"RU": 16.9, "CA": 9.9, "US": 9.5, "CN": 9.4, "BR": 8.5, "AU": 7.7, "IN": 3.15, "GL": 2.16, "CD": 2.33, "SE": 0.45, "ZA": 1.22,
	} {
		if got := area(w[code]); math.Abs(got-want) > 0.04*want {
			t.Errorf("%s: %.2f million km2, want about %.2f", code, got, want)
		}
	}
	all := 0.0
	for _, rings := range w {
		all += area(rings)
	}
	if all < 130 || all > 140 { // land without Antarctica and the large lakes
		t.Errorf("%.1f million km2 of land", all)
	}
	if len(w) != 174 {
		t.Errorf("%d countries, want 174", len(w))
	}
}

func TestCapitalsLieInTheirCountries(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, c := range []struct {
		code     string
		lat, lon float64
	}{
		{"NL", 52.37, 4.90},
		{"US", 38.90, -77.04},
		{"IN", 28.61, 77.21},
		{"ZA", -25.75, 28.19},
		{"BR", -15.79, -47.88},
		{"AU", -35.28, 149.13},
		{"JP", 35.68, 139.69},
		{"RU", 55.76, 37.62},
		{"CA", 45.42, -75.70},
		{"CY", 35.17, 33.36},
		{"XK", 42.66, 21.17},
		{"NZ", -41.29, 174.78},
		{"IS", 64.13, -21.90},
		{"LS", -29.31, 27.48},
	} {
		x, y := atlas.Project(c.lat, c.lon)
		const near = 3 // a capital by the sea may lie beside a coast as rough as this
		inside := false
		for _, ring := range w[c.code] {
			x1, y1, x2, y2 := box(ring)
			inside = inside || x >= x1-near && x <= x2+near && y >= y1-near && y <= y2+near
		}
		if !inside {
			t.Errorf("%s: its capital at %.0f, %.0f is in no part of it", c.code, x, y)
		}
	}
}

func box(ring [][2]float64) (x1, y1, x2, y2 float64) {
	x1, y1 = atlas.Width, atlas.Height
	for _, p := range ring {
		x1, y1, x2, y2 = min(x1, p[0]), min(y1, p[1]), max(x2, p[0]), max(y2, p[1])
	}
	return x1, y1, x2, y2
}

func TestProjection(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lat, lon, x, y float64 }{
		{0, 11, 1000, 484},
		{0, 191, 2000, 484},
		{0, -169, 0, 484},
		{0, 180, 1939, 484},
		{84, 11, 1000, 1},
		{45, 101, 1428.5, 166.2}, // by the authors' formula, in another language
	} {
		if x, y := atlas.Project(c.lat, c.lon); math.Abs(x-c.x) > 1 || math.Abs(y-c.y) > 1 {
			t.Errorf("%v, %v is at %.1f, %.1f, want %.0f, %.0f", c.lat, c.lon, x, y, c.x, c.y)
		}
	}
}
