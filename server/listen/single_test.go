package listen

import (
	"net"
	"net/netip"
	"runtime"
	"sync"
	"testing"
	"time"
)

func echoWorker() *worker {
	return newWorker(new(echo), new(tally), &alarm{log: quietLog()})
}

// singly is a worker that reads a socket by the way that every system has.
func singly(t *testing.T, at string) (*worker, single) {
	t.Helper()
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort(at)))
	if err != nil {
		t.Fatal(err)
	}
	w, s, done := echoWorker(), single{conn}, make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { s.serve(w, done) })
	t.Cleanup(func() {
		close(done)
		s.stop()
		wg.Wait()
		s.close()
	})
	return w, s
}

func (s single) addr() netip.AddrPort { return s.conn.LocalAddr().(*net.UDPAddr).AddrPort() }

func TestSingleAnswers(t *testing.T) {
	for _, at := range []string{"127.0.0.1:0", "[::1]:0"} {
		w, s := singly(t, at)
		c := dial(t, "udp", s.addr())
		for _, message := range []string{"panic", "quiet"} {
			if _, err := c.Write([]byte(message)); err != nil {
				t.Fatal(err)
			}
		}
		for _, message := range []string{"a", "b"} {
			if got := packetAnswer(t, c, message); got != "udp:"+message {
				t.Errorf("%s: got %q, want %q", at, got, "udp:"+message)
			}
		}
		got := (&Server{tallies: []*tally{w.tally}}).Counters()
		if want := (Counters{UDP: 4, Panics: 1, Dropped: 2}); got != want {
			t.Errorf("%s: counters %+v, want %+v", at, got, want)
		}
	}
}

// P-1: a reply to port 0 goes nowhere; the answerer is not even asked.
func TestSingleDropsPort0(t *testing.T) {
	w := echoWorker()
	w.client.From = FromAddrPort(netip.MustParseAddrPort("192.0.2.1:0"))
	if got := w.one([]byte("x"), make([]byte, maxMessage)); got != 0 {
		t.Errorf("port 0 got %d octets, want nothing", got)
	}
	if w.answerer.(*echo).calls != 0 {
		t.Error("port 0 reached the answerer")
	}
	if udp, dropped := w.tally.udp.Load(), w.tally.dropped.Load(); udp != 1 || dropped != 1 {
		t.Errorf("%d received, %d dropped, want 1 and 1", udp, dropped)
	}
}

// A socket that only fails is not read in a busy loop, and is read again once
// it works. A read deadline in the past stands for the failure.
func TestSingleFailuresInARow(t *testing.T) {
	w, s := singly(t, "127.0.0.1:0")
	if err := s.conn.SetReadDeadline(time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	wantFailuresWaitedOut(t, w.tally)
	if err := s.conn.SetReadDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	if got := packetAnswer(t, dial(t, "udp", s.addr()), "again"); got != "udp:again" {
		t.Errorf("got %q, want %q", got, "udp:again")
	}
}

// wantFailuresWaitedOut watches a worker that only fails.
func wantFailuresWaitedOut(t *testing.T, counted *tally) {
	t.Helper()
	// More waits than there are failures that cost nothing: or else to wait for
	// those and none of the others would look the same.
	const waits = 2 * failuresFree
	start := time.Now()
	for counted.errors.Load() < failuresFree+waits {
		runtime.Gosched()
	}
	// The last of them may still be waited out.
	if got := time.Since(start); got < (waits-1)*failurePause {
		t.Errorf("%d failures in %v, want %v at least", failuresFree+waits, got, (waits-1)*failurePause)
	}
}

func TestSingleDoesNotAllocate(t *testing.T) {
	_, s := singly(t, "127.0.0.1:0")
	if got := allocsPerPacket(t, dial(t, "udp", s.addr())); got != 0 {
		t.Errorf("%v allocations per packet, want 0", got)
	}
}
