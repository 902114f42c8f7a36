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

// A connection of the load has one query under way, and there are a quarter as
// many as the window is wide. Several on one would measure how Nagle's algorithm
// at the server waits for our delayed acknowledgements (RFC 1122 4.2.3.2, 4.2.3.4).
const (
	perConnection = 1
	connections   = 4
)

// replayTCP does an order by TCP, over connections that last as long as it.
func replayTCP(ctx context.Context, o *order, d *deck) (*tally, error) {
	var next, replies atomic.Int64
	next.Store(int64(d.next))
	defer func() { d.next = int(next.Load()) % len(d.framed) }()
	var streams []*stream
	defer func() {
		for _, s := range streams {
			s.conn.Close()
		}
	}()
	for i := range max(1, o.Window/connections) { // one by one: some servers take few at once
		s := &stream{o: o, framed: d.framed, next: &next}
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(i+1))}, Timeout: 5 * o.Patient}
		var err error
		if s.conn, err = dialer.DialContext(ctx, "tcp4", o.To.String()); err != nil {
			return nil, err
		}
		streams = append(streams, s)
	}
	began := time.Now()
	done := func() bool {
		return ctx.Err() != nil || o.Lasts > 0 && time.Since(began) >= o.Lasts || o.Count > 0 && replies.Load() >= int64(o.Count)
	}
	errs := make([]error, len(streams))
	var wait sync.WaitGroup
	for i, s := range streams {
		wait.Go(func() {
			for more := true; more; more = errs[i] == nil && !done() {
				errs[i] = s.exchange()
				replies.Add(perConnection)
			}
		})
	}
	wait.Wait()
	sum := &tally{Took: time.Since(began)}
	for i, s := range streams {
		if errs[i] != nil {
			return nil, fmt.Errorf("after %d replies of a connection: %w", s.t.Replies, errs[i])
		}
		sum.add(&s.t)
	}
	return sum, ctx.Err()
}

// stream is one connection of the load. Used by one goroutine.
type stream struct {
	o      *order
	framed [][]byte
	t      tally
	next   *atomic.Int64 // packet, of all streams
	conn   net.Conn
	in     [4 * largest]byte
	out    []byte
}

// exchange writes queries at once and reads as many replies, which may come in
// any order (RFC 7766 6.2.1.1).
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
			number := first + int(binary.BigEndian.Uint16(reply))
			s.t.keep(s.o, number, number%len(s.framed), reply)
			have = copy(s.in[:], s.in[size:have])
			left--
		}
	}
	return nil
}
