package listen

import (
	"net/netip"
	"testing"
	"time"
)

// TestLimiterAllocatesNothing counts each ruling apart: AllocsPerRun divides as
// integers, so what only half of its runs allocate would be none. Its run before the
// others, to warm up, is the one that a rate of one lets pass.
func TestLimiterAllocatesNothing(t *testing.T) {
	for _, c := range []struct {
		what  string
		rates Rates
		keys  uint64        // by how much the key grows
		every time.Duration // between two replies
		want  rulings
	}{
		{"passed", Rates{Answers: 1000}, 0, 0, rulings{Pass: 101}},
		{"slipped", Rates{Answers: 1, Slip: 1}, 0, 0, rulings{Pass: 1, Slip: 100}},
		{"dropped", Rates{Answers: 1}, 0, 0, rulings{Pass: 1, Drop: 100}},
		{"exempt", Rates{Answers: 1, Exempt: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}, 0, 0, rulings{Free: 101}},
		{"not asked before", Rates{Answers: 1}, 1, 0, rulings{Pass: 101}},
		{"later", Rates{Answers: 1}, 0, time.Minute, rulings{Pass: 101}},
	} {
		l, addr, key, now := limiterOf(c.rates), netip.MustParseAddr("192.0.2.1"), uint64(0), dawn()
		var got rulings
		if n := testing.AllocsPerRun(100, func() {
			got[l.Rule(addr, false, key, now)]++
			key, now = key+c.keys, now.Add(c.every)
		}); n != 0 || got != c.want {
			t.Errorf("%s: %v allocations, %v, want %v", c.what, n, got, c.want)
		}
	}
}
