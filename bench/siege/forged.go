package siege

import (
	"context"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"
)

// forged sends from random addresses of one /24 and counts what comes back to
// any of them. Make it with newForged; it must not be copied.
type forged struct {
	conns   []*net.UDPConn
	query   []byte
	random  *rand.Rand
	began   time.Time
	sent    int
	reading sync.WaitGroup

	mu      sync.Mutex
	seconds []tally // by second since the start
}

// tally is what came in one second.
type tally struct{ full, short, other int }

// newForged opens a socket for each address of the network of an address.
func newForged(network netip.Addr, to netip.AddrPort, query []byte) (*forged, error) {
	f := &forged{query: query, random: rand.New(rand.NewPCG(1, 1))}
	base := network.As4()
	for last := 1; last < 255; last++ {
		base[3] = byte(last)
		conn, err := net.DialUDP("udp", &net.UDPAddr{IP: base[:]}, net.UDPAddrFromAddrPort(to))
		if err != nil {
			f.close()
			return nil, err
		}
		f.conns = append(f.conns, conn)
	}
	return f, nil
}

// run floods for a time and waits a moment for what is under way.
func (f *forged) run(ctx context.Context, rate int, lasts time.Duration) time.Duration {
	f.began = time.Now()
	for _, c := range f.conns {
		f.reading.Go(func() { f.read(c) })
	}
	took := pace(ctx, rate, lasts, func() {
		f.conns[f.random.IntN(len(f.conns))].Write(identified(f.query, uint16(f.sent)))
		f.sent++
	})
	rest(ctx, 200*time.Millisecond)
	f.close()
	f.reading.Wait()
	return took
}

func (f *forged) close() {
	for _, c := range f.conns {
		c.Close()
	}
}

func (f *forged) read(conn *net.UDPConn) {
	var buffer [2048]byte
	for {
		n, err := conn.Read(buffer[:])
		if err != nil {
			return
		}
		f.keep(kindOf(buffer[:n]))
	}
}

func (f *forged) keep(k kind) {
	f.mu.Lock()
	defer f.mu.Unlock()
	second := int(time.Since(f.began) / time.Second)
	for len(f.seconds) <= second {
		f.seconds = append(f.seconds, tally{})
	}
	switch t := &f.seconds[second]; k {
	case full:
		t.full++
	case short:
		t.short++
	default:
		t.other++
	}
}

// total is all seconds from one on.
func (f *forged) total(from int) (t tally) {
	for _, s := range f.seconds[min(from, len(f.seconds)):] {
		t.full += s.full
		t.short += s.short
		t.other += s.other
	}
	return t
}
