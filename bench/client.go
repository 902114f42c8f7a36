package main

import (
	"encoding/binary"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// pollEvery is the time between two questions for one name.
const pollEvery = 10 * time.Millisecond

// client asks for the addresses of host names over one UDP socket, every
// pollEvery, and keeps the newest answer of each. The number of the name is the
// id of its queries. Make it with newClient; it must not be copied.
type client struct {
	conn    *net.UDPConn
	queries [][]byte
	wait    sync.WaitGroup
	done    chan struct{}

	mu     sync.Mutex
	seen   []sight
	asking []bool // which names are asked for
}

// sight is the newest answer for a name.
type sight struct {
	at    time.Time    // when the first reply with these addresses was held
	addrs []netip.Addr // sorted
}

// newClient makes a client of n host names that asks for none yet.
func newClient(server netip.AddrPort, n int) (*client, error) {
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(server))
	if err != nil {
		return nil, err
	}
	c := &client{conn: conn, done: make(chan struct{}), seen: make([]sight, n), asking: make([]bool, n)}
	for i := range n {
		q := new(dns.Msg).SetQuestion(dns.Fqdn(hostName(i)), dns.TypeA)
		q.Id = uint16(i)
		wire, err := q.Pack()
		if err != nil {
			conn.Close()
			return nil, err
		}
		c.queries = append(c.queries, wire)
	}
	c.wait.Go(c.send)
	c.wait.Go(c.receive)
	return c, nil
}

// close ends the client.
func (c *client) close() {
	close(c.done)
	c.conn.Close()
	c.wait.Wait()
}

// ask starts or stops asking for a name. What was seen of it is forgotten.
func (c *client) ask(i int, on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[i], c.asking[i] = sight{}, on
}

// look returns the newest answer for a name; at is zero if there is none yet.
func (c *client) look(i int) sight {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[i]
}

// send asks for every name that is wanted, once per tick.
func (c *client) send() {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-c.done:
			return
		case <-tick.C:
		}
		for i, q := range c.queries {
			c.mu.Lock()
			on := c.asking[i]
			c.mu.Unlock()
			if on {
				c.conn.Write(q) // a lost question is asked again
			}
		}
	}
}

// receive keeps what comes until the socket is closed.
func (c *client) receive() {
	buffer := make([]byte, 65535)
	for {
		n, err := c.conn.Read(buffer)
		select {
		case <-c.done:
			return
		default:
		}
		if err != nil || n < 12 {
			continue
		}
		at := time.Now()
		if i := int(binary.BigEndian.Uint16(buffer)); i < len(c.seen) {
			c.keep(i, at, buffer[:n])
		}
	}
}

// keep reads a reply as any resolver would.
func (c *client) keep(i int, at time.Time, reply []byte) {
	m := new(dns.Msg)
	if m.Unpack(reply) != nil || m.Rcode != dns.RcodeSuccess {
		return
	}
	s := sight{at: at}
	for _, rr := range m.Answer {
		if a, ok := rr.(*dns.A); ok {
			addr, _ := netip.AddrFromSlice(a.A)
			s.addrs = append(s.addrs, addr.Unmap())
		}
	}
	slices.SortFunc(s.addrs, netip.Addr.Compare) // they rotate
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asking[i] && !slices.Equal(s.addrs, c.seen[i].addrs) {
		c.seen[i] = s
	}
}
