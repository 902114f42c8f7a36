package faults

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// counts are what became of queries.
type counts struct{ asked, lost, wrong int }

// stream asks at a steady rate, over a socket of its own, from two places in turn;
// each has an answer of its own. Make it with newStream; run it once.
type stream struct {
	conn    *net.UDPConn
	rate    int // queries a second
	packets [2][]byte
	want    [2][4]byte

	mu      sync.Mutex
	waiting [1 << 16]bool
	counts
}

func newStream(at netip.AddrPort, rate int) (*stream, error) {
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(at))
	if err != nil {
		return nil, err
	}
	_ = conn.SetReadBuffer(4 << 20) // the kernel's bound holds
	s := &stream{conn: conn, rate: rate, want: [2][4]byte{{192, 0, 2, 1}, {192, 0, 2, 2}}}
	for i, from := range [][4]byte{{50, 1, 2, 0}, {200, 1, 2, 0}} {
		m := new(dns.Msg).SetQuestion("www."+apex+".", dns.TypeA)
		m.SetEdns0(1232, false)
		m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: 24, Address: from[:]})
		if s.packets[i], err = m.Pack(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// run asks until ctx is done, waits for what is under way, and gives the counts.
func (s *stream) run(ctx context.Context) counts {
	var hearing sync.WaitGroup
	hearing.Go(s.hear)
	every := time.NewTicker(time.Millisecond)
	defer every.Stop()
	began, id := time.Now(), 0
	for ctx.Err() == nil {
		for due := int(time.Since(began).Seconds() * float64(s.rate)); id < due; id++ {
			s.ask(uint16(id))
		}
		<-every.C
	}
	<-time.After(time.Second)
	_ = s.conn.Close() // ends hear
	hearing.Wait()
	for _, waits := range s.waiting {
		if waits {
			s.lost++
		}
	}
	return s.counts
}

func (s *stream) ask(id uint16) {
	s.mu.Lock()
	if s.waiting[id] {
		s.lost++ // for six seconds
	}
	s.waiting[id] = true
	s.asked++
	s.mu.Unlock()
	p := s.packets[id&1]
	binary.BigEndian.PutUint16(p, id)
	_, _ = s.conn.Write(p) // what cannot be sent is lost
}

func (s *stream) hear() {
	var b [4096]byte
	for {
		n, err := s.conn.Read(b[:])
		if n >= 12 {
			s.judge(b[:n])
		}
		if errors.Is(err, net.ErrClosed) {
			return
		}
	}
}

// judge looks at a reply: one address, the one that its place had before.
func (s *stream) judge(reply []byte) {
	id := binary.BigEndian.Uint16(reply)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.waiting[id] {
		return
	}
	s.waiting[id] = false
	at := 12 + len("www."+apex) + 2 + 4 // behind the question
	if reply[3]&15 != 0 || binary.BigEndian.Uint16(reply[6:]) != 1 || len(reply) < at+16 || [4]byte(reply[at+12:at+16]) != s.want[id&1] {
		s.wrong++
	}
}
