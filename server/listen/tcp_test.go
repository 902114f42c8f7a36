package listen

import (
	"net"
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

// A client may close its side and still read what it asked for.
func TestTCPHalfClose(t *testing.T) {
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

func TestTCPLargestMessage(t *testing.T) {
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
func TestTCPCloses(t *testing.T) {
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
