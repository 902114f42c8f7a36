package siege

import (
	"context"
	"encoding/binary"
	"net"
	"net/netip"
	"sync"
	"time"
)

// steady asks by UDP at a steady rate, from one address, and keeps what became
// of each question. The number of the question, modulo 65536, is its id. Make
// it with newSteady; it must not be copied.
type steady struct {
	conn    *net.UDPConn
	queries [][]byte
	reading sync.WaitGroup

	mu    sync.Mutex
	sent  []time.Time
	took  []time.Duration // by question; 0 for no answer yet
	short int             // replies that were truncated
	odd   int             // replies of any other kind
}

// newSteady makes a client that asks for one after the other of the queries.
func newSteady(from netip.Addr, to netip.AddrPort, queries [][]byte) (*steady, error) {
	conn, err := net.DialUDP("udp", &net.UDPAddr{IP: from.AsSlice()}, net.UDPAddrFromAddrPort(to))
	if err != nil {
		return nil, err
	}
	if err := conn.SetReadBuffer(4 << 20); err != nil {
		conn.Close()
		return nil, err
	}
	s := &steady{conn: conn, queries: queries}
	s.reading.Go(s.read)
	return s, nil
}

// run asks for a time, waits for the last answers, and closes the socket.
func (s *steady) run(ctx context.Context, rate int, lasts time.Duration) spread {
	pace(ctx, rate, lasts, s.ask)
	for began := time.Now(); time.Since(began) < patience && s.missing() > 0; {
		time.Sleep(tick)
	}
	s.conn.Close()
	s.reading.Wait()
	var took []time.Duration
	for _, t := range s.took {
		if t > 0 {
			took = append(took, t)
		}
	}
	return spreadOf(took, len(s.took)-len(took))
}

// missing is how many of the last questions are not answered yet. What came
// before them has had its time.
func (s *steady) missing() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.took[max(0, len(s.took)-1<<15):] {
		if t == 0 {
			n++
		}
	}
	return n
}

// ask asks the next question.
func (s *steady) ask() {
	s.mu.Lock()
	number := len(s.sent)
	s.sent, s.took = append(s.sent, time.Now()), append(s.took, 0)
	s.mu.Unlock()
	s.conn.Write(identified(s.queries[number%len(s.queries)], uint16(number))) // if it is lost, it is not answered
}

// read keeps replies until the socket is closed.
func (s *steady) read() {
	buffer := make([]byte, 4096)
	for {
		n, err := s.conn.Read(buffer)
		if err != nil {
			return
		}
		s.keep(buffer[:n], time.Now())
	}
}

// keep notes a reply to the newest question of its id.
func (s *steady) keep(reply []byte, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch kindOf(reply) {
	case short:
		s.short++
		return
	case other:
		s.odd++
		return
	}
	id := int(binary.BigEndian.Uint16(reply))
	number := len(s.sent) - 1 - (len(s.sent)-1-id)&0xffff
	if number >= 0 && s.took[number] == 0 {
		s.took[number] = at.Sub(s.sent[number])
	}
}
