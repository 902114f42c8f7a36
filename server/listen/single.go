package listen

import (
	"errors"
	"net"
	"os"
	"syscall"
	"time"
)

// single reads a socket one packet after the other, by the net package: the way
// for every system. A reply from a wildcard address leaves from where the
// routing table says, and a send may wait for room. Several workers may share
// one.
type single struct{ conn *net.UDPConn }

func (s single) stop() { s.conn.Close() }

// keep implements packetSocket. Closing is of our descriptor alone.
func (s single) keep() error { return nil }

// file implements packetSocket.
func (s single) file() (*os.File, error) { return s.conn.File() }

// leave implements packetSocket.
func (s single) leave() {}

// rouse implements packetSocket: closing is of our descriptor alone, and what was
// taken is answered before.
func (s single) rouse() { _ = s.conn.SetReadDeadline(time.Unix(1, 0)) }

func (s single) close() { s.conn.Close() }

// serve implements packetSocket.
func (s single) serve(w *worker, done <-chan struct{}) {
	in, out := make([]byte, maxMessage), make([]byte, maxMessage)
	for {
		n, from, err := s.conn.ReadFromUDPAddrPort(in)
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			select {
			case <-done:
				if errors.Is(err, os.ErrDeadlineExceeded) {
					return
				}
			default:
			}
			w.failed(done)
			continue
		}
		w.failures = 0
		w.client.From = FromAddrPort(unmap(from))
		w.client.Now = time.Now()
		size := w.one(in[:n], out)
		if size == 0 {
			continue
		}
		if _, err := s.conn.WriteToUDPAddrPort(out[:size], from); err != nil {
			w.unsent(err)
		}
	}
}

// one answers one request of the client and returns the length of the reply, 0
// for none. A panic counts as none.
func (w *worker) one(in, out []byte) (size int) {
	w.tally.udp.Add(1)
	defer func() {
		if size == 0 {
			w.tally.dropped.Add(1)
		}
	}()
	defer func() { w.contain(recover(), in) }()
	if w.client.From.Port() == 0 {
		return 0 // no reply can arrive there: it is spoofed
	}
	return w.answerer.Answer(in, (*Message)(out), &w.client)
}

// noRoom says that the kernel had no room for a packet.
func noRoom(err error) bool {
	return errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.ENOBUFS)
}
