package listen

import (
	"math"
	"sync/atomic"
)

// The table has 2^14 buckets of 8 words: 1 MiB.
const (
	buckets = 1 << 14
	ways    = 8 // words of a bucket: one cache line
)

// Times of the table, in microseconds. They count modulo 2^32, which is 71
// minutes.
const (
	second = 1_000_000
	// credit is what a quiet asker has in hand: a second's worth.
	credit = second
	// horizon is how far ahead of the clock a word can be: its credit, and a
	// second for workers and clocks that are not quite together. What is
	// further ahead is from before the clock went back: nothing is known of it.
	horizon = credit + second
)

// A word is, from the top: 25 bits of the hash, how many replies in a row were
// limited and not slipped (7 bits), and when all that was counted will be paid
// (32 bits; "theoretical arrival time" of the generic cell rate algorithm,
// ITU-T I.371). A word of zeros was never used.
const (
	slipBits = 7
	maxSlip  = 1<<slipBits - 1
	tagShift = 32 + slipBits
)

// table counts replies by hash. Its zero value is ready. Safe for concurrent
// use; not to be copied.
type table struct {
	buckets [buckets]bucket
	crowded atomic.Uint64
	period  atomic.Int64 // in which the last reply was counted
}

// bucket is the words among which a hash looks for its own.
type bucket [ways]atomic.Uint64

// count counts a reply to who has this hash, of which one every step
// microseconds is due, and says what becomes of it.
//
// It tries again when another worker changed the word meanwhile: then that
// one's reply is counted, so that there are no more turns than replies.
func (t *table) count(hash uint64, step, slip, now uint32) Ruling {
	b := &t.buckets[hash%buckets]
	tag := hash >> tagShift
	for {
		at, old, ok := b.find(tag)
		own := old
		if !ok {
			if at, old, ok = b.spare(tag, now); ok {
				continue // another worker has just counted the first
			}
			if debt(old, now) > int32(step) {
				t.crowded.Add(1)
				return Pass
			}
			own = tag<<tagShift | uint64(now)
		}
		next, ruling := decide(own, step, slip, now)
		if next == old || b[at].CompareAndSwap(old, next) {
			return ruling
		}
	}
}

// find gives the word of a tag; ok is false if it has none.
func (b *bucket) find(tag uint64) (at int, word uint64, ok bool) {
	for i := range b {
		if w := b[i].Load(); w>>tagShift == tag {
			return i, w, true
		}
	}
	return 0, 0, false
}

// spare gives the word that can best be spared: the one that is idle the longest
// or, in a crowd, owes least. has reports that the tag has got a word meanwhile: to
// look for it and for what is to spare in one pass keeps two workers from
// giving one network two.
func (b *bucket) spare(tag uint64, now uint32) (at int, word uint64, has bool) {
	least := int32(math.MaxInt32)
	for i := range b {
		w := b[i].Load()
		if w>>tagShift == tag {
			return i, w, true
		}
		if d := debt(w, now); d < least {
			at, word, least = i, w, d
		}
	}
	return at, word, false
}

// debt is how long it takes until all that was counted in a word is paid, in
// microseconds; below zero since when it is.
func debt(word uint64, now uint32) int32 {
	d := int32(uint32(word) - now)
	if word == 0 || d > horizon {
		return math.MinInt32
	}
	return d
}

// decide counts one more reply in a word. What is limited costs nothing: who
// asks far too much gets the rate, and neither more nor less.
func decide(word uint64, step, slip, now uint32) (next uint64, r Ruling) {
	owed := uint32(max(debt(word, now), 0)) + step
	if owed <= credit {
		return word>>32<<32 | uint64(now+owed), Pass
	}
	if slip == 0 {
		return word, Drop
	}
	limited := uint32(word>>32)&maxSlip + 1
	if limited >= slip {
		limited, r = 0, Slip
	} else {
		r = Drop
	}
	return word>>tagShift<<tagShift | uint64(limited)<<32 | word&math.MaxUint32, r
}
