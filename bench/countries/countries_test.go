package countries

import (
	"net/netip"
	"path/filepath"
	"testing"

	"geosrv/geo"
)

// TestMadeUp: what stands in for the real data is a database of countries.
func TestMadeUp(t *testing.T) {
	file := filepath.Join(t.TempDir(), "made.mmdb")
	if err := MadeUp(file); err != nil {
		t.Fatal(err)
	}
	db, err := geo.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	for addr, want := range map[string]string{"10.4.0.1": "CA", "10.8.0.1": "KE"} {
		if place, _, _ := db.Lookup(netip.MustParseAddr(addr)); place.Country != want {
			t.Errorf("%s is in %q, want %q", addr, place.Country, want)
		}
	}
}
