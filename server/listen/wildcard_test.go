package listen

import (
	"errors"
	"net"
	"net/netip"
	"runtime"
	"syscall"
	"testing"
)

// T-9: the answer leaves from the address that was asked. A connected socket
// sees nothing else.
func TestT9WildcardAnswersFromTheAddressAsked(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells which address was asked")
	}
	s := serving(t, Config{Workers: 2}, "0.0.0.0:0", "[::]:0")
	for _, c := range []struct {
		at int
		to string
	}{
		{0, "127.0.0.5"}, {0, "127.0.0.77"}, {0, "127.0.0.1"}, {0, "127.200.1.2"}, {1, "::1"},
	} {
		at := netip.AddrPortFrom(netip.MustParseAddr(c.to), s.Addrs()[c.at].Port())
		conn := dial(t, "udp", at)
		for _, message := range []string{"one", "two"} {
			if got := packetAnswer(t, conn, message); got != "udp:"+message {
				t.Errorf("%s: got %q, want %q", at, got, "udp:"+message)
			}
		}
		conn = dial(t, "tcp", at)
		if _, err := conn.Write(framed("x")); err != nil {
			t.Fatal(err)
		}
		wantMessage(t, conn, "tcp:x")
	}
	wantCounters(t, s, Counters{UDP: 10, TCP: 5, Sent: 5, Conns: 5})
}

// One worker, two askers of two addresses in turn: nothing is left over from
// the packet before.
func TestT9AddressesInTurn(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells which address was asked")
	}
	s := serving(t, Config{Workers: 1}, "0.0.0.0:0")
	port := s.Addrs()[0].Port()
	a := dial(t, "udp", netip.AddrPortFrom(netip.MustParseAddr("127.0.0.5"), port))
	b := dial(t, "udp", netip.AddrPortFrom(netip.MustParseAddr("127.0.0.6"), port))
	for range 5 {
		for _, c := range []net.Conn{a, b} {
			if got := packetAnswer(t, c, "x"); got != "udp:x" {
				t.Fatalf("got %q, want %q", got, "udp:x")
			}
		}
	}
}

// An IPv6 wildcard takes IPv6 only: both may have one port.
func TestT9WildcardsOfOnePort(t *testing.T) {
	first, second := bothWildcards(t)
	port := first.Addrs()[0].Port()
	if got := packetAnswer(t, dial(t, "udp", netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), port)), "x"); got != "udp:x" {
		t.Errorf("got %q", got)
	}
	wantCounters(t, first, Counters{})
	wantCounters(t, second, Counters{UDP: 1})
}

// bothWildcards are servers of both wildcard addresses at one port. What is free
// for IPv6 may be somebody's by IPv4: then it takes another one.
func bothWildcards(t *testing.T) (first, second *Server) {
	t.Helper()
	for {
		first = serving(t, Config{Workers: 1}, "[::]:0")
		at := netip.AddrPortFrom(netip.IPv4Unspecified(), first.Addrs()[0].Port())
		second, err := Listen(Config{Workers: 1, Addrs: []netip.AddrPort{at}, New: newEcho})
		if err == nil {
			second.Serve()
			t.Cleanup(second.Close)
			return first, second
		}
		if !errors.Is(err, syscall.EADDRINUSE) || t.Context().Err() != nil {
			t.Fatal(err)
		}
	}
}

// The whole way through a wildcard socket, client's side included.
func TestWildcardLoopDoesNotAllocate(t *testing.T) {
	for _, at := range []string{"0.0.0.0:0", "[::]:0"} {
		s := serving(t, Config{Workers: 1}, at)
		to := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.5"), s.Addrs()[0].Port())
		if s.Addrs()[0].Addr().Is6() {
			to = netip.AddrPortFrom(netip.IPv6Loopback(), to.Port())
		}
		if got := allocsPerPacket(t, dial(t, "udp", to)); got != 0 {
			t.Errorf("%s: %v allocations per packet, want 0", at, got)
		}
	}
}

// allocsPerPacket is how many allocations a question and its answer cost, at
// both ends.
func allocsPerPacket(t *testing.T, c net.Conn) float64 {
	t.Helper()
	message, buf := []byte("message"), make([]byte, 512)
	return testing.AllocsPerRun(1000, func() {
		if _, err := c.Write(message); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Read(buf); err != nil {
			t.Fatal(err)
		}
	})
}
