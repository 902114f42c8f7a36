package listen

import (
	"net"
	"net/netip"
	"sync/atomic"
	"time"
)

// entry is one connection. The goroutine that serves it closes it, nobody
// else: the register only tells it to. Not to be copied.
type entry struct {
	conn    net.Conn
	from    netip.AddrPort
	network netip.Prefix // of from, as far as it counts as one
	tally   *tally       // of its server
	start   time.Time    // of the register

	last atomic.Int64 // when its last whole message came, since start
	gone atomic.Bool  // the register ended it

	asked int // queries since it last made room; of its goroutine

	places [ranks]place // under the lock of the register
}

func (r *Register) newEntry(conn net.Conn, t *tally) *entry {
	e := &entry{conn: conn, tally: t, start: r.start, from: remote(conn)}
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

// end wakes whoever waits on the connection with a deadline in the past. Unlike
// closing it this waits for nobody. It is called once, by the register.
func (e *entry) end() {
	e.gone.Store(true)
	_ = e.conn.SetDeadline(time.Unix(1, 0)) // it fails only if the connection is closed
}

// readWithin bounds the reads to come. False says that the connection is to
// end: a deadline that was set after the one of end would undo it.
func (e *entry) readWithin(d time.Duration) bool {
	return e.conn.SetReadDeadline(time.Now().Add(d)) == nil && !e.gone.Load()
}

// writeWithin is readWithin for writes.
func (e *entry) writeWithin(d time.Duration) bool {
	return e.conn.SetWriteDeadline(time.Now().Add(d)) == nil && !e.gone.Load()
}

// reset makes the close to come forget what was not sent, as the client does
// not take it: the kernel would keep it for minutes.
func (e *entry) reset() {
	if c, ok := e.conn.(interface{ SetLinger(seconds int) error }); ok {
		_ = c.SetLinger(0)
	}
}
