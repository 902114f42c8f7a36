package listen

import (
	"math"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// wordOf is a word as the table keeps it.
func wordOf(tag uint64, limited, paid uint32) uint64 {
	return tag<<39 | uint64(limited)<<32 | uint64(paid)
}

func TestDebt(t *testing.T) {
	for _, c := range []struct {
		paid, now uint32
		want      int32
	}{
		{1000, 1000, 0},
		{1001, 1000, 1},
		{1000, 1001, -1},
		{2_000_000, 0, 2_000_000},
		{2_000_001, 0, math.MinInt32}, // nobody owes that much: it is long ago
		{1, math.MaxUint32, 2},        // over the turn of the clock
		{math.MaxUint32, 1, -2},
		{0, 1 << 31, math.MinInt32},
		{0, 1<<31 - 1, -(1<<31 - 1)},
		{0, 1<<31 + 1, math.MinInt32}, // seems ahead by half a turn
	} {
		if got := debt(wordOf(1, 0, c.paid), c.now); got != c.want {
			t.Errorf("paid at %d, now %d: %d, want %d", c.paid, c.now, got, c.want)
		}
	}
	// A word that was never used is idle whatever the time.
	if got := debt(0, math.MaxUint32-5); got != math.MinInt32 {
		t.Errorf("unused: %d", got)
	}
}

func TestDecide(t *testing.T) {
	const step = 5_000
	for _, c := range []struct {
		what    string
		word    uint64
		slip    uint32
		now     uint32
		next    uint64
		becomes Ruling
	}{
		{"unused", 0, 2, 100, wordOf(0, 0, 5_100), Pass},
		{"idle", wordOf(3, 1, 50), 2, 100, wordOf(3, 1, 5_100), Pass},
		{"owes", wordOf(3, 0, 300), 2, 100, wordOf(3, 0, 5_300), Pass},
		{"the last on credit", wordOf(3, 0, 995_100), 2, 100, wordOf(3, 0, 1_000_100), Pass},
		{"one too many", wordOf(3, 0, 995_101), 2, 100, wordOf(3, 1, 995_101), Drop},
		{"the next", wordOf(3, 1, 995_101), 2, 100, wordOf(3, 0, 995_101), Slip},
		{"all slip", wordOf(3, 0, 995_101), 1, 100, wordOf(3, 0, 995_101), Slip},
		{"none slips", wordOf(3, 0, 995_101), 0, 100, wordOf(3, 0, 995_101), Drop},
		{"126th", wordOf(3, 125, 995_101), 127, 100, wordOf(3, 126, 995_101), Drop},
		{"127th", wordOf(3, 126, 995_101), 127, 100, wordOf(3, 0, 995_101), Slip},
		{"slip was larger before", wordOf(3, 9, 995_101), 2, 100, wordOf(3, 0, 995_101), Slip},
		{"a worker behind", wordOf(3, 0, 2_000_100), 2, 100, wordOf(3, 1, 2_000_100), Drop},
		{"too far ahead", wordOf(3, 0, 2_000_101), 2, 100, wordOf(3, 0, 5_100), Pass},
		{"over the turn", wordOf(3, 0, math.MaxUint32), 2, math.MaxUint32 - 9, wordOf(3, 0, 4_999), Pass},
		{"largest tag", wordOf(1<<25-1, 127, math.MaxUint32), 127, 5, wordOf(1<<25-1, 127, 5_005), Pass},
	} {
		next, becomes := decide(c.word, step, c.slip, c.now)
		if next != c.next || becomes != c.becomes {
			t.Errorf("%s: %#x, %d, want %#x, %d", c.what, next, becomes, c.next, c.becomes)
		}
	}
}

// The word of the asker; else the one that is idle the longest; else the one
// that owes least.
func TestFind(t *testing.T) {
	fill := func(words ...uint64) *bucket {
		b := new(bucket)
		for i := range b {
			b[i].Store(wordOf(9, 0, 800_000)) // owes most
		}
		for i, w := range words {
			b[i].Store(w)
		}
		return b
	}
	const now = 500_000
	for _, c := range []struct {
		what string
		b    *bucket
		want int
	}{
		{"its own, though others are idle", fill(0, wordOf(5, 0, 1), wordOf(7, 0, 700_000)), 2},
		{"its own, the last", fill(0, 0, 0, 0, 0, 0, 0, wordOf(7, 0, 700_000)), 7},
		{"unused", fill(wordOf(1, 0, 1), wordOf(2, 0, 2), 0), 2},
		{"the first of those unused", fill(wordOf(1, 0, 1), 0, 0), 1},
		{"idle the longest", fill(wordOf(1, 0, 400_000), wordOf(2, 0, 3), wordOf(3, 0, 2), wordOf(4, 0, 499_999)), 2},
		{"owes least", fill(wordOf(1, 0, 700_000), wordOf(2, 0, 600_001), wordOf(3, 0, 600_002)), 1},
	} {
		at, word, ok := c.b.find(7)
		if !ok {
			at, word, ok = c.b.spare(7, now)
		}
		if mine := word>>tagShift == 7; ok != mine {
			t.Errorf("%s: has is %t", c.what, ok)
		}
		if at != c.want || word != c.b[c.want].Load() {
			t.Errorf("%s: %d %#x, want %d %#x", c.what, at, word, c.want, c.b[c.want].Load())
		}
	}
}

// TestSpareFindsItsOwn: a word that another worker gave the network while this one
// looked for it is not doubled.
func TestSpareFindsItsOwn(t *testing.T) {
	b := new(bucket)
	b[0].Store(wordOf(7, 0, 700_000))
	if at, word, has := b.spare(7, 500_000); !has || at != 0 || word != wordOf(7, 0, 700_000) {
		t.Errorf("word %d, %#x, %t: the network gets a second word beside its own", at, word, has)
	}
}

// In a crowd nobody who owes more than a newcomer loses his word to one.
func TestCrowd(t *testing.T) {
	const step, now = 5_000, 100_000
	hash := func(tag uint64) uint64 { return tag<<39 | 77 }
	heavy := new(table)
	for tag := range uint64(ways) {
		heavy.buckets[77][tag].Store(wordOf(tag+1, 0, now+step+1))
	}
	for range 300 { // far beyond the rate
		if got := heavy.count(hash(99), step, 2, now); got != Pass {
			t.Fatalf("a newcomer was limited without a word: %d", got)
		}
	}
	if got := heavy.crowded.Load(); got != 300 {
		t.Errorf("crowded %d, want 300", got)
	}
	for i := range ways {
		if got := heavy.buckets[77][i].Load(); got != wordOf(uint64(i)+1, 0, now+step+1) {
			t.Errorf("word %d became %#x", i, got)
		}
	}
	light := new(table)
	for tag := range uint64(ways) {
		light.buckets[77][tag].Store(wordOf(tag+1, 3, now+step+1))
	}
	light.buckets[77][5].Store(wordOf(6, 3, now+step)) // owes no more than the newcomer will
	light.count(hash(99), step, 2, now)
	if got := light.buckets[77][5].Load(); got != wordOf(99, 0, now+step) || light.crowded.Load() != 0 {
		t.Errorf("the word became %#x, crowded %d", got, light.crowded.Load())
	}
}

// The bucket is chosen by other bits of the hash than the tag.
func TestBuckets(t *testing.T) {
	var tab table
	for i := range uint64(buckets) {
		for turn, want := range []Ruling{Pass, Drop} {
			if got := tab.count(i, 1_000_000, 0, 5); got != want {
				t.Fatalf("bucket %d, turn %d: %d, want %d", i, turn, got, want)
			}
		}
		if tab.buckets[i][0].Load() == 0 || tab.buckets[i][1].Load() != 0 {
			t.Fatalf("bucket %d is not where the hash says", i)
		}
	}
}

// Workers that count for one network at a time lose no reply.
func TestLimiterConcurrent(t *testing.T) {
	l := limiterOf(Rates{Answers: 500, Slip: 4})
	var got [4]atomic.Int64
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			addr := netip.MustParseAddr("192.0.2.1")
			for range 5000 {
				got[l.Rule(addr, false, 1, dawn())].Add(1)
			}
		})
	}
	wait.Wait()
	if p, s, d := got[Pass].Load(), got[Slip].Load(), got[Drop].Load(); p != 500 || s != 4875 || d != 14625 {
		t.Errorf("passed %d, slipped %d, dropped %d, want 500, 4875, 14625", p, s, d)
	}
}

