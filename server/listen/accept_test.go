package listen

import (
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

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
func TestT6AcceptBacksOff(t *testing.T) {
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
