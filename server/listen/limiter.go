package listen

import (
	"net/netip"
	"time"
)

// Rates say how many replies one network gets. The zero value limits nothing.
type Rates struct {
	Answers int // replies a second for each network and name
	Errors  int // error replies a second for each network
	Slip    int // every how many limited replies one is slipped: 1 all of them, 0 none
	V4, V6  int // bits of a network
	Exempt  []netip.Prefix
}

// Ruling is what becomes of a reply.
type Ruling uint8

// The rulings.
const (
	Pass Ruling = iota // send it
	Slip               // send a short one that makes an honest asker come by TCP
	Drop               // send nothing
)

// Limiter limits the rate of replies in fixed memory. Safe for concurrent use
// without locks; not to be copied.
type Limiter struct{ rates Rates }

// NewLimiter makes a limiter.
func NewLimiter(r Rates) *Limiter { return &Limiter{rates: r} }

// Rule counts a reply to an address and says what becomes of it. key tells
// apart what is limited apart.
func (l *Limiter) Rule(to netip.Addr, failed bool, key uint64, now time.Time) Ruling { return Pass }
