package zones

import (
	"strings"
	"testing"
)

func TestClosestEncloser(t *testing.T) {
	z := mustRead(t, "example.com", head+"a.b A 192.0.2.1\nd DNAME example.net.")
	checkMatches(t, z, [][2]string{
		{"x.example.com", "no name example.com. 1"},
		{"x.y.z.example.com", "no name example.com. 3"},
		{"x.b.example.com", "no name b.example.com. 1"},
		{"x.a.b.example.com", "no name a.b.example.com. 1"},
		{"q.d.example.com", "no name d.example.com. 1"}, // its DNAME is the caller's
		// Not in the zone at all.
		{"example.org", "no name - 2"},
		{"com", "no name - 1"},
		{".", "no name - 0"},
		{"notexample.com", "no name - 2"},
	})
	long := strings.Repeat("x.", 110) + "b.example.com"
	checkMatches(t, z, [][2]string{{long, "no name b.example.com. 110"}})
}

// A label that holds the octets of the apex is not the apex.
func TestLabelBoundaries(t *testing.T) {
	z := mustRead(t, "example.com", head)
	checkMatches(t, z, [][2]string{
		{`x\007example\003com.`, "no name - 1"},
		{`x\007example.com`, "no name - 2"},
	})
}
