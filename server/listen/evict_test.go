package listen

import (
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// T-3: who is in the middle of a message that never ends counts as idle since
// its last whole one.
func TestT3DripIsIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestTCP()
		s.register.Set(Limits{Connections: 2})
		drip := piped(t, s)
		time.Sleep(time.Millisecond)
		idle := piped(t, s)
		time.Sleep(100 * time.Millisecond)
		if _, err := drip.Write([]byte{0}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		newcomer := piped(t, s)
		wantClosed(t, drip)
		for _, c := range []string{"a", "b"} {
			newcomer.Write(framed(c))
			wantMessage(t, newcomer, "tcp:"+c)
		}
		idle.Write(framed("idle"))
		wantMessage(t, idle, "2s")
		synctest.Wait()
		if got, want := s.total(), (Counters{TCP: 3, Sent: 3, Evicted: 1}); got != want {
			t.Errorf("counters %+v, want %+v", got, want)
		}
	})
}

// Evicted while it waits to be read: nothing else is counted.
func TestT3EvictedWhileWriting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestTCP()
		client := piped(t, s)
		client.Write(framed("x")) // the answer is not taken
		synctest.Wait()
		s.register.evict(1)
		if got := openFor(s); got != 0 {
			t.Errorf("open for %v, want 0", got)
		}
		wantClosed(t, client)
		if got, want := s.total(), (Counters{TCP: 1, Evicted: 1}); got != want {
			t.Errorf("counters %+v, want %+v", got, want)
		}
	})
}

// A deadline that is set after the eviction must not undo it.
func TestT3EvictionHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c deadlineConn
		e := NewRegister(Limits{}).newEntry(&c, new(tally))
		born := time.Now()
		if !e.readWithin(time.Second) || !e.writeWithin(time.Second) || c != (deadlineConn{read: born.Add(time.Second), write: born.Add(time.Second)}) {
			t.Errorf("an open connection was said to end, or has %v", c)
		}
		e.end(true)
		end := born.Add(50 * time.Millisecond)
		if !e.readWithin(time.Second) || !e.writeWithin(time.Second) || c != (deadlineConn{read: end, write: end}) {
			t.Errorf("a connection with its grace was said to end, or has %v", c)
		}
		time.Sleep(50 * time.Millisecond)
		if e.readWithin(time.Second) || e.writeWithin(time.Second) {
			t.Error("a connection goes on after its grace")
		}
		e = NewRegister(Limits{}).newEntry(&c, new(tally))
		e.end(false)
		if e.readWithin(time.Second) || e.writeWithin(time.Second) {
			t.Error("a connection that was ended goes on")
		}
		e = NewRegister(Limits{}).newEntry(&c, new(tally))
		c.err = net.ErrClosed
		if e.readWithin(time.Second) || e.writeWithin(time.Second) {
			t.Error("a connection that takes no deadline goes on")
		}
	})
}

// deadlineConn keeps its deadlines.
type deadlineConn struct {
	net.Conn
	read, write time.Time
	err         error
}

func (*deadlineConn) RemoteAddr() net.Addr { return nil }

func (c *deadlineConn) SetDeadline(t time.Time) error {
	c.read, c.write = t, t
	return nil
}

func (c *deadlineConn) SetReadDeadline(t time.Time) error {
	c.read = t
	return c.err
}

func (c *deadlineConn) SetWriteDeadline(t time.Time) error {
	c.write = t
	return c.err
}

// A newcomer that is crowded out by newcomers still has its question answered,
// for 50 ms from its start; one that is older goes at once.
func TestT3NewcomersHaveGrace(t *testing.T) {
	t.Run("in their network", func(t *testing.T) { newcomersHaveGrace(t, Limits{Connections: 10, PerNetwork: 1}, 0) })
	t.Run("in all", func(t *testing.T) { newcomersHaveGrace(t, Limits{Connections: 4, PerNetwork: 10}, 3) })
}

