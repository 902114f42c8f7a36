package listen

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// waiting is a server that does not serve yet: what is sent to it waits in the
// kernel, and is there at once when it does.
func waiting(t *testing.T, at string) (*Server, *batched) {
	t.Helper()
	s, err := Listen(Config{Workers: 1, Addrs: []netip.AddrPort{netip.MustParseAddrPort(at)}, New: newEcho, Log: quietLog()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, s.packets[0].(*batched)
}

// write sends a packet.
func write(t *testing.T, c net.Conn, message string) {
	t.Helper()
	if _, err := c.Write([]byte(message)); err != nil {
		t.Fatal(err)
	}
}

// wantPackets wants the next packets to be these.
func wantPackets(t *testing.T, c net.Conn, want ...string) {
	t.Helper()
	buf := make([]byte, maxMessage)
	for _, w := range want {
		if n, err := c.Read(buf); err != nil || string(buf[:n]) != w {
			t.Fatalf("got %.40q, %v, want %.40q", buf[:n], err, w)
		}
	}
}

// Many packets are answered with few calls: 2 for each full round, and 1 that
// waits.
func TestManyPacketsFewCalls(t *testing.T) {
	const rounds = 5
	s, b := waiting(t, "127.0.0.1:0")
	c := dial(t, "udp", s.Addrs()[0])
	var want []string
	for i := range rounds * roundSize {
		write(t, c, fmt.Sprint(i))
		want = append(want, fmt.Sprint("udp:", i))
	}
	s.Serve()
	wantPackets(t, c, want...)
	s.Close()
	// The last full round makes it look once more in vain, and then it waits.
	if most := 2*rounds + 2; b.calls > most {
		t.Errorf("%d calls for %d packets, want %d at most", b.calls, rounds*roundSize, most)
	}
}

// Few packets do not wait for more, and cost two calls each time.
func TestFewPacketsDoNotWait(t *testing.T) {
	s, b := waiting(t, "127.0.0.1:0")
	s.Serve()
	c := dial(t, "udp", s.Addrs()[0])
	const times = 20
	for range times {
		write(t, c, "x")
		wantPackets(t, c, "udp:x")
	}
	s.Close()
	if most := 2*times + 1; b.calls > most {
		t.Errorf("%d calls for %d packets, want %d at most", b.calls, times, most)
	}
}

// T-11: in a round with everything that can go wrong the others are answered.
func TestRoundWithFailures(t *testing.T) {
	s, _ := waiting(t, "127.0.0.1:0")
	c := dial(t, "udp", s.Addrs()[0])
	largest := strings.Repeat("x", 65507)
	for _, message := range []string{"a", "large1", "b", "quiet", "panic", "c", "large2", "large3", largest, "d", largest[:65503]} {
		write(t, c, message)
	}
	s.Serve()
	wantPackets(t, c, "udp:a", "udp:b", "udp:c", "udp:d", "udp:"+largest[:65503])
	// Three replies have 65535 octets, and the marked echo of the largest 65511.
	wantCounters(t, s, Counters{UDP: 11, Dropped: 2, Panics: 1, Errors: 4})
}

// T-9: each reply of a round leaves from the address that its packet was for,
// whatever came before it.
func TestT9RoundOfManyAddresses(t *testing.T) {
	s, _ := waiting(t, "0.0.0.0:0")
	conns := map[string]net.Conn{}
	for i := range 20 {
		a := fmt.Sprintf("127.0.0.%d", 5+i)
		conns[a] = dial(t, "udp", netip.AddrPortFrom(netip.MustParseAddr(a), s.Addrs()[0].Port()))
		if i%3 == 0 {
			write(t, conns[a], "quiet")
		}
		write(t, conns[a], a)
	}
	s.Serve()
	for a, c := range conns {
		wantPackets(t, c, "udp:"+a)
	}
}

// A socket that only fails is not read in a busy loop, and is read again once
// it works. Something that is no socket stands for the failure.
func TestBatchedFailuresInARow(t *testing.T) {
	s, b := waiting(t, "127.0.0.1:0")
	good, err := unix.FcntlInt(uintptr(b.fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(good)
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	replace := func(fd int) {
		if err := unix.Dup3(fd, b.fd, unix.O_CLOEXEC); err != nil {
			t.Fatal(err)
		}
	}
	replace(int(null.Fd()))
	s.Serve()
	wantFailuresWaitedOut(t, s.tallies[0])
	replace(good)
	if got := packetAnswer(t, dial(t, "udp", s.Addrs()[0]), "again"); got != "udp:again" {
		t.Errorf("got %q, want %q", got, "udp:again")
	}
}

// Close ends workers that wait, that are about to, and that never come to.
func TestCloseEndsWorkers(t *testing.T) {
	for i := range 200 {
		s, _ := waiting(t, []string{"127.0.0.1:0", "[::1]:0", "0.0.0.0:0", "[::]:0"}[i%4])
		s.Serve()
		s.Close()
		if got := s.Counters(); got != (Counters{}) {
			t.Fatalf("counters %+v after nothing came", got)
		}
	}
}

func TestCloseWhileFlooded(t *testing.T) {
	s, _ := waiting(t, "127.0.0.1:0")
	c := dial(t, "udp", s.Addrs()[0])
	flooded := make(chan struct{})
	go func() {
		defer close(flooded)
		for {
			if _, err := c.Write([]byte("quiet")); err != nil {
				return // the port is closed
			}
		}
	}()
	s.Serve()
	for s.Counters().UDP < 1000 {
		<-time.After(time.Millisecond)
	}
	start := time.Now()
	s.Close()
	if got := time.Since(start); got > 2*time.Second {
		t.Errorf("closing took %v", got)
	}
	<-flooded
}
