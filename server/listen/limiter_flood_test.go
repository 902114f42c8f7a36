package listen

import (
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"
)

// liveNames are as many names as one resolver asks in a second.
const liveNames = 5000

// A resolver asks 5,000 distinct names a second, for minutes. Beside it come
// 100,000 questions a second for names that do not exist, from sources drawn at
// random, and 20,000 a second that look as if they came from one network and
// ask for one of the very same names. The resolver gets every answer, the
// network its rate.
func TestFloodBesideResolver(t *testing.T) {
	for _, c := range []struct {
		what        string
		rates       Rates
		seconds     int    // of the flood
		flooded     int    // answers to the one network
		least, most uint64 // replies that were not counted
	}{
		{"usual rates", usual(), floodSeconds, 200 + 200*floodSeconds - 1, 0, 0},
		// 100,000 words for the errors: every fourth bucket is full, and so
		// often the resolver is not counted. Who owes much stays limited.
		{"too small a table", Rates{Answers: 200, Errors: 1, Slip: 2, V4: 24}, 2, 200 + 200*2 - 1, 1200, 2800},
	} {
		l := limiterOf(c.rates)
		resolver, victim := netip.MustParseAddr("198.51.100.53"), netip.MustParseAddr("192.0.2.1")
		random := rand.New(rand.NewPCG(3, 4))
		var got, flooded rulings
		const step = 10 * time.Microsecond // a random source each; one of the network every 5; the resolver every 20
		turns := c.seconds * int(time.Second/step)
		for i := range turns {
			now := dawn().Add(time.Duration(i) * step)
			source := random.Uint32()
			l.Rule(netip.AddrFrom4([4]byte{byte(source>>24) | 128, byte(source >> 16), byte(source >> 8), byte(source)}), true, 1, now)
			if i%5 == 0 {
				flooded[l.Rule(victim, false, 77, now)]++
			}
			if i%20 == 0 {
				got[l.Rule(resolver, false, uint64(i/20%liveNames), now)]++
			}
		}
		if got != (rulings{Pass: turns / 20}) {
			t.Errorf("%s: the resolver: %v, want %d passed", c.what, got, turns/20)
		}
		if flooded[Pass] != c.flooded {
			t.Errorf("%s: the network: %v, want %d passed", c.what, flooded, c.flooded)
		}
		if n := l.Crowded(); n < c.least || n > c.most {
			t.Errorf("%s: %d not counted, want %d to %d", c.what, n, c.least, c.most)
		}
	}
}

// A resolver alone, for minutes: nothing piles up.
func TestResolverForMinutes(t *testing.T) {
	l := limiterOf(usual())
	resolver := netip.MustParseAddr("2001:db8::53")
	var got rulings
	for i := range 10 * floodSeconds * liveNames {
		got[l.Rule(resolver, false, uint64(i%liveNames), dawn().Add(time.Duration(i)*200*time.Microsecond))]++
	}
	if got != (rulings{Pass: 10 * floodSeconds * liveNames}) {
		t.Errorf("%v, want all passed", got)
	}
}

// The clock of the table turns over every 71 minutes.
func TestFloodOverTheTurn(t *testing.T) {
	const turn = 1 << 32 * time.Microsecond
	for _, begin := range []time.Duration{turn - 3*time.Second/2, turn - time.Microsecond, turn, 5*turn - time.Second} {
		l := limiterOf(usual())
		flood(l, "192.0.2.1", false, 1, 50*time.Microsecond, begin, begin+time.Second)
		for s := range 3 {
			from := begin + time.Duration(s+1)*time.Second
			if got := flood(l, "192.0.2.1", false, 1, 50*time.Microsecond, from, from+time.Second); got[Pass] != 200 {
				t.Errorf("from %s, second %d: %d passed, want 200", begin, s+1, got[Pass])
			}
			if got := flood(l, "192.0.3.1", false, 1, 10*time.Millisecond, from, from+time.Second); got[Pass] != 100 {
				t.Errorf("from %s, second %d: %d of 100 passed to a quiet one", begin, s+1, got[Pass])
			}
		}
	}
}

