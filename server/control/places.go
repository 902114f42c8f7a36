package control

import (
	"context"
	"net"
	"sync"
)

// mostConnections is how many are open at once. More wait in the kernel's queue.
const mostConnections = 16

// places is a listener with a bounded number of connections. Make it with
// newPlaces; it must not be copied.
type places struct {
	net.Listener
	free   chan struct{} // a token for each place that is free
	closed chan struct{}
	once   sync.Once
}

func newPlaces(l net.Listener, n int) *places {
	p := &places{Listener: l, free: make(chan struct{}, n), closed: make(chan struct{})}
	for range n {
		p.free <- struct{}{}
	}
	return p
}

// Accept waits for a place, and then for somebody who takes it.
func (p *places) Accept() (net.Conn, error) {
	select {
	case <-p.free:
	case <-p.closed:
		return nil, net.ErrClosed
	}
	conn, err := p.Listener.Accept()
	if err != nil {
		p.free <- struct{}{}
		return nil, err
	}
	return &held{Conn: conn, free: p.free}, nil
}

// Close implements net.Listener. It may be called twice.
func (p *places) Close() (err error) {
	p.once.Do(func() {
		close(p.closed)
		err = p.Listener.Close()
	})
	return err
}

// empty returns when nobody has a place any more, or when ctx is done. It wants a
// listener that is closed.
func (p *places) empty(ctx context.Context) {
	for range cap(p.free) {
		select {
		case <-p.free:
			defer func() { p.free <- struct{}{} }()
		case <-ctx.Done():
			return
		}
	}
}

// held is a connection with a place.
type held struct {
	net.Conn
	free chan<- struct{}
	once sync.Once
}

// Close gives the place back.
func (h *held) Close() error {
	h.once.Do(func() { h.free <- struct{}{} })
	return h.Conn.Close()
}