// newcomersHaveGrace is the test with limits at which one more may come beside
// others that just spoke.
func newcomersHaveGrace(t *testing.T, limits Limits, others int) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestTCP()
		s.register.Set(limits)
		for range others {
			joins(s.register, "192.0.2.1:1", s.tally).last.Store(int64(time.Hour))
		}
		first := piped(t, s)
		time.Sleep(30 * time.Millisecond)
		second := piped(t, s) // ends the first, which has 20 ms left
		time.Sleep(10 * time.Millisecond)
		first.Write(framed("x"))
		wantMessage(t, first, "tcp:x")
		start := time.Now()
		wantClosed(t, first)
		if got := time.Since(start); got != 10*time.Millisecond {
			t.Errorf("the newcomer ended after %v, want 10ms", got)
		}
		time.Sleep(50 * time.Millisecond)
		start = time.Now()
		piped(t, s)
		wantClosed(t, second)
		if got := time.Since(start); got != 0 {
			t.Errorf("the older one ended after %v, want 0", got)
		}
		if left(s.register) != 0 {
			t.Errorf("%d leaving, want 0", left(s.register))
		}
	})
}

// The grace is for a quarter of the limit at a time.
func TestT3GraceIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestTCP()
		s.register.Set(Limits{Connections: 8, PerNetwork: 1})
		for range 10 {
			piped(t, s)
		}
		synctest.Wait()
		if got := left(s.register); got != 2 {
			t.Errorf("%d leaving, want 2", got)
		}
		time.Sleep(50 * time.Millisecond)
		synctest.Wait()
		if left(s.register) != 0 || s.register.Open() != 1 {
			t.Errorf("%d leaving and %d open, want 0 and 1", left(s.register), s.register.Open())
		}
	})
}

// left is how many have their grace.
func left(r *Register) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.leaving
}

// T-3 by sockets: the newcomer gets in, the one that was idle the longest goes,
// over all servers that share a register.
func TestT3EvictsLongestIdleOfAllServers(t *testing.T) {
	register := NewRegister(Limits{Connections: 3})
	one := serving(t, Config{Register: register}, "127.0.0.1:0")
	two := serving(t, Config{Register: register}, "127.0.0.1:0")
	var conns []net.Conn
	ask := func(i int) {
		t.Helper()
		if _, err := conns[i].Write(framed(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
		wantMessage(t, conns[i], fmt.Sprintf("tcp:%d", i))
	}
	for i := range 3 {
		conns = append(conns, dial(t, "tcp", one.Addrs()[0]))
		ask(i)
	}
	ask(0) // now 1 is the longest idle
	for i := range 2 {
		conns = append(conns, dial(t, "tcp", two.Addrs()[0]))
		ask(3 + i)
		wantClosed(t, conns[1+i])
	}
	for _, i := range []int{0, 3, 4} {
		ask(i)
	}
	if got := register.Open(); got != 3 {
		t.Errorf("%d open, want 3", got)
	}
	wantCounters(t, one, Counters{TCP: 5, Sent: 5, Conns: 3, Evicted: 2})
	wantCounters(t, two, Counters{TCP: 4, Sent: 4, Conns: 2})
	two.Close()
	ask(0) // one server that closes takes nothing from another
	if got := register.Open(); got != 1 {
		t.Errorf("%d open, want 1", got)
	}
}

// Ended while it waited for a seat: its answers are not sent.
func TestT3EvictedBeforeWriting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestTCP()
		seat := <-s.seats
		client := piped(t, s)
		client.Write(framed("x"))
		synctest.Wait()
		s.register.evict(1)
		s.seats <- seat
		wantClosed(t, client)
		synctest.Wait()
		if got, want := s.total(), (Counters{TCP: 1, Evicted: 1}); got != want {
			t.Errorf("counters %+v, want %+v", got, want)
		}
	})
}

// Ended as the first octet of a message came.
func TestT3EvictedWithinMessage(t *testing.T) {
	s := newTestTCP()
	c := &pieces{rest: framed("x"), sizes: []byte{1}}
	e := s.register.join(c, s.tally)
	c.read = func() { s.register.evict(1) }
	s.serve(e)
	if got, want := s.total(), (Counters{Evicted: 1}); got != want || c.out.Len() != 0 {
		t.Errorf("counters %+v, want %+v; %d octets sent, want none", got, want, c.out.Len())
	}
}
