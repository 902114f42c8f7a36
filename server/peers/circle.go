package peers

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"geosrv/health"
	"geosrv/server/roster"
)

// Options say how a circle asks. Own and Tell are required.
type Options struct {
	// Own is what this server answers to a query that comes from an address, in
	// full as by TCP; nil if it answers nothing. It is called from many
	// goroutines at once.
	Own func(from netip.Addr, query []byte) []byte
	// Tell is told of each event, from the goroutine that met it.
	Tell func(Event)
	// Exchange asks others; nil: over the network.
	Exchange Exchange
	Tempo    Tempo // the zero value: DefaultTempo
}

// Circle is all nameservers that this one compares itself with. Make one with
// New; it must not be copied. Safe for concurrent use.
type Circle struct {
	own      func(from netip.Addr, query []byte) []byte
	tell     func(Event)
	exchange Exchange
	tempo    Tempo
	ctx      context.Context // of all goroutines
	end      context.CancelFunc
	running  sync.WaitGroup

	mu        sync.Mutex
	peers     []member // in the order of the configuration
	roster    *roster.Roster
	questions []Question // of roster; nil before somebody is asked
}

type member struct {
	*peer
	end context.CancelFunc
}

// New returns a circle of nobody.
func New(o Options) *Circle {
	c := &Circle{own: o.Own, tell: o.Tell, exchange: o.Exchange, tempo: cmp.Or(o.Tempo, DefaultTempo())}
	if c.exchange == nil {
		c.exchange = overNet
	}
	c.ctx, c.end = context.WithCancel(context.Background())
	return c
}

// Set takes over a roster: its nameservers, but for those of which self says
// that they are this one, are asked for its groups from now on. What is known of
// those that stay goes on.
func (c *Circle) Set(r *roster.Roster, self func(roster.Nameserver) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ctx.Err() != nil {
		return
	}
	before := c.peers
	c.peers = nil
	if c.roster != r {
		c.roster, c.questions = r, nil
	}
	for _, at := range r.Nameservers {
		if self(at) {
			continue
		}
		if c.questions == nil {
			c.questions = Questions(r)
		}
		i := slices.IndexFunc(before, func(m member) bool { return m.address() == at.Endpoint.Addr })
		if i < 0 {
			c.peers = append(c.peers, c.begin(at))
			continue
		}
		before[i].adopt(at, r, c.questions)
		c.peers = append(c.peers, before[i])
		before = slices.Delete(slices.Clone(before), i, i+1)
	}
	for _, m := range before {
		m.end()
	}
}

// begin begins to ask a peer. The caller holds mu.
func (c *Circle) begin(at roster.Nameserver) member {
	p := newPeer(c, at)
	p.adopt(at, c.roster, c.questions)
	ctx, end := context.WithCancel(c.ctx)
	c.running.Go(func() { p.run(ctx) })
	return member{p, end}
}

func (p *peer) address() netip.AddrPort {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at.Endpoint.Addr
}

// Probe is a probe that asks peers what they have to be asked anyway, and
// leaves everything else to another.
func (c *Circle) Probe(others health.Probe) health.Probe {
	return func(ctx context.Context, e health.Endpoint) health.Observation {
		if e.Check == "dns" {
			if p := c.at(e.Addr); p != nil {
				return p.probe(ctx)
			}
		}
		return others(ctx, e)
	}
}

// at is the peer at an address, nil if there is none.
func (c *Circle) at(a netip.AddrPort) *peer {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.peers {
		if m.address() == a {
			return m.peer
		}
	}
	return nil
}

// Close ends it, and returns when none of its goroutines is left. It may be
// called twice.
func (c *Circle) Close() {
	c.mu.Lock()
	c.end()
	c.mu.Unlock()
	c.running.Wait()
}

// Standing is how a peer stands to us. It may be copied; its lists are not to be
// written to.
type Standing struct {
	Name      string
	Addr      netip.AddrPort
	Heard     bool          // it answers
	Since     time.Time     // of Heard, or of its end; zero: it was never heard
	Questions int           // in a round
	Disagrees []Disagreeing // what lasts, by group
	Counts    Counts
}

// Disagreeing is a group on which a peer has disagreed for some time.
type Disagreeing struct {
	Group       string
	Since       time.Time
	Here, There string // what is answered, for people
	Alarmed     bool   // an event has told of it
}

// Standings are how all peers stand, in the order of the configuration.
func (c *Circle) Standings() (out []Standing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.peers {
		out = append(out, m.standing())
	}
	return out
}

func (p *peer) standing() Standing {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := &p.book
	s := Standing{
		Name: p.at.Name, Addr: p.at.Endpoint.Addr, Heard: !b.lost(), Since: b.since, Questions: len(b.questions), Counts: b.counts,
	}
	for _, d := range b.wary {
		if !d.lasts {
			continue
		}
		i, found := slices.BinarySearchFunc(s.Disagrees, d.Group, func(g Disagreeing, name string) int { return strings.Compare(g.Group, name) })
		switch {
		case !found:
			s.Disagrees = slices.Insert(s.Disagrees, i, Disagreeing{d.Group, d.since, d.here, d.there, d.told})
		case d.since.Before(s.Disagrees[i].Since):
			s.Disagrees[i] = Disagreeing{d.Group, d.since, d.here, d.there, d.told}
		}
	}
	return s
}
