package compare

import (
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"geosrv/bench/port"
)

// flipping is the site whose edge goes down and up, and flipEvery how long it is
// either.
const (
	flipping  = 1
	flipEvery = time.Second
)

// edges are listeners that servers probe: one for each site, at the address
// that is published, all at one port. One of them flips. Make it with newEdges;
// it must not be copied.
type edges struct {
	port  uint16
	still atomic.Bool // the flipping edge stays up
	done  chan struct{}
	wait  sync.WaitGroup
}

// newEdges listens for n sites.
func newEdges(n int) (*edges, error) {
	for range 20 {
		free, err := port.Free(edgeAddr(0).String())
		if err != nil {
			return nil, err
		}
		e := &edges{port: free.Port(), done: make(chan struct{})}
		good := true
		for i := range n {
			l, err := e.listen(i)
			if err != nil {
				good = false
				break
			}
			if i == flipping {
				e.wait.Go(func() { e.flip(i, l) })
			} else {
				e.wait.Go(func() { e.accept(l) })
				e.wait.Go(func() { <-e.done; l.Close() })
			}
		}
		if good {
			return e, nil
		}
		e.close()
	}
	return nil, fmt.Errorf("no port is free on all of %s to %s", edgeAddr(0), edgeAddr(n-1))
}

func (e *edges) close() {
	close(e.done)
	e.wait.Wait()
}

// hold keeps the flipping edge up until release. It returns when it is.
func (e *edges) hold() error {
	e.still.Store(true)
	var err error
	for range 100 { // it may be down for the rest of its time
		var c net.Conn
		if c, err = net.Dial("tcp4", netip.AddrPortFrom(edgeAddr(flipping), e.port).String()); err == nil {
			return c.Close()
		}
		time.Sleep(flipEvery / 20)
	}
	return err
}

func (e *edges) release() { e.still.Store(false) }

func (e *edges) listen(i int) (net.Listener, error) {
	return net.Listen("tcp4", fmt.Sprintf("%s:%d", edgeAddr(i), e.port))
}

// accept takes connections until the listener is closed. Whoever probes only
// wants one to come about.
func (e *edges) accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		c.Close()
	}
}

// flip closes and opens an edge in turns, until the end.
func (e *edges) flip(i int, l net.Listener) {
	ticker := time.NewTicker(flipEvery)
	defer ticker.Stop()
	for {
		var accepting sync.WaitGroup
		if l != nil {
			accepting.Go(func() { e.accept(l) })
		}
		ended := !e.over(ticker, l != nil)
		if l != nil {
			l.Close()
			accepting.Wait()
			l = nil
		} else if !ended {
			l, _ = e.listen(i) // its port may be taken for a moment: then it is down for longer
		}
		if ended {
			return
		}
	}
}

// over waits until the time of an edge to be up, or down, is over. False is the
// end.
func (e *edges) over(ticker *time.Ticker, up bool) bool {
	for {
		select {
		case <-e.done:
			return false
		case <-ticker.C:
			if !up || !e.still.Load() {
				return true
			}
		}
	}
}
