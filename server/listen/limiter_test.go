package listen

import (
	"net/netip"
	"testing"
	"time"
	"unsafe"
)

// usual are the rates that a server has if nobody says others.
func usual() Rates { return Rates{Answers: 200, Errors: 50, Slip: 2, V4: 24, V6: 56} }

// dawn is when the clocks of these tests start.
func dawn() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

func limiterOf(r Rates) *Limiter { return newLimiter(r, dawn(), 1, 2) }

// rulings counts what became of replies.
type rulings [4]int

// flood asks for one key from one address, every so often from one time until
// before another since dawn.
func flood(l *Limiter, from string, failed bool, key uint64, every, begin, end time.Duration) (r rulings) {
	addr := netip.MustParseAddr(from)
	for at := begin; at < end; at += every {
		r[l.Rule(addr, failed, key, dawn().Add(at))]++
	}
	return r
}

// One network that asks one name 20,000 times a second: a second's worth at
// once, then the rate and no reply more.
func TestLimiterRate(t *testing.T) {
	for _, c := range []struct {
		what   string
		rates  Rates
		failed bool
		first  rulings // in the first second
		then   rulings // in each of the next nine
	}{
		{"answers", usual(), false, rulings{Pass: 399, Slip: 9800, Drop: 9801}, rulings{Pass: 200, Slip: 9900, Drop: 9900}},
		{"errors", usual(), true, rulings{Pass: 99, Slip: 9950, Drop: 9951}, rulings{Pass: 50, Slip: 9975, Drop: 9975}},
		{"all slipped", Rates{Answers: 1, Slip: 1}, false, rulings{Pass: 1, Slip: 19999}, rulings{Pass: 1, Slip: 19999}},
		{"none slipped", Rates{Answers: 1}, false, rulings{Pass: 1, Drop: 19999}, rulings{Pass: 1, Drop: 19999}},
		{"below none", Rates{Answers: 1, Slip: -1}, false, rulings{Pass: 1, Drop: 19999}, rulings{Pass: 1, Drop: 19999}},
		{"no limit of answers", Rates{Errors: 1}, false, rulings{Pass: 20000}, rulings{Pass: 20000}},
		{"no limit of errors", Rates{Answers: 1, Errors: -1}, true, rulings{Pass: 20000}, rulings{Pass: 20000}},
		{"no limit reached", Rates{Answers: 20000}, false, rulings{Pass: 20000}, rulings{Pass: 20000}},
	} {
		l := limiterOf(c.rates)
		for second := range 10 {
			want := c.then
			if second == 0 {
				want = c.first
			}
			begin := time.Duration(second) * time.Second
			got := flood(l, "192.0.2.1", c.failed, 7, 50*time.Microsecond, begin, begin+time.Second)
			// Which of two limited ones is slipped may begin either way.
			if got != want && got != (rulings{want[Pass], want[Drop], want[Slip], 0}) {
				t.Errorf("%s, second %d: %v, want %v", c.what, second, got, want)
			}
		}
	}
}

// What is limited is slipped evenly, also over replies that pass between.
func TestLimiterSlips(t *testing.T) {
	for slip, want := range map[int]string{
		1:   "PSSSSSSS",
		2:   "PDSDSDSD",
		3:   "PDDSDDSD",
		0:   "PDDDDDDD",
		-3:  "PDDDDDDD",
		127: "PDDDDDDD",
	} {
		l := limiterOf(Rates{Answers: 1, Slip: slip})
		got := ""
		for range want {
			got += string("PSDF"[l.Rule(netip.MustParseAddr("192.0.2.1"), false, 0, dawn())])
		}
		if got != want {
			t.Errorf("slip %d: %s, want %s", slip, got, want)
		}
	}
	// Limited twice a second: the second, fourth, ... of them are slipped.
	l := limiterOf(Rates{Answers: 1, Slip: 2})
	got := ""
	for i := range 9 {
		got += string("PSDF"[l.Rule(netip.MustParseAddr("192.0.2.1"), false, 0, dawn().Add(time.Duration(i)*time.Second/3))])
	}
	if got != "PDSPDSPDS" {
		t.Errorf("over replies that pass: %s, want PDSPDSPDS", got)
	}
}

