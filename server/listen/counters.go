package listen

import (
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// Counters are totals since the start, in events. Copy them freely.
type Counters struct {
	UDP     uint64 // messages received by UDP
	TCP     uint64 // messages received by TCP
	Sent    uint64 // answers sent by TCP
	Unsent  uint64 // answers by UDP that the kernel had no room for
	Dropped uint64 // messages that got no reply, panics included
	Errors  uint64 // failed reads, writes and accepts, and TCP messages without octets
	Panics  uint64 // panics of an Answerer, contained

	Conns   uint64 // TCP connections accepted
	Idle    uint64 // TCP connections closed after their idle time
	Slow    uint64 // TCP connections closed because a message was not complete in time
	Unread  uint64 // TCP connections closed because the client did not take its answers
	Evicted uint64 // TCP connections closed to make room
}

// Add adds the counters of another server.
func (c *Counters) Add(o Counters) {
	c.UDP += o.UDP
	c.TCP += o.TCP
	c.Sent += o.Sent
	c.Unsent += o.Unsent
	c.Dropped += o.Dropped
	c.Errors += o.Errors
	c.Panics += o.Panics
	c.Conns += o.Conns
	c.Idle += o.Idle
	c.Slow += o.Slow
	c.Unread += o.Unread
	c.Evicted += o.Evicted
}

// tally is the counters of one worker, on cache lines of its own: a worker
// that counts must not slow its neighbour. The zero value is ready. Not to be
// copied.
type tally struct {
	udp, tcp, tcpSent, udpUnsent, dropped, errors, panics atomic.Uint64
	conns, idle, slow, unread, evicted                    atomic.Uint64

	_ [192 - 12*8]byte
}

// Counters sums the workers' counters. Call it from any goroutine. The figures
// are of no single instant.
func (s *Server) Counters() Counters {
	var c Counters
	for _, t := range s.tallies {
		c.Add(Counters{
			UDP: t.udp.Load(), TCP: t.tcp.Load(), Sent: t.tcpSent.Load(), Unsent: t.udpUnsent.Load(),
			Dropped: t.dropped.Load(), Errors: t.errors.Load(), Panics: t.panics.Load(),
			Conns: t.conns.Load(), Idle: t.idle.Load(), Slow: t.slow.Load(),
			Unread: t.unread.Load(), Evicted: t.evicted.Load(),
		})
	}
	return c
}

// alarmEvery is how often a panic is logged at most: a packet that makes one
// can be sent a hundred thousand times a second.
const alarmEvery = time.Minute

// alarm logs panics of Answerers, now and then. Safe for concurrent use.
type alarm struct {
	log    *slog.Logger
	faults *Faults      // nil: nobody keeps them
	last   atomic.Int64 // when it last spoke, Unix nanoseconds
}

// panicked takes the value that was recovered, on the goroutine that did, and the
// request that it happened with.
func (a *alarm) panicked(value any, request []byte, c *Client) {
	if a.faults != nil {
		a.faults.keep(value, request, c)
	}
	now, last := time.Now().UnixNano(), a.last.Load()
	if last != 0 && now-last < int64(alarmEvery) || !a.last.CompareAndSwap(last, now) {
		return
	}
	a.log.Error("a request made the answerer panic; it was dropped, all else goes on",
		"panic", value, "stack", string(debug.Stack()))
}
