package listen

import (
	"errors"
	"net"
	"net/netip"
	"time"
)

// maxMessage is the most octets that a message can have, by UDP and TCP.
const maxMessage = 65535

// How long a worker waits after reads that failed in a row. One failure is
// mostly the echo of an earlier packet (ECONNREFUSED by ICMP) and costs
// nothing; a socket that only fails must not eat a core.
const (
	failuresFree = 16
	failurePause = 5 * time.Millisecond
)

// worker reads one UDP socket and answers inline. It belongs to the goroutine
// that calls run.
type worker struct {
	port     *port
	answerer Answerer
	tally    *tally
	alarm    *alarm
	in, out  [maxMessage]byte
}

// run serves until the socket is closed.
func (w *worker) run(done <-chan struct{}) {
	for failures := 0; ; {
		n, from, err := w.port.receive(w.in[:])
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			w.tally.errors.Add(1)
			if failures++; failures > failuresFree {
				pause(failurePause, done)
			}
			continue
		}
		failures = 0
		reply := w.handle(n, from)
		if len(reply) == 0 {
			continue
		}
		if err := w.port.send(reply, from); err != nil {
			w.unsent(err)
		}
	}
}

// unsent counts a reply that could not be sent. That stops nothing (T-8, T-11).
func (w *worker) unsent(err error) {
	if noRoom(err) {
		w.tally.udpUnsent.Add(1)
	} else {
		w.tally.errors.Add(1)
	}
}

// handle answers the first n octets of w.in and returns the reply, a part of
// w.out, empty for none. A panic counts as none.
func (w *worker) handle(n int, from netip.AddrPort) (reply []byte) {
	w.tally.udp.Add(1)
	defer func() {
		if value := recover(); value != nil {
			w.tally.panics.Add(1)
			w.alarm.panicked(value)
			reply = nil
		}
		if len(reply) == 0 {
			w.tally.dropped.Add(1)
		}
	}()
	if from.Port() == 0 {
		return nil // no reply can arrive there: it is spoofed
	}
	size := w.answerer.Answer(w.in[:n:n], w.out[:], Client{From: unmap(from), UDP: true})
	return w.out[:size]
}
