package listen

import (
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// Limits bound the TCP connections of a Register. The zero value takes all
// defaults.
type Limits struct {
	Connections int           // open together; 0: DefaultConnections()
	PerNetwork  int           // open together from one /24 or /56; 0: 64
	Idle        time.Duration // how long one may idle; 0: 10 s
}

// What Limits take where they say nothing.
const (
	defaultPerNetwork = 64
	defaultIdle       = 10 * time.Second
)

// Bits of what counts as one network.
const (
	networkBits4 = 24
	networkBits6 = 56
)

// shortIdle is how long a connection may idle while more than half of the
// limit is used.
const shortIdle = 2 * time.Second

// A sweep ends some connections and waits before it goes on, so that their
// goroutines do not all want a core at the same moment.
const (
	sweepBatch = 64
	sweepPause = 5 * time.Millisecond
)

// graceShare is the part of the limit, as its divisor, that may be open beside
// it: newcomers that were evicted before they are 50 ms old.
const graceShare = 4

func (l Limits) withDefaults() Limits {
	if l.Connections <= 0 {
		l.Connections = DefaultConnections()
	}
	if l.PerNetwork <= 0 {
		l.PerNetwork = defaultPerNetwork
	}
	if l.Idle <= 0 {
		l.Idle = defaultIdle
	}
	return l
}

// Register knows the open TCP connections of all servers that share it and
// bounds them, all together and for each network. At a bound the connection
// that was idle the longest ends, never the newcomer: who holds connections
// open must not shut others out (RFC 7766 6.2.2). Idle is the time since the
// last whole message, so that one octet a second does not count as life. While
// newcomers crowd out newcomers each still has 50 ms for its question, as long
// as those are at most a quarter of the limit.
//
// Get one from NewRegister. Safe for concurrent use; not to be copied.
type Register struct {
	start   time.Time    // what entries count from, by the monotonic clock
	idle    atomic.Int64 // Limits.Idle
	crowded atomic.Bool  // more than half of the limit is used

	mu       sync.Mutex
	limits   Limits
	all      queue
	networks map[netip.Prefix]*queue // each with at least one connection
	leaving  int                     // connections that were ended and have their grace
	sweeping bool                    // a sweep is to come
}

// NewRegister makes an empty register.
func NewRegister(l Limits) *Register {
	r := &Register{start: time.Now(), networks: make(map[netip.Prefix]*queue), all: queue{rank: rankAll}}
	r.Set(l)
	return r
}

// Set changes the limits. Connections that are open stay: new limits show when
// a newcomer comes.
func (r *Register) Set(l Limits) {
	l = l.withDefaults()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.limits = l
	r.idle.Store(int64(l.Idle))
	r.crowd()
}

// Open is how many connections are open now.
func (r *Register) Open() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all.len()
}

// idleTime is how long a connection of a server whose own limit is own (0 for
// none) may idle at the moment.
func (r *Register) idleTime(own time.Duration) time.Duration {
	if own <= 0 {
		own = time.Duration(r.idle.Load())
	}
	if r.crowded.Load() {
		return min(own, shortIdle)
	}
	return own
}

// add registers a newcomer and ends who has to go for it.
func (r *Register) add(e *entry) {
	e.touch()
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.of(e.network) >= r.limits.PerNetwork {
		r.evictFrom(r.networks[e.network], true)
	}
	for r.all.len() >= r.limits.Connections {
		r.evictFrom(&r.all, true)
	}
	network := r.networks[e.network]
	if network == nil {
		network = &queue{rank: rankNetwork}
		r.networks[e.network] = network
	}
	network.push(e)
	r.all.push(e)
	r.crowd()
}

// of is how many connections of a network are open. Under the lock.
func (r *Register) of(network netip.Prefix) int {
	if q := r.networks[network]; q != nil {
		return q.len()
	}
	return 0
}

// evict ends up to n connections, the longest idle first, to free their file
// descriptors, but spares half of them.
func (r *Register) evict(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for n = min(n, (r.all.len()+1)/2); n > 0; n-- {
		r.evictFrom(&r.all, false)
	}
	r.crowd()
}

// evictFrom ends the longest idle connection of a queue, with its grace if
// there are not many who have that. Under the lock.
func (r *Register) evictFrom(q *queue, grace bool) {
	e := q.oldest()
	e.tally.evicted.Add(1)
	e.leaving = grace && e.young() && r.leaving < r.limits.Connections/graceShare
	if e.leaving {
		r.leaving++
	}
	r.end(e)
}

// remove forgets a connection that ended by itself; one that was ended is
// forgotten already.
func (r *Register) remove(e *entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e.leaving {
		r.leaving--
	}
	if !e.gone() {
		r.forget(e)
		r.crowd()
	}
}

// endAll ends every connection that counts at t.
func (r *Register) endAll(t *tally) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.all.of(t) {
		r.end(e)
	}
	r.crowd()
}

// end tells a connection to end and forgets it. Under the lock.
func (r *Register) end(e *entry) {
	r.forget(e)
	e.end(e.leaving)
}

// forget takes a connection out. Under the lock.
func (r *Register) forget(e *entry) {
	r.all.remove(e)
	network := r.networks[e.network]
	network.remove(e)
	if network.len() == 0 {
		delete(r.networks, e.network)
	}
}

// crowd notes whether more than half of the limit is used, and sees to it that
// who idles hears of it. Under the lock.
func (r *Register) crowd() {
	crowded := 2*r.all.len() > r.limits.Connections
	r.crowded.Store(crowded)
	if crowded && !r.sweeping {
		r.sweeping = true
		// One timer for all, and none without a crowd.
		time.AfterFunc(max(shortIdle-r.all.oldest().idle(), sweepPause), r.sweep)
	}
}

// sweep ends connections that idle for too long in a crowd.
func (r *Register) sweep() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sweeping = false
	for range sweepBatch {
		if 2*r.all.len() <= r.limits.Connections {
			break
		}
		e := r.all.oldest()
		if e.idle() < shortIdle {
			break
		}
		e.tally.idle.Add(1)
		r.end(e)
	}
	r.crowd()
}
