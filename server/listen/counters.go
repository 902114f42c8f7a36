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
	Dropped uint64 // messages that got no reply, panics included
	Errors  uint64 // failed reads, writes and accepts
	Panics  uint64 // panics of an Answerer, contained
	Conns   uint64 // TCP connections accepted
	Evicted uint64 // TCP connections closed to make room
}

// tally is the counters of one worker, on cache lines of its own: a worker
// that counts must not slow its neighbour. The zero value is ready. Not to be
// copied.
type tally struct {
	udp, tcp, dropped, errors, panics, conns, evicted atomic.Uint64

	_ [128 - 7*8]byte
}

// Counters sums the workers' counters. Call it from any goroutine. The figures
// are of no single instant.
func (s *Server) Counters() Counters {
	var c Counters
	for _, t := range s.tallies {
		c.UDP += t.udp.Load()
		c.TCP += t.tcp.Load()
		c.Dropped += t.dropped.Load()
		c.Errors += t.errors.Load()
		c.Panics += t.panics.Load()
		c.Conns += t.conns.Load()
		c.Evicted += t.evicted.Load()
	}
	return c
}

// alarmEvery is how often a panic is logged at most: a packet that makes one
// can be sent a hundred thousand times a second.
const alarmEvery = time.Minute

// alarm logs panics of Answerers, now and then. Safe for concurrent use.
type alarm struct {
	log  *slog.Logger
	last atomic.Int64 // when it last spoke, Unix nanoseconds
}

// panicked takes the value that was recovered, on the goroutine that did.
func (a *alarm) panicked(value any) {
	now, last := time.Now().UnixNano(), a.last.Load()
	if last != 0 && now-last < int64(alarmEvery) || !a.last.CompareAndSwap(last, now) {
		return
	}
	a.log.Error("a request made the answerer panic; it was dropped, all else goes on",
		"panic", value, "stack", string(debug.Stack()))
}
