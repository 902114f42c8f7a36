package listen

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// register knows the open TCP connections, at most limit of them. Only opening
// and closing take its lock; a message just notes the time. Safe for
// concurrent use. Not to be copied.
type register struct {
	limit int

	mu     sync.Mutex
	open   []*entry // in no order; entry.at is the index
	closed bool
}

// entry is one connection in the register.
type entry struct {
	conn net.Conn
	last atomic.Int64 // when it last finished a message, Unix nanoseconds
	at   int          // index in register.open, -1 if it is not there any more; under the lock
}

func newRegister(limit int) *register { return &register{limit: limit} }

// add registers a newcomer. If there is no room, the connection that was idle
// the longest is closed for it: an attacker who holds connections open must
// not shut others out. It returns nil, and closes conn, after close.
func (r *register) add(conn net.Conn) (e *entry, evicted bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		conn.Close()
		return nil, false
	}
	if len(r.open) >= r.limit {
		evicted = r.evict()
	}
	e = &entry{conn: conn, at: len(r.open)}
	e.touch()
	r.open = append(r.open, e)
	return e, evicted
}

// touch notes that the connection did something now.
func (e *entry) touch() { e.last.Store(time.Now().UnixNano()) }

// evictOne closes the connection that was idle the longest, to free its file
// descriptor. It says false if there is none.
func (r *register) evictOne() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.evict()
}

// evict is evictOne under the lock. It looks at all: it only runs when an
// accept, which costs more, found no room.
func (r *register) evict() bool {
	if len(r.open) == 0 {
		return false
	}
	oldest := r.open[0]
	for _, e := range r.open[1:] {
		if e.last.Load() < oldest.last.Load() {
			oldest = e
		}
	}
	oldest.conn.Close()
	r.drop(oldest)
	return true
}

// remove forgets a connection that ended by itself; evicted ones are gone
// already.
func (r *register) remove(e *entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e.at >= 0 {
		r.drop(e)
	}
}

// drop takes e out of the list, under the lock: the last one takes its place.
func (r *register) drop(e *entry) {
	end := len(r.open) - 1
	r.open[e.at] = r.open[end]
	r.open[e.at].at = e.at
	r.open[end] = nil
	r.open = r.open[:end]
	e.at = -1
}

// close closes every connection, now and to come.
func (r *register) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	for _, e := range r.open {
		e.conn.Close()
		e.at = -1
	}
	r.open = nil
}
