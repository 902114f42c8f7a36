package listen

import (
	"net/netip"
	"testing"
	"time"
)

// Whoever asked one turn of the clock ago owes nothing for that, whether the
// others were quiet all the time or not.
func TestNobodyOwesForTheTurnBefore(t *testing.T) {
	const turn, period = 1 << 32 * time.Microsecond, 1 << periodBits * time.Microsecond
	for _, others := range []time.Duration{0, time.Second, period, 3 * period, 6*period + time.Second, 7 * period, 15 * period} {
		for _, first := range []time.Duration{0, 100 * time.Second, period - 1, 9*period + 7} {
			l := limiterOf(usual())
			quiet, other := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("198.51.100.1")
			l.Rule(quiet, false, 1, dawn().Add(first))
			for at := first + others; others > 0 && at < first+turn-2*time.Second; at += others {
				l.Rule(other, false, 1, dawn().Add(at))
			}
			for back := 2 * time.Second; back > 900*time.Millisecond; back -= 100 * time.Millisecond {
				if got := l.Rule(quiet, false, 1, dawn().Add(first+turn-back)); got != Pass {
					t.Errorf("others every %s, asked at %s, again a turn less %s later: %d, want Pass", others, first, back, got)
				}
			}
		}
	}
}

// A sweep clears what is paid and nothing else.
func TestSweep(t *testing.T) {
	const period = 1 << 28 // µs
	word := func(paid int64) uint64 { return wordOf(5, 1, uint32(paid)) }
	for _, c := range []struct {
		what      string
		last, now int64 // periods, microseconds
		paid      int64
		cleared   bool
		period    int64 // then
	}{
		{"the same period", 3, 4*period - 1, 3*period + 5, false, 3},
		{"a new one", 3, 4 * period, 4*period - 1, true, 4},
		{"a new one, just paid", 3, 4 * period, 4 * period, true, 4},
		{"a new one, something owed", 3, 4 * period, 4*period + 1, false, 4},
		{"a new one, most owed", 3, 4 * period, 4*period + 2_000_000, false, 4},
		{"six later, owed", 3, 9 * period, 9*period + 1, false, 9},
		{"six later, paid", 3, 9*period + 9, 3 * period, true, 9},
		{"seven later", 3, 10 * period, 10*period + 1, true, 10},
		{"a turn and one later", 3, 20 * period, 20*period + 1, true, 20},
		{"a worker behind", 3, 3*period - 1, 3*period - 9, false, 3},
		{"the clock goes back", 3, 2*period - 1, 2*period + 1, true, 1},
		{"before the start", 0, -1, 0x8000_0000, false, 0},
	} {
		var tab table
		tab.period.Store(c.last)
		for _, at := range [][2]int{{0, 0}, {0, ways - 1}, {buckets - 1, 0}, {buckets - 1, ways - 1}} {
			tab.buckets[at[0]][at[1]].Store(word(c.paid))
		}
		tab.sweep(c.now)
		for _, at := range [][2]int{{0, 0}, {0, ways - 1}, {buckets - 1, 0}, {buckets - 1, ways - 1}} {
			want := word(c.paid)
			if c.cleared {
				want = 0
			}
			if got := tab.buckets[at[0]][at[1]].Load(); got != want {
				t.Errorf("%s: word %v is %#x, want %#x", c.what, at, got, want)
			}
		}
		if got := tab.period.Load(); got != c.period {
			t.Errorf("%s: period %d, want %d", c.what, got, c.period)
		}
	}
}

func BenchmarkLimiterSweep(b *testing.B) {
	var tab table
	for i := range tab.buckets {
		for j := range tab.buckets[i] {
			tab.buckets[i][j].Store(wordOf(1, 0, 5_000))
		}
	}
	now := int64(0)
	for b.Loop() {
		now += 1 << periodBits
		tab.sweep(now)
	}
}
