package netlab

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// maxPacket is more than any packet of a tun device.
const maxPacket = 1 << 16

// Condition is what a link does to packets. The zero value lets all pass. A value.
type Condition struct {
	Cut       bool          // nothing passes
	Loss      float64       // the share that is lost, 0 to 1
	Duplicate float64       // the share that comes twice
	Delay     time.Duration // how long each takes
	Jitter    time.Duration // how much longer it takes at most, drawn evenly: packets overtake
}

// link is the way from one node to another, by their numbers.
type link struct{ from, to int }

// Router carries packets between nodes. Make it with NewRouter; it must not be
// copied.
type Router struct {
	seed   uint64
	nodes  []*Node
	owners map[netip.Addr]*Node
	wait   sync.WaitGroup

	passed, lost atomic.Uint64

	setting    sync.Mutex // one change of conditions at a time
	conditions atomic.Pointer[map[link]Condition]
}

// NewRouter makes one without nodes. Losses and delays are drawn from the seed.
func NewRouter(seed uint64) *Router {
	r := &Router{seed: seed, owners: map[netip.Addr]*Node{}}
	r.conditions.Store(&map[link]Condition{})
	return r
}

// Node adds a node with at least one address of IPv4, before Run. An error of
// which [None] is true says that this machine has no such networks.
func (r *Router) Node(name string, addrs ...netip.Addr) (*Node, error) {
	n, err := newNode(name, len(r.nodes), r.seed, addrs)
	if err != nil {
		return nil, err
	}
	r.nodes = append(r.nodes, n)
	for _, a := range addrs {
		if other := r.owners[a]; other != nil {
			return nil, fmt.Errorf("node %s: %s has %s already", name, other.Name, a)
		}
		r.owners[a] = n
	}
	return n, nil
}

// Run begins to carry. After it there are no more nodes.
func (r *Router) Run() {
	for _, n := range r.nodes {
		r.wait.Go(func() { r.carry(n) })
	}
}

// Set gives the link from one node to another a condition, at once. The way back
// is another link.
func (r *Router) Set(from, to *Node, c Condition) {
	r.setting.Lock()
	defer r.setting.Unlock()
	next := map[link]Condition{}
	for k, v := range *r.conditions.Load() {
		next[k] = v
	}
	at := link{from.number, to.number}
	if next[at] = c; c == (Condition{}) {
		delete(next, at)
	}
	r.conditions.Store(&next)
}

// Passed is how many packets were handed over, and how many were lost on the way
// because a condition said so.
func (r *Router) Passed() (passed, lost uint64) { return r.passed.Load(), r.lost.Load() }

// Close ends all nodes, and returns when no packet is carried any more but those
// that are late.
func (r *Router) Close() {
	for _, n := range r.nodes {
		n.close()
	}
	r.wait.Wait()
}

// carry hands over what a node sends, until its device is closed.
func (r *Router) carry(n *Node) {
	packet := make([]byte, maxPacket)
	for {
		length, err := n.device.Read(packet)
		if err != nil {
			return
		}
		if length < 20 || packet[0]>>4 != 4 {
			continue // the kernel greets by IPv6
		}
		to := r.owners[netip.AddrFrom4([4]byte(packet[16:20]))]
		if to == nil {
			continue
		}
		r.pass(n.random, to, (*r.conditions.Load())[link{n.number, to.number}], packet[:length])
	}
}

// pass does with a packet what the condition says. The packet is borrowed.
func (r *Router) pass(random *rand.Rand, to *Node, c Condition, packet []byte) {
	if c.Cut || c.Loss > 0 && random.Float64() < c.Loss {
		r.lost.Add(1)
		return
	}
	times := 1
	if c.Duplicate > 0 && random.Float64() < c.Duplicate {
		times = 2
	}
	for range times {
		r.passed.Add(1)
		late := c.Delay
		if c.Jitter > 0 {
			late += time.Duration(random.Int64N(int64(c.Jitter)))
		}
		if late == 0 {
			_, _ = to.device.Write(packet) // what the node cannot take is lost, as on a real network
			continue
		}
		kept := slices.Clone(packet)
		time.AfterFunc(late, func() { _, _ = to.device.Write(kept) })
	}
}
