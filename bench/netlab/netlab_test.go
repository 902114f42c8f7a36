package netlab

import (
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"
)

// pair is two nodes; b sends back what it gets by UDP. ask sends from a and
// counts what comes back within a time.
func pair(t *testing.T) (r *Router, a, b *Node, ask func(n int, within time.Duration) int) {
	t.Helper()
	r = NewRouter(1)
	must := func(n *Node, err error) *Node {
		if err == nil {
			return n
		}
		_, tun := os.Stat("/dev/net/tun")
		if None(err) && (tun != nil || os.Getenv("GEOSRV_CI") == "") {
			t.Skip(err)
		}
		t.Fatal(err)
		return nil
	}
	a = must(r.Node("a", netip.MustParseAddr("10.0.0.1")))
	b = must(r.Node("b", netip.MustParseAddr("10.0.0.2")))
	r.Run()
	t.Cleanup(r.Close)
	var client, server net.PacketConn
	var err error
	b.Do(func() { server, err = net.ListenPacket("udp4", "10.0.0.2:53") })
	if err == nil {
		a.Do(func() { client, err = net.ListenPacket("udp4", "10.0.0.1:0") })
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	go func() {
		buffer := make([]byte, 512)
		for {
			n, from, err := server.ReadFrom(buffer)
			if err != nil {
				return
			}
			_, _ = server.WriteTo(buffer[:n], from)
		}
	}()
	return r, a, b, func(n int, within time.Duration) (heard int) {
		for range n {
			if _, err := client.WriteTo([]byte("x"), server.LocalAddr()); err != nil {
				t.Fatal(err)
			}
		}
		client.SetReadDeadline(time.Now().Add(within))
		for buffer := make([]byte, 512); ; heard++ {
			if _, _, err := client.ReadFrom(buffer); err != nil {
				return heard
			}
		}
	}
}

func TestConditions(t *testing.T) {
	r, a, b, ask := pair(t)
	if got := ask(20, 300*time.Millisecond); got != 20 {
		t.Errorf("%d of 20 came back on clean links", got)
	}
	for _, one := range []struct {
		what     string
		from, to *Node
	}{{"there", a, b}, {"back", b, a}} {
		r.Set(one.from, one.to, Condition{Cut: true})
		if got := ask(5, 100*time.Millisecond); got != 0 {
			t.Errorf("%d of 5 came back with the way %s cut", got, one.what)
		}
		r.Set(one.from, one.to, Condition{})
	}
	r.Set(a, b, Condition{Duplicate: 1})
	if got := ask(5, 300*time.Millisecond); got != 10 {
		t.Errorf("%d came back of 5 that were doubled, want 10", got)
	}
	r.Set(a, b, Condition{Delay: 200 * time.Millisecond})
	began := time.Now()
	if got := ask(1, 100*time.Millisecond); got != 0 {
		t.Errorf("one that takes 200 ms came within %v", time.Since(began))
	}
	if got := ask(1, time.Second); got != 2 {
		t.Errorf("%d came late, want 2", got)
	}
}

// TestLoss: the share that is lost is what was asked for, and the same for the
// same seed.
func TestLoss(t *testing.T) {
	r, _, b, _ := pair(t)
	lost := func() uint64 {
		_, before := r.Passed()
		random := rand.New(rand.NewPCG(7, 7))
		for range 1000 {
			r.pass(random, b, Condition{Loss: .3}, make([]byte, 20))
		}
		_, after := r.Passed()
		return after - before
	}
	first := lost()
	if first < 250 || first > 350 {
		t.Errorf("%d of 1000 lost, want about 300", first)
	}
	if again := lost(); again != first {
		t.Errorf("%d lost, and %d from the same seed", first, again)
	}
}

// TestAddress: whoever has a socket at an address that vanishes, or behind an
// interface that goes down, is asked as before when it is back.
func TestAddress(t *testing.T) {
	_, _, b, ask := pair(t)
	for _, gone := range []struct {
		what string
		do   func() error
	}{{"the address vanishes", b.Forget}, {"the interface goes down", b.Down}} {
		if err := gone.do(); err != nil {
			t.Fatal(err)
		}
		if got := ask(5, 100*time.Millisecond); got != 0 {
			t.Errorf("%s, and %d of 5 come back", gone.what, got)
		}
		if err := b.Return(); err != nil {
			t.Fatal(err)
		}
		if got := ask(5, 300*time.Millisecond); got != 5 {
			t.Errorf("after %s %d of 5 come back", gone.what, got)
		}
	}
}