// The most that slip can be, and what is above.
func TestLimiterSlipsSeldom(t *testing.T) {
	for slip, want := range map[int]rulings{
		127:  {Pass: 1, Slip: 2, Drop: 252},
		128:  {Pass: 1, Slip: 2, Drop: 252},
		1000: {Pass: 1, Slip: 2, Drop: 252},
		126:  {Pass: 1, Slip: 2, Drop: 252},
		64:   {Pass: 1, Slip: 3, Drop: 251},
	} {
		if got := flood(limiterOf(Rates{Answers: 1, Slip: slip}), "192.0.2.1", false, 0, 1, 0, 255); got != want {
			t.Errorf("slip %d: %v, want %v", slip, got, want)
		}
	}
}

// Rates that do not divide a million are kept a little lower, never higher.
func TestLimiterInterval(t *testing.T) {
	for rate, want := range map[int]uint32{
		-1: 0, 0: 0, 1: 1_000_000, 2: 500_000, 3: 333_334, 50: 20_000, 200: 5_000, 300: 3_334,
		999_999: 2, 1_000_000: 1, 1_000_001: 1, 1 << 40: 1,
	} {
		if got := interval(rate); got != want {
			t.Errorf("rate %d: %d µs, want %d", rate, got, want)
		}
	}
}

// The highest rate is a rate too.
func TestLimiterHighest(t *testing.T) {
	tab := new(table)
	var got rulings
	for range 1_000_001 {
		got[tab.count(7, interval(1_000_000), 0, 0)]++
	}
	if got != (rulings{Pass: 1_000_000, Drop: 1}) {
		t.Errorf("%v, want a million passed", got)
	}
	l, addr := limiterOf(Rates{Answers: 1_000_000}), netip.MustParseAddr("192.0.2.1")
	if l.Rule(addr, false, 7, dawn()); l.table.buckets[l.hash(addr, false, 7)%buckets][0].Load() == 0 {
		t.Error("a reply was not counted")
	}
}

// What is limited together and what apart: the second address asks when the
// first has used up all.
func TestLimiterNetworks(t *testing.T) {
	for _, c := range []struct {
		v4, v6   int
		one, two string
		together bool
	}{
		{24, 56, "192.0.2.0", "192.0.2.255", true},
		{24, 56, "192.0.2.0", "192.0.3.0", false},
		{24, 56, "192.0.2.0", "193.0.2.0", false},
		{24, 56, "192.0.2.1", "::ffff:192.0.2.2", true},
		{24, 56, "2001:db8:0:ff::", "2001:db8::1", true},
		{24, 56, "2001:db8:0:100::", "2001:db8::1", false},
		{24, 56, "2001:db8::1", "3001:db8::1", false},
		{24, 56, "::192.0.2.1", "192.0.2.1", false},
		{32, 128, "192.0.2.1", "192.0.2.0", false},
		{32, 128, "2001:db8::1", "2001:db8::", false},
		{32, 64, "2001:db8::1", "2001:db8::8000:0:0:0", true},
		{32, 64, "2001:db8::", "2001:db8:0:1::", false},
		{32, 65, "2001:db8::1", "2001:db8::8000:0:0:0", false},
		{31, 127, "192.0.2.1", "192.0.2.0", true},
		{31, 127, "2001:db8::1", "2001:db8::", true},
		{33, 129, "192.0.2.1", "192.0.2.0", false},
		{33, 129, "2001:db8::1", "2001:db8::", false},
		{0, 0, "192.0.2.1", "10.0.0.1", true},
		{0, 0, "2001:db8::1", "c001:db8::", true},
		{0, 0, "192.0.2.1", "2001:db8::1", false},
		{-1, -1, "192.0.2.1", "10.0.0.1", true},
		{-1, -1, "192.0.2.1", "2001:db8::1", false},
		{1, 1, "127.0.1.1", "128.0.0.1", false},
		{1, 1, "7fff::1", "8000::1", false},
		{1, 1, "8000::1", "ffff::1", true},
	} {
		l := limiterOf(Rates{Answers: 1, V4: c.v4, V6: c.v6})
		l.Rule(netip.MustParseAddr(c.one), false, 7, dawn())
		got := l.Rule(netip.MustParseAddr(c.two), false, 7, dawn())
		if want := map[bool]Ruling{true: Drop, false: Pass}[c.together]; got != want {
			t.Errorf("/%d /%d: %s and %s: %d, want %d", c.v4, c.v6, c.one, c.two, got, want)
		}
	}
}

// Errors use up no answers, and a key nothing of another's.
func TestLimiterKeys(t *testing.T) {
	l := limiterOf(Rates{Answers: 1, Errors: 1, V4: 24, V6: 56})
	for _, from := range []string{"192.0.2.1", "2001:db8::1"} {
		for _, failed := range []bool{false, true} {
			for _, key := range []uint64{0, 1, 1 << 8, 1 << 56, 1 << 63} {
				for turn, want := range []Ruling{Pass, Drop} {
					if got := l.Rule(netip.MustParseAddr(from), failed, key, dawn()); got != want {
						t.Errorf("%s, failed %t, key %#x, turn %d: %d, want %d", from, failed, key, turn, got, want)
					}
				}
			}
		}
	}
}

