package listen

import (
	"bytes"
	"fmt"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// writesConn gives what it is read from and keeps each write.
type writesConn struct {
	net.Conn
	in     bytes.Reader
	writes [][]byte
	closed bool
}

func (c *writesConn) Read(b []byte) (int, error)       { return c.in.Read(b) }
func (c *writesConn) RemoteAddr() net.Addr             { return nil }
func (c *writesConn) SetDeadline(time.Time) error      { return nil }
func (c *writesConn) SetReadDeadline(time.Time) error  { return nil }
func (c *writesConn) SetWriteDeadline(time.Time) error { return nil }

func (c *writesConn) Write(b []byte) (int, error) {
	c.writes = append(c.writes, bytes.Clone(b))
	return len(b), nil
}

func (c *writesConn) Close() error {
	c.closed = true
	return nil
}

// served is what the server writes to one that sends all this and then shuts
// its side, each write apart.
func served(s *tcp, sent []byte) *writesConn {
	c := new(writesConn)
	c.in.Reset(sent)
	s.serve(s.register.join(c, s.tally))
	return c
}

// messages cuts writes into messages and says how many each had.
func messages(t *testing.T, writes [][]byte) (out []string, each []int) {
	t.Helper()
	for _, w := range writes {
		r, n := bytes.NewReader(w), 0
		for ; r.Len() > 0; n++ {
			m, err := readMessage(r)
			if err != nil {
				t.Fatalf("a write ends within a message: %v", err)
			}
			out = append(out, m)
		}
		each = append(each, n)
	}
	return out, each
}

// T-4: answers to what is there together leave together, 64 at most, in order.
func TestT4AnswersAreCoalesced(t *testing.T) {
	s := newTestTCP()
	var ask, want []string
	for i := range 150 {
		ask = append(ask, fmt.Sprint(i))
		want = append(want, fmt.Sprint("tcp:", i))
	}
	c := served(s, framed(ask...))
	got, each := messages(t, c.writes)
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %q, want %q", got, want)
	}
	// 512 octets have 124 of them whole; the buffer that comes then has the rest.
	if fmt.Sprint(each) != "[64 60 26]" {
		t.Errorf("%v answers a write, want 64, 60, 26", each)
	}
	if !c.closed || s.register.Open() != 0 {
		t.Error("the connection was not closed, or is known still")
	}
	if got, want := s.total(), (Counters{TCP: 150, Sent: 150}); got != want {
		t.Errorf("counters %+v, want %+v", got, want)
	}
}

// T-4: no more than 64 KiB is queued, whatever the answers' size. One that does
// not fit behind the others is not lost.
func TestT4QueueIsBounded(t *testing.T) {
	s := newTestTCP()
	large := func(b string) string { return strings.Repeat(b, maxMessage) }
	half := strings.Repeat("h", 32765-len("tcp:")) // with the prefix 32767: two of them leave room for 3 octets
	c := served(s, framed("a", "large1", "large2", "b", half, half, "c"))
	got, each := messages(t, c.writes)
	want := []string{"tcp:a", large("1"), large("2"), "tcp:b", "tcp:" + half, "tcp:" + half, "tcp:c"}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Error("the answers are not those to what was asked")
	}
	for i, w := range c.writes {
		if len(w) > 65537 {
			t.Errorf("write %d has %d octets, want 65537 at most", i, len(w))
		}
	}
	if each[0] != 1 || each[1] != 1 {
		t.Errorf("%v answers a write, want large ones alone", each)
	}
	if got, want := s.total(), (Counters{TCP: 7, Sent: 7}); got != want {
		t.Errorf("counters %+v, want %+v", got, want)
	}
}

// What fills the queue to the last octet is one write; one more is two.
func TestT4QueueFillsExactly(t *testing.T) {
	for _, c := range []struct{ over, writes int }{{0, 1}, {1, 2}} {
		s := newTestTCP()
		seat := <-s.seats
		s.seats <- seat
		in := newInbox(&s.lender)
		put(in, framed("x", strings.Repeat("y", maxMessage-len("tcp:x")-prefixLen-len("tcp:")+c.over)))
		e := s.register.newEntry(new(writesConn), s.tally)
		writes := 0
		for in.whole() {
			b := s.answer(e, in)
			writes++
			s.lender.giveBack(b.out)
		}
		if writes != c.writes {
			t.Errorf("%d octets over: %d writes, want %d", c.over, writes, c.writes)
		}
	}
}

