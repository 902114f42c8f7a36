package answer

import (
	"runtime"
	"testing"
)

// TestHands: serve has two processors more than cores.
func TestHands(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, c := range []struct{ processors, first, serving int }{
		{1, 1, 1}, {3, 3, 1}, {4, 4, 1}, {6, 6, 2}, {10, 10, 4}, {66, 66, 32},
	} {
		runtime.GOMAXPROCS(c.processors)
		if first, serving := Hands(false), Hands(true); first != c.first || serving != c.serving {
			t.Errorf("with %d processors %d, and %d while it serves, want %d and %d", c.processors, first, serving, c.first, c.serving)
		}
	}
}
