package listen

import (
	"errors"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
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
			if got := s.Counters(); got != (Counters{TCP: 3, Conns: 1}) {
				t.Errorf("counters %+v, want 3 messages of 1 connection", got)
			}
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
	got := s.Counters()
	want := Counters{TCP: 6, Dropped: 2, Errors: 1, Panics: 1, Conns: 4}
	if got != want {
		t.Errorf("counters %+v, want %+v", got, want)
	}
}

// T-3: the newcomer gets in, the one that was idle the longest goes.
func TestTCPEvictsLongestIdle(t *testing.T) {
	s := serving(t, Config{Conns: 2}, "127.0.0.1:0")
	var conns [3]net.Conn
	ask := func(i int) {
		t.Helper()
		if _, err := conns[i].Write(framed("x")); err != nil {
			t.Fatal(err)
		}
		wantMessage(t, conns[i], "tcp:x")
	}
	conns[0] = dial(t, "tcp", s.Addrs()[0])
	ask(0)
	conns[1] = dial(t, "tcp", s.Addrs()[0])
	ask(1)
	ask(0) // now 1 is the longest idle; asking twice sees to it that 0 was noted
	ask(0)
	conns[2] = dial(t, "tcp", s.Addrs()[0])
	ask(2)
	wantClosed(t, conns[1])
	ask(0)
	ask(2)
	if got := s.Counters(); got.Evicted != 1 || got.Conns != 3 {
		t.Errorf("counters %+v, want 3 connections and 1 evicted", got)
	}
}

// An accept that crosses with Close leaves no connection behind.
func TestTCPAcceptedAfterClose(t *testing.T) {
	client, server := net.Pipe()
	r := newRegister(1)
	r.close()
	if e, evicted := r.add(server); e != nil || evicted {
		t.Errorf("got %v, %v, want no entry and nobody evicted", e, evicted)
	}
	wantClosed(t, client)
}

// piped serves one end of a pipe and returns the other.
func piped(t *testing.T, s *tcp) net.Conn {
	client, server := net.Pipe()
	e, _ := s.conns.add(server)
	go s.serve(e)
	t.Cleanup(func() { client.Close() })
	return client
}

func newTestTCP() *tcp {
	return newTCP(Config{Workers: 1, New: newEcho}, newRegister(10), new(tally), &alarm{log: quietLog()})
}

// T-1, T-2, T-5: what a client may take its time for.
func TestTCPDeadlines(t *testing.T) {
	for _, c := range []struct {
		name  string
		bytes []byte        // what the client sends before it falls silent
		want  time.Duration // when the connection ends
	}{
		{"idle from the start", nil, 10 * time.Second},
		{"half a prefix", []byte{0}, 2 * time.Second},
		{"prefix then silence", []byte{0, 5}, 2 * time.Second},
		{"message cut short", []byte{0, 5, 'a', 'b'}, 2 * time.Second},
		{"answer not taken", framed("hello"), 2 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newTestTCP()
				client := piped(t, s)
				start := time.Now()
				if len(c.bytes) > 0 {
					if _, err := client.Write(c.bytes); err != nil {
						t.Fatal(err)
					}
				}
				for open := true; open; {
					time.Sleep(100 * time.Millisecond)
					synctest.Wait()
					s.conns.mu.Lock()
					open = len(s.conns.open) > 0
					s.conns.mu.Unlock()
				}
				if got := time.Since(start); got != c.want {
					t.Errorf("closed after %v, want %v", got, c.want)
				}
			})
		})
	}
}

// One octet every 0.9 s gets nobody past the two seconds.
func TestTCPSlowWriter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestTCP()
		client := piped(t, s)
		sent := 0
		for _, b := range framed("hello") {
			if _, err := client.Write([]byte{b}); err != nil {
				break
			}
			sent++
			time.Sleep(900 * time.Millisecond)
			synctest.Wait()
		}
		if sent != 3 {
			t.Errorf("%d octets went through, want 3", sent)
		}
	})
}

// Idle time starts anew with each answer.
func TestTCPIdleIsBetweenMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := piped(t, newTestTCP())
		for range 5 {
			time.Sleep(9 * time.Second)
			go client.Write(framed("x"))
			wantMessage(t, client, "tcp:x")
		}
	})
}

// brokenListener fails to accept with the given error, and notes when.
type brokenListener struct {
	net.Listener
	err   error
	times []time.Time
	fails int
}

func (l *brokenListener) Accept() (net.Conn, error) {
	if len(l.times) == l.fails {
		return nil, net.ErrClosed
	}
	l.times = append(l.times, time.Now())
	return nil, &net.OpError{Op: "accept", Err: os.NewSyscallError("accept4", l.err)}
}

// T-6: no busy loop when file descriptors run out; an idle client gives one up.
func TestTCPAcceptBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestTCP()
		client := piped(t, s)
		l := &brokenListener{err: syscall.EMFILE, fails: 10}
		s.accept(l, make(chan struct{}))
		want := []time.Duration{5, 10, 20, 40, 80, 160, 320, 500, 500}
		for i, w := range want {
			if got := l.times[i+1].Sub(l.times[i]); got != w*time.Millisecond {
				t.Errorf("pause %d is %v, want %v", i, got, w*time.Millisecond)
			}
		}
		if _, err := client.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the idle connection ended with %v, want its end", err)
		}
		if got, want := s.tally.errors.Load(), uint64(10); got != want {
			t.Errorf("%d errors counted, want %d", got, want)
		}
		if got := s.tally.evicted.Load(); got != 1 {
			t.Errorf("%d evicted, want 1", got)
		}
	})
}

// oneListener has one connection, then it is closed.
type oneListener struct {
	net.Listener
	conn net.Conn
}

func (l *oneListener) Accept() (net.Conn, error) {
	if l.conn == nil {
		return nil, net.ErrClosed
	}
	conn := l.conn
	l.conn = nil
	return conn, nil
}

// Close waits for accept, and accept for its connections.
func TestTCPAcceptWaitsForConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := net.Pipe()
		s := newTestTCP()
		ended := make(chan struct{})
		go func() {
			s.accept(&oneListener{conn: server}, nil)
			close(ended)
		}()
		synctest.Wait()
		select {
		case <-ended:
			t.Error("accept returned while a connection was open")
		default:
		}
		client.Close()
		<-ended
	})
}
