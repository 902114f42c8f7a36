package status

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/server/control"
)

// pipes is a listener in memory, so that time can be that of a bubble.
type pipes struct {
	conns chan net.Conn
	ended chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.ended:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.ended); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// watch opens a stream.
func (p *pipes) watch(t *testing.T) net.Conn {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	if _, err := io.WriteString(ours, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	return ours
}

// counting reports another pool at each report.
func counting() Options {
	n := 0
	return Options{Report: func(context.Context) (*Report, error) {
		n++
		return &Report{Pools: []control.PoolStatus{{Name: "ams", Standing: fmt.Sprint(n)}}}, nil
	}}
}

// A watcher hears of each change, long after a request would have timed out.
func TestStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPipes()
		s := serve(p, nil, counting())
		defer s.Close()
		conn := p.watch(t)
		defer conn.Close()
		lines, began := bufio.NewScanner(conn), time.Now()
		for lines.Scan() && !strings.Contains(lines.Text(), `"standing":"400"`) {
		}
		if d := time.Since(began); d != 399*reportEvery {
			t.Errorf("the 400th report came after %s (%v)", d, lines.Err())
		}
	})
}

// A watcher that takes nothing is dropped, and holds nobody up.
func TestSlowWatcher(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPipes()
		s := serve(p, nil, counting())
		defer s.Close()
		slow, quick := p.watch(t), p.watch(t)
		defer slow.Close()
		defer quick.Close()
		lines, began := bufio.NewScanner(quick), time.Now()
		for lines.Scan() && !strings.Contains(lines.Text(), `"standing":"5"`) {
		}
		if d := time.Since(began); d != 4*reportEvery {
			t.Errorf("the fifth report came after %s", d)
		}
		go io.Copy(io.Discard, quick)
		time.Sleep(takeTime)
		synctest.Wait()
		if _, err := io.ReadAll(slow); err != nil {
			t.Errorf("the slow one was not closed in order: %v", err)
		}
		if time.Since(began) > 2*takeTime {
			t.Errorf("the slow one was dropped after %s only", time.Since(began))
		}
	})
}

// A request that is not there in time is thrown out.
func TestSlowRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPipes()
		s := serve(p, nil, Options{})
		defer s.Close()
		ours, theirs := net.Pipe()
		p.conns <- theirs
		go io.WriteString(ours, "GET / HTTP/1.1\r\nHost: ")
		began := time.Now()
		_, _ = io.ReadAll(ours)
		if d := time.Since(began); d != requestTime {
			t.Errorf("thrown out after %s, want %s", d, requestTime)
		}
	})
}
