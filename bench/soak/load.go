package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/miekg/dns"
)

// sockets is how many the load has: the server's workers share them out by their
// ports.
const sockets = 8

// load asks at a steady rate. Make it with newLoad; it must not be copied.
type load struct {
	conns       []net.Conn
	packets     [][]byte
	sent, heard atomic.Int64
	failed      atomic.Int64 // replies that are no answers
}

// newLoad opens the sockets.
func newLoad(to netip.AddrPort) (*load, error) {
	l := &load{}
	for range sockets {
		c, err := net.Dial("udp4", to.String())
		if err != nil {
			l.close()
			return nil, err
		}
		l.conns = append(l.conns, c)
	}
	for n := range names {
		for place := range pools {
			m := new(dns.Msg).SetQuestion(fmt.Sprintf("_sip._tls.c%d.soak.example.", n), dns.TypeSRV)
			m.SetEdns0(1232, false)
			m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_SUBNET{
				Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: 24, Address: net.IPv4(10, byte(place+1), 1, 0).To4(),
			})
			packet, err := m.Pack()
			if err != nil {
				l.close()
				return nil, err
			}
			l.packets = append(l.packets, packet)
		}
	}
	return l, nil
}

func (l *load) close() {
	for _, c := range l.conns {
		c.Close()
	}
}

// run asks until ctx is done, and hears the last replies.
func (l *load) run(ctx context.Context, rate int) {
	var hearing sync.WaitGroup
	for _, c := range l.conns {
		hearing.Go(func() { l.hear(c) })
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for began := time.Now(); ctx.Err() == nil; {
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
		for due := int64(time.Since(began).Seconds() * float64(rate)); l.sent.Load() < due; {
			n := l.sent.Add(1)
			_, _ = l.conns[n%sockets].Write(l.packets[rand.IntN(len(l.packets))]) // what cannot be sent is lost
		}
	}
	time.Sleep(time.Second)
	l.close()
	hearing.Wait()
}

// hear counts replies until the connection is closed.
func (l *load) hear(c net.Conn) {
	buffer := make([]byte, 4096)
	for {
		n, err := c.Read(buffer)
		if err != nil {
			return
		}
		l.heard.Add(1)
		if n < 12 || buffer[2]&0x82 != 0x80 || buffer[3]&15 != 0 || buffer[7] != pools { // QR and not TC, NOERROR, all pools
			l.failed.Add(1)
		}
	}
}
