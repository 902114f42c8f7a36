package listen

import (
	"net"
	"net/netip"
	"sync/atomic"
	"time"
)

// graceTime is how old a connection gets at least: who only opens connections
// must not shut out who asks at once.
const graceTime = 50 * time.Millisecond

// entry is one connection. The goroutine that serves it closes it, nobody
// else: the register only tells it to. Not to be copied.
type entry struct {
	conn    net.Conn
	from    netip.AddrPort
	network netip.Prefix // of from, as far as it counts as one
	tally   *tally       // of its server

	// All times count from the start of the register, by the monotonic clock.
	start time.Time
	born  time.Duration
	last  atomic.Int64 // when its last whole message came
	until atomic.Int64 // when it has to end; 0: the register did not say so

	asked int // queries since it last rested; of its goroutine

	// Under the lock of the register.
	places  [ranks]place
	leaving bool // the register ended it, but it has its grace
}

func (r *Register) newEntry(conn net.Conn, t *tally) *entry {
	e := &entry{conn: conn, tally: t, start: r.start, from: remote(conn)}
	e.born = time.Since(e.start)
	e.last.Store(int64(e.born))
	bits := networkBits6
	if e.from.Addr().Is4() {
		bits = networkBits4
	}
	// What has no IP address, such as a pipe, is all one network.
	e.network, _ = e.from.Addr().Prefix(bits)
	return e
}

// remote is the client's address; not valid if the connection is no TCP.
func remote(conn net.Conn) netip.AddrPort {
	if a, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
		return unmap(a.AddrPort())
	}
	return netip.AddrPort{}
}

// touch notes that a whole message came now.
func (e *entry) touch() { e.last.Store(int64(time.Since(e.start))) }

// idle is how long no whole message came.
func (e *entry) idle() time.Duration {
	return time.Since(e.start) - time.Duration(e.last.Load())
}

// young says that the connection has not had its grace yet.
func (e *entry) young() bool { return time.Since(e.start) < e.born+graceTime }

// gone says that the register ended the connection, perhaps for a moment to
// come.
func (e *entry) gone() bool { return e.until.Load() != 0 }

// end makes the connection end, now or after its grace: a deadline wakes
// whoever waits on it. Unlike closing it this waits for nobody.
func (e *entry) end(grace bool) {
	until := time.Duration(-1) // before anything
	if grace {
		until = e.born + graceTime
	}
	e.until.Store(int64(until))
	_ = e.conn.SetDeadline(e.start.Add(until)) // it fails only if the connection is closed
}

// readWithin bounds the reads to come. False says that the connection is to
// end.
func (e *entry) readWithin(d time.Duration) bool { return e.within(d, e.conn.SetReadDeadline) }

// writeWithin is readWithin for writes.
func (e *entry) writeWithin(d time.Duration) bool { return e.within(d, e.conn.SetWriteDeadline) }

// within sets a deadline, but none that undoes the one of end: that comes
// either after this one or is seen here.
func (e *entry) within(d time.Duration, set func(time.Time) error) bool {
	if set(time.Now().Add(d)) != nil {
		return false
	}
	until := time.Duration(e.until.Load())
	if until == 0 {
		return true
	}
	return time.Since(e.start) < until && set(e.start.Add(until)) == nil
}

// reset makes the close to come forget what was not sent, as the client does
// not take it: the kernel would keep it for minutes.
func (e *entry) reset() {
	if c, ok := e.conn.(interface{ SetLinger(seconds int) error }); ok {
		_ = c.SetLinger(0)
	}
}
