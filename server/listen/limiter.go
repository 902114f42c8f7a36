package listen

import (
	"crypto/rand"
	"encoding/binary"
	"net/netip"
	"time"

	"github.com/dchest/siphash"
)

// Rates say how many replies one network gets. The zero value limits nothing.
//
// Whoever was quiet has a second's worth in hand; when that is spent, replies
// come at the rate. A rate is kept as a whole number of microseconds between
// two replies, rounded up: exact where it divides a million, less by a part of
// rate/1,000,000 at most elsewhere, where also one reply less is in hand.
//
// 200 answers a second (as NSD has it), 50 errors and slip 2 are safe. The
// busiest honest asker is a large resolver's network that asks a steered name
// once in each TTL for each /24 of its users: 12,000 of those at 60 s, 4,000 at
// 20 s. Beyond that every second reply is a TC, and the rest comes by TCP. A
// victim gets 2 Mbit/s about a name at the most, of answers of 1,232 octets.
// Errors are no longer than what was asked, and nobody needs many.
type Rates struct {
	Answers int // replies a second for each network and key; 0: no limit
	Errors  int // error replies a second for each network and key; 0: no limit
	Slip    int // every how many limited replies one is slipped: 1 all of them, 0 none; at most 127
	V4, V6  int // bits of a network: 0 to 32, 0 to 128
	Exempt  []netip.Prefix
}

// Ruling is what becomes of a reply.
type Ruling uint8

// The rulings.
const (
	Pass Ruling = iota // send it: within the rate, or too little known to limit it
	Slip               // send a short one that makes an honest asker come by TCP
	Drop               // send nothing
	Free               // send it: this address is never limited, nothing was counted
)

// Limiter limits the rate of replies (response rate limiting) in 1 MiB, made
// once and never more. Safe for concurrent use without locks; not to be copied.
// A nil Limiter limits nothing.
//
// It forgets nobody who owes it something for the sake of those who owe it
// less. So it never limits one for what others asked, however many they are;
// where it finds no room it lets pass. A word is in use for 1/rate seconds for
// each reply that passed: at 200 a second 100,000 askers a second, each from a
// network of its own, take 500 of the 131,072 words, and at 5 a second 20,000.
type Limiter struct {
	answers, errors uint32 // µs between two replies; 0: no limit
	slip            uint32
	v4, v6          mask
	exempt          exempt
	k0, k1          uint64    // of the hash: who cannot guess them cannot aim at a bucket
	start           time.Time // of the table's clock
	table           *table
}

// NewLimiter makes a limiter. The rates must be within their bounds; what is
// below counts as the lowest, what is above as the highest.
func NewLimiter(r Rates) *Limiter {
	var key [16]byte
	_, _ = rand.Read(key[:]) // never fails: it would end the process
	return newLimiter(r, time.Now(), binary.LittleEndian.Uint64(key[:8]), binary.LittleEndian.Uint64(key[8:]))
}

func newLimiter(r Rates, start time.Time, k0, k1 uint64) *Limiter {
	return &Limiter{
		answers: interval(r.Answers), errors: interval(r.Errors),
		slip: uint32(min(max(r.Slip, 0), maxSlip)),
		v4:   maskOf(mappedBits + min(max(r.V4, 0), 32)), v6: maskOf(min(max(r.V6, 0), 128)),
		exempt: newExempt(r.Exempt), k0: k0, k1: k1, start: start, table: new(table),
	}
}

// interval is the time between two replies at a rate, in microseconds.
func interval(rate int) uint32 {
	if rate <= 0 {
		return 0
	}
	return uint32((second + min(rate, second) - 1) / min(rate, second))
}

// Rule counts a reply to an address and says what becomes of it. failed tells
// errors from answers, and key what else is limited apart: the name, say.
//
// Times are best taken from one monotonic clock. Workers may be a second apart
// and the clock may step: that moves a limit by as much, for as long.
func (l *Limiter) Rule(to netip.Addr, failed bool, key uint64, now time.Time) Ruling {
	if l == nil {
		return Free
	}
	to = to.Unmap().WithZone("") // a network holds no address with a zone
	if to.IsLoopback() || l.exempt.has(to) {
		return Free
	}
	step := l.answers
	if failed {
		step = l.errors
	}
	if step == 0 {
		return Pass
	}
	at := now.Sub(l.start).Microseconds()
	l.table.sweep(at)
	return l.table.count(l.hash(to, failed, key), step, l.slip, uint32(at))
}

// Crowded is how many replies passed because the table had no room to count
// them.
func (l *Limiter) Crowded() uint64 {
	if l == nil {
		return 0
	}
	return l.table.crowded.Load()
}

// mappedBits are those in front of an IPv4 address that is written as IPv6.
const mappedBits = 96

// mask cuts the 128 bits of an address down to its network.
type mask struct{ high, low uint64 }

func maskOf(bits int) mask {
	// A shift by 64 or more leaves nothing: what these do where one half is
	// all ones or all zeros.
	return mask{^(^uint64(0) >> min(bits, 64)), ^(^uint64(0) >> max(bits-64, 0))}
}

// hash is that of (network, errors or answers, key).
func (l *Limiter) hash(to netip.Addr, failed bool, key uint64) uint64 {
	if failed {
		key = ^key
	}
	var b [24]byte
	binary.LittleEndian.PutUint64(b[:], key)
	a := to.As16()
	if to.Is4() { // in fewer words, as 24 octets never are
		binary.BigEndian.PutUint64(b[8:], binary.BigEndian.Uint64(a[8:])&l.v4.low)
		return siphash.Hash(l.k0, l.k1, b[:16])
	}
	binary.BigEndian.PutUint64(b[8:], binary.BigEndian.Uint64(a[:8])&l.v6.high)
	binary.BigEndian.PutUint64(b[16:], binary.BigEndian.Uint64(a[8:])&l.v6.low)
	return siphash.Hash(l.k0, l.k1, b[:])
}
