package compare

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// perConnection is how many queries a connection of the load has under way: it
// writes as many at once, and reads as many replies before it writes more.
const perConnection = 4

// replayTCP does an order by TCP, over connections that last as long as it.
func replayTCP(ctx context.Context, o *order, framed [][]byte) (*tally, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if o.Lasts > 0 {
		ctx, cancel = context.WithTimeout(ctx, o.Lasts)
		defer cancel()
	}
	n := max(1, o.Window/perConnection)
	tallies, errs := make([]tally, n), make([]error, n)
	var next, replies atomic.Int64
	var wait sync.WaitGroup
	began := time.Now()
	for i := range n {
		wait.Go(func() {
			c := stream{o: o, framed: framed, t: &tallies[i], next: &next}
			errs[i] = c.run(ctx, i, func(got int) {
				if replies.Add(int64(got)) >= int64(o.Count) && o.Count > 0 {
					cancel()
				}
			})
		})
	}
	wait.Wait()
	sum := &tally{Took: time.Since(began)}
	for i := range tallies {
		sum.add(&tallies[i])
		if errs[i] != nil {
			return nil, errs[i]
		}
	}
	return sum, nil
}

// stream is one connection of the load. Used by one goroutine.
type stream struct {
	o      *order
	framed [][]byte
	t      *tally
	next   *atomic.Int64 // packet, of all streams
	conn   net.Conn
	in     [4 * largest]byte
	out    []byte
}

// run asks until ctx is done, and tells each time how many replies came.
func (s *stream) run(ctx context.Context, i int, got func(int)) (err error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(i+1))}, Timeout: s.o.Patient}
	if s.conn, err = d.DialContext(ctx, "tcp4", s.o.To.String()); err != nil {
		return err
	}
	defer s.conn.Close()
	for ctx.Err() == nil {
		if err := s.exchange(); err != nil {
			return fmt.Errorf("after %d replies of a connection: %w", s.t.Replies, err)
		}
		got(perConnection)
	}
	return nil
}

// exchange writes some queries at once and reads as many replies, which may
// come in any order (RFC 7766 6.2.1.1).
func (s *stream) exchange() error {
	first := int(s.next.Add(perConnection)) - perConnection
	s.out = s.out[:0]
	for i := range perConnection {
		at := len(s.out)
		s.out = append(s.out, s.framed[(first+i)%len(s.framed)]...)
		binary.BigEndian.PutUint16(s.out[at+2:], uint16(i))
	}
	if err := s.conn.SetDeadline(time.Now().Add(s.o.Patient)); err != nil {
		return err
	}
	if _, err := s.conn.Write(s.out); err != nil {
		return err
	}
	s.t.Sent += perConnection
	have := 0
	for left := perConnection; left > 0; {
		n, err := s.conn.Read(s.in[have:])
		if err != nil {
			return err
		}
		have += n
		for have >= 2 && have >= 2+int(binary.BigEndian.Uint16(s.in[:])) && left > 0 {
			size := 2 + int(binary.BigEndian.Uint16(s.in[:]))
			if size < 14 {
				return io.ErrUnexpectedEOF
			}
			reply := s.in[2:size]
			s.t.count(reply)
			s.t.keep(s.o, (first+int(binary.BigEndian.Uint16(reply)))%len(s.framed), reply)
			have = copy(s.in[:], s.in[size:have])
			left--
		}
	}
	return nil
}