func TestLimiterFree(t *testing.T) {
	r := Rates{Answers: 1, Errors: 1, Exempt: []netip.Prefix{
		netip.MustParsePrefix("192.0.2.7/32"), netip.MustParsePrefix("198.51.100.77/28"),
		netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("10.0.0.0/8"),
	}}
	l := limiterOf(r)
	for addr, free := range map[string]bool{
		"127.0.0.1": true, "127.255.0.3": true, "::1": true, "::ffff:127.0.0.1": true,
		"192.0.2.7": true, "::ffff:192.0.2.7": true, "192.0.2.6": false,
		"198.51.100.64": true, "198.51.100.79": true, "198.51.100.80": false, "198.51.100.63": false,
		"10.0.0.1": true, "10.1.0.1": true, "10.200.0.1": true, "11.0.0.0": false,
		"::2": false, "128.0.0.1": false,
	} {
		want := rulings{Pass: 1, Drop: 2}
		if free {
			want = rulings{Free: 3}
		}
		if got := flood(l, addr, false, uint64(len(addr)), 1, 0, 3); got != want {
			t.Errorf("%s: %v, want %v", addr, got, want)
		}
		l = limiterOf(r) // what the next one asks is its own affair
	}
	var none *Limiter
	if none.Rule(netip.MustParseAddr("192.0.2.1"), true, 0, dawn()) != Free || none.Crowded() != 0 {
		t.Error("no limiter limits")
	}
	if got := flood(limiterOf(Rates{}), "192.0.2.1", false, 0, 1, 0, 1000); got[Pass] != 1000 {
		t.Errorf("the zero value: %v", got)
	}
}

// An address of a link is known with its interface, and a network has none.
func TestLimiterExemptOfALink(t *testing.T) {
	l := limiterOf(Rates{Answers: 1, V6: 56, Exempt: []netip.Prefix{netip.MustParsePrefix("fe80::/64")}})
	for addr, want := range map[string]rulings{
		"fe80::1":        {Free: 3},
		"fe80::1%eth0":   {Free: 3},
		"fe80::2%7":      {Free: 3},
		"fe80:1::1%eth0": {Pass: 1, Drop: 2},
	} {
		if got := flood(l, addr, false, 1, 1, 0, 3); got != want {
			t.Errorf("%s: %v, want %v", addr, got, want)
		}
	}
}

// An exempt address costs its network nothing.
func TestLimiterExemptCostsNothing(t *testing.T) {
	l := limiterOf(Rates{Answers: 1, V4: 24, Exempt: []netip.Prefix{netip.MustParsePrefix("192.0.2.7/32")}})
	flood(l, "192.0.2.7", false, 1, 1, 0, 1000)
	flood(l, "127.0.0.1", false, 1, 1, 0, 1000)
	if got := l.Rule(netip.MustParseAddr("192.0.2.8"), false, 1, dawn()); got != Pass {
		t.Errorf("the neighbour: %d, want Pass", got)
	}
}

// Fixed memory, laid out so that a look-up reads one cache line.
func TestLimiterMemory(t *testing.T) {
	if got := unsafe.Sizeof(table{}.buckets); got != 1<<20 {
		t.Errorf("%d octets, want 1 MiB", got)
	}
	l := NewLimiter(usual())
	if at := uintptr(unsafe.Pointer(&l.table.buckets)); at%64 != 0 {
		t.Errorf("buckets begin at %#x, across cache lines", at)
	}
}

// Nobody can know where a limiter puts a network.
func TestLimiterSeeds(t *testing.T) {
	a, b := NewLimiter(usual()), NewLimiter(usual())
	if a.k0 == b.k0 || a.k1 == b.k1 || a.k0 == a.k1 {
		t.Error("two limiters have the same seed")
	}
	addr := netip.MustParseAddr("192.0.2.1")
	if newLimiter(usual(), dawn(), 1, 2).hash(addr, false, 3) == newLimiter(usual(), dawn(), 1, 3).hash(addr, false, 3) {
		t.Error("the seed does not matter")
	}
	if a.start.IsZero() || time.Since(a.start) > time.Minute {
		t.Errorf("the clock starts at %s", a.start)
	}
}
