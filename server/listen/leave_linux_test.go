package listen

import (
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"
)

// handed is a server on the sockets of another one.
func handed(t *testing.T, from *Server, workers int) *Server {
	t.Helper()
	all, err := from.Sockets()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Listen(Config{Addrs: []netip.AddrPort{all[0].Addr}, Held: all, Workers: workers, New: newEcho})
	if err != nil {
		t.Fatal(err)
	}
	if err := CloseAll(all); err != nil {
		t.Fatal(err)
	}
	s.Serve()
	return s
}

// twenty asks as often and says how often it was answered.
func twenty(at netip.AddrPort) (answered int, err error) {
	c, err := net.Dial("udp", at.String())
	if err != nil {
		return 0, err
	}
	defer c.Close()
	buf := make([]byte, 10)
	for ; answered < 20; answered++ {
		if err := c.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
			return answered, err
		}
		if _, err := c.Write([]byte("x")); err != nil {
			return answered, err
		}
		if n, err := c.Read(buf); err != nil || string(buf[:n]) != "udp:x" {
			return answered, fmt.Errorf("%q, %w", buf[:n], err)
		}
	}
	return answered, nil
}

// TestSocketsGoFromServerToServer asks all the time while servers take over from
// each other: every question is answered, and once.
func TestSocketsGoFromServerToServer(t *testing.T) {
	s, err := Listen(Config{Addrs: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:0")}, Workers: 2, New: newEcho})
	if err != nil {
		t.Fatal(err)
	}
	s.Serve()
	at := s.Addrs()[0]
	over, asked := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		defer func() { asked <- n }()
		for {
			select {
			case <-over:
				return
			default:
			}
			got, err := twenty(at) // from many ports: the kernel spreads them
			if n += got; err != nil {
				t.Errorf("question %d: %v", n, err)
				return
			}
		}
	}()
	for i := range 20 {
		next := handed(t, s, 1+i%3)
		s.Leave()
		s.Close()
		s = next
	}
	close(over)
	t.Logf("%d questions", <-asked)
	s.Close()
}

// TestLeaveOfSilentSockets ends soon although nobody asks, and the next server
// answers by TCP and UDP.
func TestLeaveOfSilentSockets(t *testing.T) {
	s, err := Listen(Config{Addrs: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:0")}, Workers: 2, New: newEcho})
	if err != nil {
		t.Fatal(err)
	}
	s.Serve()
	packetAnswer(t, dial(t, "udp", s.Addrs()[0]), "x") // a worker waits again
	next := handed(t, s, 2)
	began := time.Now()
	s.Leave()
	if took := time.Since(began); took > leaveTime {
		t.Errorf("it takes %s", took)
	}
	if got := packetAnswer(t, dial(t, "udp", s.Addrs()[0]), "x"); got != "udp:x" {
		t.Errorf("%q", got)
	}
	if got := streamAnswer(t, dial(t, "tcp", s.Addrs()[0]), "x"); got != "tcp:x" {
		t.Errorf("%q", got)
	}
	next.Close()
}

// TestLeaveLetsConnectionsAsk: one that asks goes on until it is silent.
func TestLeaveLetsConnectionsAsk(t *testing.T) {
	s, err := Listen(Config{Addrs: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:0")}, Workers: 2, New: newEcho})
	if err != nil {
		t.Fatal(err)
	}
	s.Serve()
	c := dial(t, "tcp", s.Addrs()[0])
	if got := streamAnswer(t, c, "x"); got != "tcp:x" {
		t.Fatalf("%q", got)
	}
	left := make(chan struct{})
	go func() { s.Leave(); close(left) }()
	for range 20 {
		if got := streamAnswer(t, c, "x"); got != "tcp:x" {
			t.Fatalf("%q", got)
		}
	}
	<-left
	if n, err := c.Read(make([]byte, 10)); err == nil {
		t.Errorf("%d octets from a connection that should be over", n)
	}
}

// streamAnswer asks by TCP.
func streamAnswer(t *testing.T, c net.Conn, message string) string {
	t.Helper()
	if _, err := c.Write(framed(message)); err != nil {
		t.Fatal(err)
	}
	got, err := readMessage(c)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