// The limiter does what one does that keeps an account for each network and key
// in a map: what is saved up, to at most a second's worth, pays for replies.
func TestLimiterAccounts(t *testing.T) {
	type account struct {
		saved   time.Duration
		at      time.Duration
		limited int
	}
	rapid.Check(t, func(t *rapid.T) {
		rates := Rates{
			Answers: rapid.SampledFrom([]int{1, 2, 5, 50, 200}).Draw(t, "answers"),
			Errors:  rapid.SampledFrom([]int{1, 4, 10}).Draw(t, "errors"),
			Slip:    rapid.IntRange(0, 4).Draw(t, "slip"), V4: 32,
		}
		at := rapid.SampledFrom([]time.Duration{0, 1<<32*time.Microsecond - 3*time.Second}).Draw(t, "begin")
		l, accounts := limiterOf(rates), map[[3]byte]*account{}
		for range rapid.IntRange(1, 300).Draw(t, "replies") {
			at += time.Duration(rapid.IntRange(0, 40_000).Draw(t, "pause")) * time.Microsecond
			id := [3]byte{
				rapid.ByteRange(0, 2).Draw(t, "host"), rapid.ByteRange(0, 1).Draw(t, "failed"), rapid.ByteRange(0, 2).Draw(t, "key"),
			}
			a := accounts[id]
			if a == nil {
				a = &account{saved: time.Second, at: at}
				accounts[id] = a
			}
			a.saved, a.at = min(time.Second, a.saved+at-a.at), at
			cost := time.Second / time.Duration([]int{rates.Answers, rates.Errors}[id[1]])
			want := Pass
			if a.saved >= cost {
				a.saved -= cost
			} else if a.limited++; rates.Slip > 0 && a.limited%rates.Slip == 0 {
				want = Slip
			} else {
				want = Drop
			}
			got := l.Rule(netip.AddrFrom4([4]byte{192, 0, 2, id[0]}), id[1] == 1, uint64(id[2]), dawn().Add(at))
			if got != want {
				t.Fatalf("at %s %v: %d, want %d", at, id, got, want)
			}
		}
	})
}
