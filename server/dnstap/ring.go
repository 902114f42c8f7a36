package dnstap

import (
	"net/netip"
	"sync/atomic"
	"time"
)

const (
	slots = 512 // of a ring; a power of two
	// slotSize is room for a query and its reply: by UDP a reply has 1232 octets.
	slotSize = 2048
)

// Exchange is a query and its reply. It lends its messages.
type Exchange struct {
	From         netip.AddrPort // who asked
	At           time.Time      // when, to some hundred microseconds
	TCP          bool
	Query, Reply []byte
}

// slot is one exchange that waits. Its turn says whose it is: that of its position
// while it is free, one more while it is full.
type slot struct {
	turn         atomic.Uint64
	from         netip.AddrPort
	at           time.Time
	tcp          bool
	query, reply int // octets
	text         [slotSize]byte
}

// ring is a bounded queue of many writers and one reader, by turns (D. Vyukov's
// bounded queue). Make it with newRing; it must not be copied.
type ring struct {
	slots []slot
	_     [64]byte
	head  atomic.Uint64 // where is written next
	_     [64]byte
	tail  uint64 // where is read next; of the reader
}

func newRing() *ring {
	r := &ring{slots: make([]slot, slots)}
	for i := range r.slots {
		r.slots[i].turn.Store(uint64(i))
	}
	return r
}

// put copies an exchange into the ring. False: there is no room.
func (r *ring) put(x *Exchange) bool {
	if len(x.Query)+len(x.Reply) > slotSize {
		return false
	}
	for {
		at := r.head.Load()
		s := &r.slots[at%slots]
		switch turn := s.turn.Load(); {
		case turn == at:
			if !r.head.CompareAndSwap(at, at+1) {
				continue // somebody was faster
			}
			s.from, s.at, s.tcp = x.From, x.At, x.TCP
			s.query = copy(s.text[:], x.Query)
			s.reply = copy(s.text[s.query:], x.Reply)
			s.turn.Store(at + 1)
			return true
		case turn < at:
			return false // it is full
		}
	}
}

// take gives the oldest exchange to use, if there is one. What use keeps of it has
// to be copied.
func (r *ring) take(use func(*Exchange)) bool {
	s := &r.slots[r.tail%slots]
	if s.turn.Load() != r.tail+1 {
		return false
	}
	use(&Exchange{From: s.from, At: s.at, TCP: s.tcp, Query: s.text[:s.query], Reply: s.text[s.query : s.query+s.reply]})
	s.turn.Store(r.tail + slots)
	r.tail++
	return true
}
