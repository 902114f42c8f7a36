package roster

import (
	"fmt"
	"testing"
	"time"

	"geosrv/zones"
)

// TestManyPointAtOne: what thousands of SRV records that point at one name cost
// grows with their number, not with its square. Eight thousand sets of thirty pools
// took a minute to build.
func TestManyPointAtOne(t *testing.T) {
	took := func(n int) time.Duration {
		pointers := make([]pointer, n)
		for i := range pointers {
			name, err := zones.ParseName(fmt.Sprintf("_sip._tls.c%d.example.com.", i))
			if err != nil {
				t.Fatal(err)
			}
			pointers[i] = pointer{owner: name, port: 443, profile: "lync"}
		}
		best := time.Hour
		for range 5 {
			began := time.Now()
			out := presetsOf(append(pointers, pointers...))
			best = min(best, time.Since(began))
			if len(out) != n || out[1].text != "_sip._tls.c1.example.com" || out[1].preset.Policy != "ladder" {
				t.Fatalf("%d presets of %d records twice, the second %+v", len(out), n, out[1])
			}
		}
		return best
	}
	if few, many := took(1500), took(12_000); many > 24*few { // the square is 64
		t.Errorf("1,500 records %v, 12,000 records %v", few, many)
	}
}
