package differ

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"
)

// How a server is asked: so many questions on the way at once, each so often,
// with so much time for each.
const (
	window  = 128
	tries   = 4
	timeout = time.Second
)

// waiting is a question on its way.
type waiting struct {
	index int
	sent  time.Time
	tries int
}

// askUDP asks all questions over one socket, many at once, and returns the
// replies in the order of the questions; nil where there was none. Each goes
// out with an id of this socket's own.
func askUDP(ctx context.Context, server netip.AddrPort, questions [][]byte) ([][]byte, error) {
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(server))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	conn.SetReadBuffer(4 << 20)
	a := udpAsker{conn: conn, questions: questions, replies: make([][]byte, len(questions)), pending: map[uint16]*waiting{}}
	for next, id := 0, uint16(0); next < len(questions) || len(a.pending) > 0; {
		for ; next < len(questions) && len(a.pending) < window; next++ {
			for a.pending[id] != nil {
				id++
			}
			w := &waiting{index: next}
			a.pending[id] = w
			a.send(id, w)
			id++
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !a.receive() {
			a.again()
		}
	}
	return a.replies, nil
}

// udpAsker is one socket with its questions. Used by one goroutine.
type udpAsker struct {
	conn      *net.UDPConn
	questions [][]byte
	replies   [][]byte
	pending   map[uint16]*waiting
	out, in   [65535]byte
}

func (a *udpAsker) send(id uint16, w *waiting) {
	n := copy(a.out[:], a.questions[w.index])
	binary.BigEndian.PutUint16(a.out[:], id)
	a.conn.Write(a.out[:n]) // a lost question is asked again
	w.sent = time.Now()
	w.tries++
}

// receive takes one reply; false if none comes soon.
func (a *udpAsker) receive() bool {
	a.conn.SetReadDeadline(time.Now().Add(timeout / 4))
	n, err := a.conn.Read(a.in[:])
	if err != nil || n < 2 {
		return false
	}
	id := binary.BigEndian.Uint16(a.in[:])
	if w := a.pending[id]; w != nil {
		a.replies[w.index] = append([]byte(nil), a.in[:n]...)
		delete(a.pending, id)
	}
	return true
}

// again asks once more what waited for too long, and gives up in the end.
func (a *udpAsker) again() {
	for id, w := range a.pending {
		switch {
		case time.Since(w.sent) < timeout:
		case w.tries < tries:
			a.send(id, w)
		default:
			delete(a.pending, id)
		}
	}
}

// askTCP asks all questions over connections one after the other, a few at once
// on each, and returns the replies in the order of the questions; nil where
// there was none.
func askTCP(ctx context.Context, server netip.AddrPort, questions [][]byte) ([][]byte, error) {
	replies := make([][]byte, len(questions))
	asked := make([]int, len(questions))
	for {
		var left []int
		for i := range questions {
			if replies[i] == nil && asked[i] < tries {
				left = append(left, i)
			}
		}
		if len(left) == 0 || ctx.Err() != nil {
			return replies, ctx.Err()
		}
		most := 500
		if asked[left[0]] > 0 {
			most = 1 // alone: another question may have cost the connection
		}
		left = left[:min(len(left), most)]
		conn, err := net.DialTimeout("tcp", server.String(), timeout)
		if err != nil {
			return nil, err
		}
		err = converse(conn, questions, replies, left, asked)
		conn.Close()
		if err != nil && ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
}

// converse asks some questions over one connection, a few at a time. An id is
// the place of the question in the list of those.
func converse(conn net.Conn, questions, replies [][]byte, which, asked []int) error {
	const together = 8
	for len(which) > 0 {
		few := which[:min(together, len(which))]
		which = which[len(few):]
		for at, i := range few {
			asked[i]++
			frame := binary.BigEndian.AppendUint16(nil, uint16(len(questions[i])))
			frame = append(frame, questions[i]...)
			binary.BigEndian.PutUint16(frame[2:], uint16(at))
			if _, err := conn.Write(frame); err != nil {
				return err
			}
		}
		conn.SetDeadline(time.Now().Add(timeout))
		for range few {
			var size [2]byte
			if _, err := io.ReadFull(conn, size[:]); err != nil {
				return err
			}
			reply := make([]byte, binary.BigEndian.Uint16(size[:]))
			if _, err := io.ReadFull(conn, reply); err != nil {
				return err
			}
			if len(reply) < 2 || int(binary.BigEndian.Uint16(reply)) >= len(few) {
				return fmt.Errorf("a reply that was not asked for")
			}
			replies[few[binary.BigEndian.Uint16(reply)]] = reply
		}
	}
	return nil
}
