package chaos

import (
	"context"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/miekg/dns"
)

const (
	// patience is how long the asker waits for a reply.
	patience = 2 * time.Second
	// lateness is from when on a reply is late.
	lateness = 100 * time.Millisecond
	// How many questions a second a nameserver and the resolver get.
	serverRate   = 60
	resolverRate = 20
)

// pending is a question under way.
type pending struct {
	question
	sent time.Duration
}

// asker asks one nameserver, or the resolver, all the time. Make it with newAsker.
type asker struct {
	from   int
	truth  *truth
	report *report
	conn   net.Conn
	random *rand.Rand

	mu      sync.Mutex
	waiting map[uint16]pending
	next    uint16
}

// run asks until ctx is done, and returns when all have been answered or given up.
func (a *asker) run(ctx context.Context) {
	rate := serverRate
	if a.from == servers {
		rate = resolverRate
	}
	var hearing sync.WaitGroup
	hearing.Go(a.hear)
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
			a.ask()
			a.giveUp()
		}
	}
	time.Sleep(patience)
	a.giveUp()
	a.conn.Close()
	hearing.Wait()
}

// ask sends a question that is drawn.
func (a *asker) ask() {
	q := draw(a.random, a.from)
	m := new(dns.Msg).SetQuestion(q.name, q.qtype)
	m.SetEdns0(1232, false)
	if a.from == servers {
		m.RecursionDesired = true
	} else {
		m.RecursionDesired = false
		o := m.IsEdns0()
		o.Option = append(o.Option, &dns.EDNS0_SUBNET{
			Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: uint8(q.subnet.Bits()), Address: q.subnet.Addr().AsSlice(),
		})
	}
	a.mu.Lock()
	a.next++
	m.Id = a.next
	a.waiting[m.Id] = pending{q, a.truth.now()}
	a.mu.Unlock()
	if packet, err := m.Pack(); err == nil {
		_, _ = a.conn.Write(packet) // what cannot be sent is lost
	}
}

// draw draws a question.
func draw(random *rand.Rand, from int) question {
	q := question{from: from, place: random.IntN(4), qtype: dns.TypeSRV}
	q.subnet = askersOf(q.place)[random.IntN(2)]
	if from == servers {
		q.place, q.subnet = resolverPlace, netip.Prefix{}
	}
	switch n := random.IntN(10); {
	case n < 3:
		q.name = ladderName
	case n < 5:
		q.name = oneName
	case n < 7:
		q.name, q.qtype = fedName, dns.TypeA
	case n < 8:
		q.name, q.qtype = "access-"+pools()[random.IntN(4)]+"."+apex, dns.TypeA
	case n < 9:
		q.name = plainName
	default:
		q.name, q.qtype = textName, dns.TypeTXT
	}
	return q
}

// hear judges what comes, until the connection is closed.
func (a *asker) hear() {
	buffer := make([]byte, 1<<16)
	for {
		n, err := a.conn.Read(buffer)
		if isClosed(err) {
			return
		}
		held := a.truth.now()
		m := new(dns.Msg)
		if err != nil || m.Unpack(buffer[:n]) != nil {
			continue // a port that is closed says so
		}
		a.mu.Lock()
		p, ok := a.waiting[m.Id]
		delete(a.waiting, m.Id)
		a.mu.Unlock()
		if !ok {
			continue // it came twice, or far too late
		}
		s := span{sent: p.sent, held: held}
		if a.from == servers {
			s.older = cached
		}
		v, why := a.truth.judge(p.question, m, s)
		a.report.add(p.question, s, v, why, m)
		if v == right && held-p.sent > lateness && a.sound(p.sent, held) {
			a.report.late(a.from)
		}
	}
}

// giveUp counts what has not been answered in time.
func (a *asker) giveUp() {
	now := a.truth.now()
	a.mu.Lock()
	defer a.mu.Unlock()
	for id, p := range a.waiting {
		if now-p.sent >= patience {
			delete(a.waiting, id)
			a.report.gone(p.question, p.sent, a.sound(p.sent-patience/4, now))
		}
	}
}

// sound reports whether there was no excuse. A resolver has one always: it asks
// servers that are broken.
func (a *asker) sound(from, to time.Duration) bool {
	return a.from < servers && a.truth.sound(a.from, max(0, from), to)
}
