package listen

import (
	"net"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

func TestTCPAnswers(t *testing.T) {
	for _, at := range []string{"127.0.0.1:0", "[::1]:0"} {
		t.Run(at, func(t *testing.T) {
			s := serving(t, Config{}, at)
			c := dial(t, "tcp", s.Addrs()[0])
			// Pipelined: all at once, answered in order (RFC 7766 6.2.1.1).
			if _, err := c.Write(framed("one", "two", "three")); err != nil {
				t.Fatal(err)
			}
			wantMessage(t, c, "tcp:one")
			wantMessage(t, c, "tcp:two")
			wantMessage(t, c, "tcp:three")
			wantCounters(t, s, Counters{TCP: 3, Sent: 3, Conns: 1})
		})
	}
}

// T-7: a client may close its side and still read what it asked for.
func TestT7HalfClose(t *testing.T) {
	s := serving(t, Config{}, "127.0.0.1:0")
	c := dial(t, "tcp", s.Addrs()[0])
	if _, err := c.Write(framed("one", "two")); err != nil {
		t.Fatal(err)
	}
	if err := c.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	wantMessage(t, c, "tcp:one")
	wantMessage(t, c, "tcp:two")
	wantClosed(t, c)
}

// T-7: 65,535 octets are a message.
func TestT7LargestMessage(t *testing.T) {
	s := serving(t, Config{}, "127.0.0.1:0")
	c := dial(t, "tcp", s.Addrs()[0])
	message := strings.Repeat("x", maxMessage-len("tcp:"))
	if _, err := c.Write(framed(message, "small")); err != nil {
		t.Fatal(err)
	}
	wantMessage(t, c, "tcp:"+message)
	wantMessage(t, c, "tcp:small")
}

// T-7 and panics: the connection ends, the server goes on.
func TestT7ClosesThatConnectionOnly(t *testing.T) {
	s := serving(t, Config{}, "127.0.0.1:0")
	for _, c := range []struct{ what, message string }{
		{"empty message", ""}, {"no answer", "quiet"}, {"panic", "panic"},
	} {
		conn := dial(t, "tcp", s.Addrs()[0])
		if _, err := conn.Write(framed("first", c.message)); err != nil {
			t.Fatal(err)
		}
		wantMessage(t, conn, "tcp:first")
		wantClosed(t, conn)
	}
	conn := dial(t, "tcp", s.Addrs()[0])
	if _, err := conn.Write(framed("after")); err != nil {
		t.Fatal(err)
	}
	wantMessage(t, conn, "tcp:after")
	wantCounters(t, s, Counters{TCP: 6, Sent: 4, Dropped: 2, Errors: 1, Panics: 1, Conns: 4})
}

// T-7: a client that goes by a reset, in the middle of a message or with
// answers on their way, costs its connection only.
func TestT7Reset(t *testing.T) {
	s := serving(t, Config{}, "127.0.0.1:0")
	stays := dial(t, "tcp", s.Addrs()[0])
	for _, sent := range [][]byte{nil, {0}, {0, 5, 'a'}, framed("x"), framed("large1", "large2")} {
		c := dial(t, "tcp", s.Addrs()[0])
		if _, err := c.Write(sent); err != nil {
			t.Fatal(err)
		}
		if err := c.(*net.TCPConn).SetLinger(0); err != nil {
			t.Fatal(err)
		}
		c.Close()
		if _, err := stays.Write(framed("here")); err != nil {
			t.Fatal(err)
		}
		wantMessage(t, stays, "tcp:here")
	}
	for s.config.Register.Open() != 1 {
		runtime.Gosched()
	}
	if got := s.Counters(); got.Conns != 6 || got.Errors == 0 || got.Slow+got.Idle+got.Unread+got.Evicted != 0 {
		t.Errorf("counters %+v, want errors of 6 connections", got)
	}
}

// T-7: many queries, then the end of the sending side: all answers come.
func TestT7HalfCloseAfterMany(t *testing.T) {
	s := serving(t, Config{}, "127.0.0.1:0")
	c := dial(t, "tcp", s.Addrs()[0]).(*net.TCPConn)
	const n = 5000
	go func() {
		for i := range n {
			if _, err := c.Write(framed(strconv.Itoa(i))); err != nil {
				t.Error(err)
			}
		}
		c.CloseWrite()
	}()
	for i := range n {
		wantMessage(t, c, "tcp:"+strconv.Itoa(i))
	}
	wantClosed(t, c)
	wantCounters(t, s, Counters{TCP: n, Sent: n, Conns: 1})
}
