package geo

import (
	"net/netip"
	"slices"
	"testing"
)

// TestUnnestAtTheEnd: behind the last address there is nothing, where the sum
// of IPv6 goes round to the first.
func TestUnnestAtTheEnd(t *testing.T) {
	segmentOf := func(prefix string, class uint16) segment {
		s, _ := spanOf(netip.MustParsePrefix(prefix))
		return segment{s, class}
	}
	outer, inner := segmentOf("ff00::/8", 1), segmentOf("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", 2)
	got := unnest([]segment{inner, outer})
	want := []segment{{span{outer.from, inner.from.prev()}, 1}, inner}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
