package differ

import (
	"context"
	"encoding/binary"
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

// askTCP asks the questions that are not done over connections one after the
// other, a few at once on each. A question that got no reply is asked again
// alone, because another one may have cost it the connection.
func (s *sheet) askTCP(ctx context.Context, server netip.AddrPort) error {
	asked := make([]int, len(s.questions))
	for {
		var left []int
		for i := range s.questions {
			if s.replies[i] == nil && asked[i] < tries {
				left = append(left, i)
			}
		}
		if len(left) == 0 || ctx.Err() != nil {
			return ctx.Err()
		}
		most := 500
		if asked[left[0]] > 0 {
			most = 1
		}
		conn, err := net.DialTimeout("tcp", server.String(), timeout)
		if err != nil {
			return err
		}
		s.converse(conn, left[:min(len(left), most)], asked)
		conn.Close()
	}
}

// converse asks some questions over one connection, a few at a time, until it
// ends. An id is the place of the question among those few.
func (s *sheet) converse(conn net.Conn, which, asked []int) {
	const together = 8
	for len(which) > 0 {
		few := which[:min(together, len(which))]
		which = which[len(few):]
		conn.SetDeadline(time.Now().Add(timeout))
		for at, i := range few {
			asked[i]++
			frame := binary.BigEndian.AppendUint16(nil, uint16(len(s.questions[i])))
			frame = append(frame, s.questions[i]...)
			binary.BigEndian.PutUint16(frame[2:], uint16(at))
			if _, err := conn.Write(frame); err != nil {
				return
			}
		}
		for range few {
			var size [2]byte
			if _, err := io.ReadFull(conn, size[:]); err != nil {
				return
			}
			reply := make([]byte, binary.BigEndian.Uint16(size[:]))
			if _, err := io.ReadFull(conn, reply); err != nil {
				return
			}
			if len(reply) < 2 || int(binary.BigEndian.Uint16(reply)) >= len(few) {
				return
			}
			s.replies[few[binary.BigEndian.Uint16(reply)]] = reply
		}
	}
}
