package listen

import (
	"net/netip"
	"testing"
)

// TestLimiterAllOneNetwork: with no bits of a network at all every address is
// in the same one, whichever bit of it differs.
func TestLimiterAllOneNetwork(t *testing.T) {
	for bit := range 128 {
		var a [16]byte
		a[0] = 0x20
		one := netip.AddrFrom16(a)
		a[bit/8] ^= 0x80 >> (bit % 8)
		two := netip.AddrFrom16(a)
		l := limiterOf(Rates{Answers: 1})
		l.Rule(one, false, 7, dawn())
		if got := l.Rule(two, false, 7, dawn()); got != Drop {
			t.Errorf("%s and %s: %d, want %d", one, two, got, Drop)
		}
	}
}
