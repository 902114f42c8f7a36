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
	// judge says what is wrong with the answer to a query, "" if nothing is. It
	// is called by the goroutine that reads. Without one any answer is right.
	judge func(query int, reply []byte) string

	mu    sync.Mutex
	sent  []time.Time
	took  []time.Duration // by question; 0 for no answer yet
	short int             // replies that were truncated
	odd   int             // replies of any other kind, wrong answers among them
	wrong string          // what was wrong with the first of those
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
	return &steady{conn: conn, queries: queries}, nil
}

// run asks for a time, waits for the last answers, and closes the socket.
func (s *steady) run(ctx context.Context, rate int, lasts time.Duration) spread {
	s.begin()
	pace(ctx, rate, lasts, s.ask)
	took := s.end()
	return spreadOf(took, len(s.took)-len(took))
}

// begin starts to read replies.
func (s *steady) begin() { s.reading.Go(s.read) }

// end waits for the last answers, closes the socket, and says how long each
// answer took.
func (s *steady) end() (took []time.Duration) {
	for began := time.Now(); time.Since(began) < patience && s.missing() > 0; {
		time.Sleep(tick)
	}
	s.conn.Close()
	s.reading.Wait()
	for _, t := range s.took {
		if t > 0 {
			took = append(took, t)
		}
	}
	return took
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
	number, ok := s.numberOf(reply)
	got, wrong := kindOf(reply), ""
	if ok && got == full && s.judge != nil {
		if wrong = s.judge(number%len(s.queries), reply); wrong != "" {
			got = other
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case got == short:
		s.short++
	case got == other:
		if s.odd++; s.wrong == "" {
			s.wrong = wrong
		}
	case ok && s.took[number] == 0:
		s.took[number] = at.Sub(s.sent[number])
	}
}

// numberOf gives the question that a reply is to, if there is one.
func (s *steady) numberOf(reply []byte) (number int, ok bool) {
	if len(reply) < 2 {
		return 0, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := int(binary.BigEndian.Uint16(reply))
	number = len(s.sent) - 1 - (len(s.sent)-1-id)&0xffff
	return number, number >= 0
}
