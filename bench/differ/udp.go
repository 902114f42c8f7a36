package differ

import (
	"context"
	"encoding/binary"
	"net"
	"net/netip"
	"slices"
	"time"
)

// sheet is the questions of a batch with the replies of one server, in the same
// order. Used by one goroutine.
type sheet struct {
	questions [][]byte
	replies   [][]byte
	done      []bool // there is a reply, or none will come
	stuck     []bool // it brought the server to a stand
}

func newSheet(questions [][]byte) *sheet {
	n := len(questions)
	return &sheet{questions, make([][]byte, n), make([]bool, n), make([]bool, n)}
}

// waiting is a question on its way.
type waiting struct {
	index int
	sent  time.Time
	tries int
}

// udpAsker is one socket with its questions, of which so many may be on their
// way. Used by one goroutine.
type udpAsker struct {
	*sheet
	conn    *net.UDPConn
	pending map[uint16]*waiting
	next    int    // question
	id      uint16 // next to use
	heard   time.Time
	out, in [65535]byte
}

// askUDP asks those of some questions that are not done over one socket, each with
// an id of this socket's own. The error may be a *stuckError.
func (s *sheet) askUDP(ctx context.Context, server netip.AddrPort, which []int, together int) error {
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(server))
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetReadBuffer(4 << 20)
	a := &udpAsker{sheet: s, conn: conn, pending: map[uint16]*waiting{}, heard: time.Now()}
	for a.next < len(which) || len(a.pending) > 0 {
		for ; a.next < len(which) && len(a.pending) < together; a.next++ {
			if !s.done[which[a.next]] {
				a.begin(which[a.next])
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		switch {
		case a.receive():
		case time.Since(a.heard) > deaf:
			return &stuckError{a.waiting()}
		default:
			a.again()
		}
	}
	return nil
}

// begin sends a question for the first time.
func (a *udpAsker) begin(index int) {
	for a.pending[a.id] != nil {
		a.id++
	}
	w := &waiting{index: index}
	a.pending[a.id] = w
	a.send(a.id, w)
	a.id++
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
	if len(a.pending) == 0 {
		return true
	}
	a.conn.SetReadDeadline(time.Now().Add(timeout / 4))
	n, err := a.conn.Read(a.in[:])
	if err != nil || n < 2 {
		return false
	}
	a.heard = time.Now()
	id := binary.BigEndian.Uint16(a.in[:])
	if w := a.pending[id]; w != nil {
		a.replies[w.index] = slices.Clone(a.in[:n])
		a.done[w.index] = true
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
			a.done[w.index] = true
			delete(a.pending, id)
		}
	}
}

// waiting are the questions on their way.
func (a *udpAsker) waiting() (which []int) {
	for _, w := range a.pending {
		which = append(which, w.index)
	}
	slices.Sort(which)
	return which
}
