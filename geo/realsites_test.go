package geo

import (
	"strings"
	"testing"
	"time"
)

// thirty are countries that stand for sites, the first six one of each continent.
const thirty = "NL US SG BR ZA AU DE GB FR PL IT TR EG NG KE MA CA MX CO AR CL PE JP IN KR TH ID AE IL NZ"

// Bounds on the table of a real database. The time is a tenth of it on an idle
// machine; a busy one takes longer, so that only the best of some counts.
const (
	mostCompile = time.Second
	mostTable   = 12 << 20 // octets
	mostClasses = 4096
)

// checkReal compiles real places for 6 and for 30 sites, ranked three deep, as
// configurations have them, and holds the bounds.
func checkReal(t *testing.T, db *Database) {
	t.Helper()
	for _, n := range []int{6, 30} {
		opt := Options{Lists: make([][]uint16, 1), Depth: 3}
		for i, country := range strings.Fields(thirty)[:n] {
			lat, lon, ok := Centroid(country)
			if !ok {
				t.Fatalf("%s has no middle", country)
			}
			opt.Sites = append(opt.Sites, Site{Name: country, Lat: lat, Lon: lon})
			opt.Lists[0] = append(opt.Lists[0], uint16(i))
		}
		r := newRanker(opt)
		places, _ := r.all(db, nil, opt.Sites)
		classes := make([]uint16, len(places))
		for i, c := range places {
			classes[i] = uint16(c)
		}
		for _, f := range []*family{&db.v4, &db.v6} {
			if got := len(cutDatabase(db, f.width, classes).list); !underRace && (got > roomFor(f.n) || got < f.n/5) { // the race detector has a sparse sample
				t.Errorf("%d sites: %d networks of %d bits have %d cuts, and room for %d", n, f.n, f.width, got, roomFor(f.n))
			}
		}
		var table *Table
		best := time.Hour
		for range 5 {
			begin := time.Now()
			table = compiled(t, db, opt)
			best = min(best, time.Since(begin))
			if best < mostCompile || underRace {
				break
			}
		}
		t.Logf("%d sites: compile %v, %d bytes, %d orders, %d classes, mean scope %.2f",
			n, best, table.Bytes(), len(table.Orders(0)), table.Classes(), table.MeanScope4())
		if best > mostCompile && !underRace || table.Bytes() > mostTable || table.Classes() > mostClasses || table.Classes() < n {
			t.Errorf("%d sites: compile %v (at most %v), %d bytes (%d), %d classes (%d to %d)",
				n, best, mostCompile, table.Bytes(), mostTable, table.Classes(), n, mostClasses)
		}
	}
}
