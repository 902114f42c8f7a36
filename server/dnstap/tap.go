package dnstap

import (
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// again is how often a collector is looked for that is not there, and how long
	// frames may wait to be sent together.
	again  = time.Second
	little = 20 * time.Millisecond
)

// Options say where to send, and as whom.
type Options struct {
	Socket   string // the path of the collector's socket
	Sample   int    // one of so many is sent; 1 for all
	Identity string // of this server; "" for none
	Version  string
	Rings    int // how many workers there are, about
	Log      *slog.Logger
}

// Tap sends exchanges. Make it with New; it must not be copied.
type Tap struct {
	options Options
	rings   []*ring
	sent    atomic.Uint64
	dropped atomic.Uint64

	ending sync.Once
	quit   chan struct{}
	done   sync.WaitGroup

	// Of the goroutine.
	text, scratch []byte
	deaf          string // why there is no collector, as it was logged
}

// New makes a tap, and looks for the collector behind.
func New(o Options) *Tap {
	t := &Tap{options: o, quit: make(chan struct{})}
	for range max(o.Rings, 1) {
		t.rings = append(t.rings, newRing())
	}
	t.done.Go(t.run)
	return t
}

// Put queues an exchange for a worker, by its number, and its count of exchanges,
// of which a sample is sent. It never blocks and allocates nothing.
func (t *Tap) Put(worker, count uint32, x *Exchange) {
	if t.options.Sample > 1 && count%uint32(t.options.Sample) != 0 {
		return
	}
	if !t.rings[worker%uint32(len(t.rings))].put(x) {
		t.dropped.Add(1)
	}
}

// Sent is how many exchanges were sent.
func (t *Tap) Sent() uint64 { return t.sent.Load() }

// Dropped is how many there was no room for, or no collector.
func (t *Tap) Dropped() uint64 { return t.dropped.Load() }

// Options are those of New.
func (t *Tap) Options() Options { return t.options }

// Close sends what waits, and says goodbye. It may be called twice.
func (t *Tap) Close() {
	t.ending.Do(func() { close(t.quit) })
	t.done.Wait()
}

// run sends until the tap is closed.
func (t *Tap) run() {
	for {
		conn, err := net.DialTimeout("unix", t.options.Socket, ioTime)
		if err == nil {
			err = t.serve(conn)
			_ = conn.Close()
		}
		if err != nil {
			t.complain(err)
		}
		select {
		case <-t.quit:
			return
		case <-time.After(again):
		}
	}
}

// serve sends on a connection until the tap is closed, or the collector goes.
func (t *Tap) serve(conn net.Conn) error {
	s, err := open(conn)
	if err != nil {
		return err
	}
	t.options.Log.Info("dnstap is sent", "socket", t.options.Socket)
	t.deaf = ""
	tick := time.NewTicker(little)
	defer tick.Stop()
	for {
		select {
		case <-t.quit:
			err := t.empty(s)
			s.finish()
			return err
		case <-tick.C:
		}
		if err := t.empty(s); err != nil {
			return err
		}
	}
}

// empty sends what waits in all rings now.
func (t *Tap) empty(s *stream) (err error) {
	send := func(x *Exchange) {
		t.text = appendDnstap(t.text[:0], x, t.options.Identity, t.options.Version, &t.scratch)
		if err = s.frame(t.text); err != nil {
			t.dropped.Add(1)
			return
		}
		t.sent.Add(1)
	}
	for _, r := range t.rings {
		for n := 0; n < slots && err == nil && r.take(send); n++ {
		}
	}
	if err != nil {
		return err
	}
	return s.out.Flush()
}

// complain logs why nothing is sent, once for each reason.
func (t *Tap) complain(err error) {
	if err.Error() != t.deaf {
		t.deaf = err.Error()
		t.options.Log.Warn("no dnstap is sent: looking for the collector again and again", "socket", t.options.Socket, "problem", t.deaf)
	}
}
