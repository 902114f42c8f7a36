package listen

import (
	"encoding/binary"
	"time"
)

// What one connection may have in the works (RFC 7766 6.2.1.1): more waits in
// its inbox, and behind that in the kernel.
const (
	maxInFlight = 64                     // answers that are made before they are sent
	maxQueued   = prefixLen + maxMessage // octets of them: 64 KiB, so that any one answer fits
)

// seat is what answering by TCP takes. There are few, and who waits for one
// gets it in turn: a client that asks without end stands in line behind one
// that asks once, and UDP keeps its cores. Nobody waits for a client on one.
type seat struct {
	answerer Answerer
	client   Client                      // of the requests in hand
	out      [maxQueued + largeSize]byte // what is queued, and one that may be too much
}

// batch is answers that are not sent yet.
type batch struct {
	out     []byte // lent, with length prefixes
	answers int
	last    bool // nothing follows: the connection is to end
}

// answer answers the messages that are whole, in the order in which they came,
// as far as they may be in flight together. At least one must be whole.
func (s *tcp) answer(e *entry, in *inbox) batch {
	seat := <-s.seats
	defer func() { s.seats <- seat }()
	seat.client = Client{From: FromAddrPort(e.from), Now: time.Now(), Idle: s.register.idleTime(s.idle)}
	var b batch
	queued := 0
	for in.whole() && b.answers < maxInFlight {
		size := s.one(seat, in.message(), queued)
		if size == 0 {
			b.last = true
			break
		}
		if queued+prefixLen+size > maxQueued {
			break // it is answered again in the next batch
		}
		in.drop()
		binary.BigEndian.PutUint16(seat.out[queued:], uint16(size))
		queued += prefixLen + size
		b.answers++
	}
	s.tally.tcp.Add(uint64(b.answers))
	b.out = s.lender.lend(queued)[:queued]
	copy(b.out, seat.out[:queued])
	return b
}

// one answers one message behind what is queued and returns the length of the
// answer, 0 for none. No DNS message is empty. A panic counts as no answer.
func (s *tcp) one(seat *seat, message []byte, queued int) (size int) {
	if len(message) == 0 {
		s.tally.errors.Add(1)
		return 0
	}
	defer func() {
		if value := recover(); value != nil {
			s.tally.panics.Add(1)
			s.alarm.panicked(value, message, &seat.client)
			size = 0
		}
		if size == 0 {
			s.tally.tcp.Add(1)
			s.tally.dropped.Add(1)
		}
	}()
	at := queued + prefixLen
	return seat.answerer.Answer(message, (*Message)(seat.out[at:]), &seat.client)
}
