package listen

import "time"

// maxMessage is the most octets that a message can have, by UDP and TCP.
const maxMessage = 65535

// Message is room for any message.
type Message = [maxMessage]byte

// How long a worker waits after reads that failed in a row. One failure is
// mostly the echo of an earlier packet (ECONNREFUSED by ICMP) and costs
// nothing; a socket that only fails must not eat a core.
const (
	failuresFree = 16
	failurePause = 5 * time.Millisecond
)

// Spare is how many of Go's processors (GOMAXPROCS) a program should have
// beside one for each core that it answers on.
//
// A worker under full load never enters Go's scheduler: it keeps a processor of
// Go for up to 10 ms, until it is made to give it back. Were there none beside
// them, then whatever else is to run (a probe, a change of the plan, TCP)
// would wait for such a moment, and so would the news of sockets and timers,
// for which a processor without work looks. One is for those, and one for the
// collector, which takes a quarter of them all while it works. Cores are shared
// by the kernel, which is fair within a few milliseconds.
const Spare = 2

// worker is who answers what one goroutine reads by UDP, and counts. It belongs
// to that goroutine.
type worker struct {
	answerer Answerer
	tally    *tally
	alarm    *alarm
	client   Client // of the request in hand; the same for all but From and Now
	failures int    // reads that failed in a row
}

func newWorker(a Answerer, t *tally, al *alarm) *worker {
	return &worker{answerer: a, tally: t, alarm: al, client: Client{UDP: true}}
}

// failed counts a read that failed, and rests if that goes on.
func (w *worker) failed(done <-chan struct{}) {
	w.tally.errors.Add(1)
	if w.failures++; w.failures > failuresFree {
		pause(failurePause, done)
	}
}

// contain takes what recover gave for a request: a panic costs that and no more.
func (w *worker) contain(value any, request []byte) {
	if value != nil {
		w.tally.panics.Add(1)
		w.alarm.panicked(value, request, &w.client)
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