// put brings octets into an inbox.
func put(in *inbox, b []byte) {
	for len(b) > 0 {
		n := copy(in.space(), b)
		in.arrived(n)
		b = b[n:]
	}
}

// T-4, T-5: who asks without end and reads nothing holds a bounded queue and is
// closed; another one is answered meanwhile.
func TestT5NeverReads(t *testing.T) {
	s := serving(t, Config{Workers: 1}, "127.0.0.1:0")
	rude := dial(t, "tcp", s.Addrs()[0])
	ended := make(chan time.Duration)
	go func() {
		flood := bytes.Repeat(framed("large1"), 1000)
		start := time.Now()
		for {
			if _, err := rude.Write(flood); err != nil {
				ended <- time.Since(start)
				return
			}
		}
	}()
	polite := dial(t, "tcp", s.Addrs()[0])
	for open := true; open; {
		if _, err := polite.Write(framed("x")); err != nil {
			t.Fatal(err)
		}
		wantMessage(t, polite, "tcp:x")
		select {
		case d := <-ended:
			open = false
			if d < 400*time.Millisecond || d > 3*time.Second {
				t.Errorf("closed after %v, want about 500ms", d)
			}
		default:
		}
	}
	if got := s.Counters(); got.Unread != 1 || got.Slow+got.Idle+got.Evicted+got.Errors != 0 {
		t.Errorf("counters %+v, want 1 unread", got)
	}
}

// Who waits for a seat gets it in turn: one that asks without end does not keep
// another from being answered.
func TestT4SeatsGoInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestTCP() // with one seat
		seat := <-s.seats
		endless, once := piped(t, s), piped(t, s)
		go endless.Write(framed("a", "b", "c"))
		synctest.Wait()
		go once.Write(framed("x"))
		synctest.Wait()
		s.seats <- seat
		wantMessage(t, once, "tcp:x")
		wantMessage(t, endless, "tcp:a")
	})
}

// T-4: after each 128 queries of one connection others have their share.
func TestT4FairShare(t *testing.T) {
	for _, c := range []struct {
		asks int
		want time.Duration
	}{{127, 0}, {128, 50 * time.Microsecond}, {255, 50 * time.Microsecond}, {640, 200 * time.Microsecond}} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			served(newTestTCP(), framed(slices.Repeat([]string{"a"}, c.asks)...))
			if got := time.Since(start); got != c.want {
				t.Errorf("%d queries rested %v, want %v", c.asks, got, c.want)
			}
		})
	}
}

// Half of the workers answer TCP, one at least.
func TestSeats(t *testing.T) {
	for _, c := range []struct{ workers, want int }{{1, 1}, {2, 1}, {3, 1}, {4, 2}, {9, 4}} {
		s := newTCP(Config{Workers: c.workers, New: newEcho}, nil, nil)
		if got := len(s.seats); got != c.want || cap(s.seats) != c.want {
			t.Errorf("%d workers: %d seats, want %d", c.workers, got, c.want)
		}
	}
}

// A write that fails ends the connection, and is an error.
func TestWriteFails(t *testing.T) {
	s := newTestTCP()
	c := new(brokenConn)
	c.in.Reset(framed("a"))
	s.serve(s.register.join(c, s.tally))
	if got, want := s.total(), (Counters{TCP: 1, Errors: 1}); got != want || !c.closed || c.linger != 0 {
		t.Errorf("counters %+v, want %+v; closed %v after %d s", got, want, c.closed, c.linger)
	}
}

// brokenConn cannot be written to.
type brokenConn struct {
	writesConn
	linger int
}

func (c *brokenConn) Write([]byte) (int, error) {
	c.linger = -1
	return 0, syscall.EPIPE
}

func (c *brokenConn) SetLinger(seconds int) error {
	c.linger = seconds
	return nil
}
