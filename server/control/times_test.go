package control

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener of connections in memory, which synctest can follow.
type pipes struct {
	waiting chan net.Conn
	closed  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.waiting:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error { close(p.closed); return nil }

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{} }

// connect returns the near end of a new connection, once it is accepted.
func (p *pipes) connect() net.Conn {
	near, far := net.Pipe()
	p.waiting <- far
	return near
}

// inBubble runs a test with a server in simulated time.
func inBubble(t *testing.T, verbs map[string]Verb, test func(*testing.T, *Server, *pipes)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		s := newServer("", slog.New(slog.DiscardHandler), nil, verbs)
		s.serve(p)
		defer s.Close()
		test(t, s, p)
	})
}

const request = "POST /v1/echo HTTP/1.1\r\nHost: geosrv\r\nContent-Length: 2\r\n\r\n{}"

// ended says how long a connection lasts from which nothing comes.
func ended(t *testing.T, c net.Conn) time.Duration {
	t.Helper()
	began := time.Now()
	text, _ := io.ReadAll(c)
	if len(text) > 0 && !strings.HasPrefix(string(text), "HTTP/1.1 4") {
		t.Errorf("got %s", text)
	}
	return time.Since(began)
}

// Requests that do not come to their end, and connections without one, end.
func TestSlowRequests(t *testing.T) {
	for _, text := range []string{"", request[:10], request[:60], request[:len(request)-1]} {
		inBubble(t, table(), func(t *testing.T, _ *Server, p *pipes) {
			c := p.connect()
			defer c.Close()
			if _, err := io.WriteString(c, text); err != nil {
				t.Fatal(err)
			}
			if took := ended(t, c); took > 5*time.Second {
				t.Errorf("%q holds a connection for %v", text, took)
			}
		})
	}
}

// A connection on which nothing more is asked ends.
func TestIdle(t *testing.T) {
	inBubble(t, table(), func(t *testing.T, _ *Server, p *pipes) {
		c := p.connect()
		defer c.Close()
		go func() { _, _ = io.WriteString(c, request) }()
		r := bufio.NewReader(c)
		response, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.ReadAll(response.Body)
		began := time.Now()
		if _, err := r.ReadByte(); !errors.Is(err, io.EOF) || time.Since(began) != 5*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

// The 17th connection waits until one of 16 ends.
func TestPlaces(t *testing.T) {
	inBubble(t, table(), func(t *testing.T, _ *Server, p *pipes) {
		var open []net.Conn
		for range 16 {
			open = append(open, p.connect())
		}
		next := make(chan net.Conn)
		go func() { next <- p.connect() }()
		synctest.Wait()
		select {
		case <-next:
			t.Fatal("17 connections are open")
		default:
		}
		open[3].Close()
		open = append(open, <-next)
		for _, c := range open {
			c.Close()
		}
	})
}

// waiting is a verb that waits until its context ends, and says when.
func waiting(ended chan<- time.Duration) map[string]Verb {
	return map[string]Verb{"echo": Telling(func(ctx context.Context, _ Peer, _ say) (any, error) {
		began := time.Now()
		<-ctx.Done()
		ended <- time.Since(began)
		return nil, ctx.Err()
	})}
}

// A verb has a minute, and its words still reach the asker.
func TestMostTime(t *testing.T) {
	over := make(chan time.Duration, 1)
	inBubble(t, waiting(over), func(t *testing.T, _ *Server, p *pipes) {
		c := p.connect()
		defer c.Close()
		go func() { _, _ = io.WriteString(c, request) }()
		response, err := http.ReadResponse(bufio.NewReader(c), nil)
		if took := <-over; err != nil || response.StatusCode != http.StatusConflict || took != time.Minute {
			t.Errorf("%v, %+v after %v", err, response, took)
		}
	})
}

// The context of a verb ends when its asker goes, and when the server is closed.
func TestVerbEnds(t *testing.T) {
	for name, end := range map[string]func(*Server, net.Conn){
		"asker":  func(_ *Server, c net.Conn) { c.Close() },
		"server": func(s *Server, _ net.Conn) { s.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			over := make(chan time.Duration, 1)
			inBubble(t, waiting(over), func(t *testing.T, s *Server, p *pipes) {
				c := p.connect()
				go func() { _, _ = io.WriteString(c, request) }()
				go func() { _, _ = io.ReadAll(c) }()
				time.Sleep(3 * time.Second)
				end(s, c)
				if took := <-over; took != 3*time.Second {
					t.Errorf("the verb ended after %v", took)
				}
				c.Close()
			})
		})
	}
}