// Words that were never used keep no newcomer from being counted, though in the
// two seconds before the turn they look as if somebody owed something.
func TestIdleWordsAreFreeAtTheTurn(t *testing.T) {
	const turn = 1 << 32 * time.Microsecond
	l := limiterOf(Rates{Answers: 1, V4: 32})
	for i := range 4096 { // so few that no bucket is full
		at := dawn().Add(turn - 2*time.Second + time.Duration(i)*500*time.Microsecond)
		addr := netip.AddrFrom4([4]byte{10, 1, byte(i >> 8), byte(i)})
		if first, second := l.Rule(addr, false, 1, at), l.Rule(addr, false, 1, at); first != Pass || second != Drop {
			t.Fatalf("at %s: %d and %d, want Pass and Drop", at, first, second)
		}
	}
	if l.Crowded() != 0 {
		t.Errorf("%d were not counted", l.Crowded())
	}
}

// When the clock goes back, who is flooded stays limited or, if it went far,
// gets one second's worth more. Who is quiet notices nothing, but of a step of
// one to two seconds: that looks as if he had just used up all.
func TestClockGoesBack(t *testing.T) {
	for _, c := range []struct {
		back  time.Duration
		pass  int // in the second from then
		quiet int // likewise, of 10 to one who is quiet
	}{
		{0, 200, 10},
		{time.Millisecond, 200, 10},        // a worker that is late
		{500 * time.Millisecond, 100, 10},  // half of it was sent already
		{999 * time.Millisecond, 1, 10},    // nearly all
		{1500 * time.Millisecond, 399, 5},  // as if nothing was known
		{1900 * time.Millisecond, 399, 1},  // likewise
		{2 * time.Second, 399, 0},          // likewise
		{2500 * time.Millisecond, 399, 10}, // likewise
		{time.Hour, 399, 10},               // likewise
		{24 * 365 * time.Hour, 399, 10},    // likewise
		{-2 * time.Second, 399, 10},        // forward: it was quiet
		{-100 * 24 * time.Hour, 399, 10},   // likewise
		{-500 * time.Millisecond, 299, 10}, // half a second's worth was saved up
	} {
		l := limiterOf(usual())
		const begin = 10 * time.Second
		flood(l, "192.0.2.1", false, 1, 50*time.Microsecond, begin, begin+5*time.Second)
		flood(l, "198.51.100.1", false, 1, 100*time.Millisecond, begin, begin+5*time.Second)
		then := begin + 5*time.Second - c.back
		got := flood(l, "192.0.2.1", false, 1, 50*time.Microsecond, then, then+time.Second)
		if d := got[Pass] - c.pass; d < -1 || d > 1 {
			t.Errorf("back by %s: %d passed, want %d", c.back, got[Pass], c.pass)
		}
		if got := flood(l, "198.51.100.1", false, 1, 100*time.Millisecond, then, then+time.Second); got[Pass] != c.quiet {
			t.Errorf("back by %s: %d of 10 passed to a quiet one, want %d", c.back, got[Pass], c.quiet)
		}
	}
}

// Networks are spread over all buckets, whatever they have in common.
func TestFloodSpreads(t *testing.T) {
	l := limiterOf(usual())
	var in [buckets]int
	for i := range uint32(4 * buckets) {
		addr := netip.AddrFrom4([4]byte{byte(i >> 16), byte(i >> 8), byte(i), 1})
		in[l.hash(addr, true, 0)%buckets]++
	}
	empty, most := 0, 0
	for _, n := range in {
		most = max(most, n)
		if n == 0 {
			empty++
		}
	}
	// Thrown by chance, 1.8 % stay empty, and 18 fall into none.
	if empty > buckets/25 || most > 18 {
		t.Errorf("%d of %d buckets are empty, the fullest has %d", empty, buckets, most)
	}
}

func BenchmarkLimiterFlood(b *testing.B) {
	l := NewLimiter(usual())
	now := time.Now()
	b.RunParallel(func(p *testing.PB) {
		for i := rand.Uint32(); p.Next(); i += 256 {
			l.Rule(netip.AddrFrom4([4]byte{byte(i >> 24), byte(i >> 16), byte(i >> 8), 1}), true, 1, now)
			now = now.Add(10 * time.Microsecond)
		}
	})
}

func BenchmarkLimiterOneNetwork(b *testing.B) {
	l := NewLimiter(usual())
	addr := netip.MustParseAddr("192.0.2.1")
	b.RunParallel(func(p *testing.PB) {
		for now := time.Now(); p.Next(); now = now.Add(10 * time.Microsecond) {
			l.Rule(addr, false, 1, now)
		}
	})
}
