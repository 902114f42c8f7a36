package listen

import (
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// holding is what a service manager has: one socket of UDP and one of TCP, on one
// address.
func holding(t *testing.T) []*os.File {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p, err := net.ListenPacket("udp4", l.Addr().String())
	if err != nil {
		t.Skip("the port is taken by UDP: ", err)
	}
	defer p.Close()
	files := []*os.File{fileOf(t, p.(*net.UDPConn)), fileOf(t, l.(*net.TCPListener))}
	return files
}

func fileOf(t *testing.T, s interface{ File() (*os.File, error) }) *os.File {
	t.Helper()
	f, err := s.File()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestHeldSocketsOutliveAServer asks while nobody serves: what was asked waits
// for the next server, by UDP and by TCP, although the one before has closed.
func TestHeldSocketsOutliveAServer(t *testing.T) {
	held, err := Sort(holding(t))
	if err != nil || len(held) != 1 {
		t.Fatalf("%v, %v", held, err)
	}
	at := held[0].Addr
	udp, tcp := dial(t, "udp", at), dial(t, "tcp", at)
	for round := range 3 {
		if _, err := udp.Write([]byte("waits")); err != nil { // nobody serves
			t.Fatal(err)
		}
		if round == 0 {
			if _, err := tcp.Write(framed("waits")); err != nil {
				t.Fatal(err)
			}
		}
		s, err := Listen(Config{Addrs: []netip.AddrPort{at}, Held: held, Workers: 3, New: newEcho})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(s.packets); got != 3 {
			t.Errorf("%d workers read the socket, want 3", got)
		}
		s.Serve()
		buf := make([]byte, 100)
		n, err := udp.Read(buf)
		if err != nil || string(buf[:n]) != "udp:waits" {
			t.Errorf("round %d: %q, %v", round, buf[:n], err)
		}
		if round == 0 {
			if n, err := tcp.Read(buf); err != nil || !strings.HasPrefix(string(buf[2:n]), "tcp:") {
				t.Errorf("%q, %v", buf[:n], err)
			}
		}
		for range 20 { // all of the workers have their turn
			if got := packetAnswer(t, udp, "now"); got != "udp:now" {
				t.Errorf("round %d: %q", round, got)
			}
		}
		s.Close()
	}
}

// TestHeldSocketsWithFewWorkers has more sockets than workers: each is read.
func TestHeldSocketsWithFewWorkers(t *testing.T) {
	files := holding(t)
	held, err := Sort(append(files, files[0], files[0]))
	if err != nil || len(held) != 1 || len(held[0].Packets) != 3 {
		t.Fatalf("%v, %v", held, err)
	}
	s := serving(t, Config{Held: held, Workers: 1}, held[0].Addr.String())
	if got := len(s.packets); got != 3 {
		t.Errorf("%d readers, want 3", got)
	}
}

func TestHeldSocketsThatAreNone(t *testing.T) {
	other, err := net.Listen("unix", t.TempDir()+"/s")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	held, err := Sort(append(holding(t), fileOf(t, other.(*net.UnixListener)), null))
	if len(held) != 1 {
		t.Error(held)
	}
	for _, want := range []string{"unix is neither UDP nor TCP", "held socket /dev/null: neither UDP nor TCP that listens"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nlacks %q", err, want)
		}
	}
}

// TestHeldSocketOfBothFamilies wants a socket of its own for each family.
func TestHeldSocketOfBothFamilies(t *testing.T) {
	p, err := net.ListenPacket("udp", "[::]:0")
	if err != nil {
		t.Skip("no IPv6: ", err)
	}
	defer p.Close()
	held, err := Sort([]*os.File{fileOf(t, p.(*net.UDPConn))})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Listen(Config{Addrs: []netip.AddrPort{held[0].Addr}, Held: held, Workers: 1, New: newEcho})
	if err == nil || !strings.Contains(err.Error(), "BindIPv6Only=ipv6-only") {
		t.Error(err)
	}
}

// TestHeldSocketMadeImpatient turns waiting off, as another process does that takes
// the same socket over: it is one for all who have it. The worker turns it on again
// and does not spin.
func TestHeldSocketMadeImpatient(t *testing.T) {
	files := holding(t)
	held, err := Sort(files)
	if err != nil {
		t.Fatal(err)
	}
	serving(t, Config{Held: held, Workers: 1}, held[0].Addr.String())
	fd := int(files[0].Fd())
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	udp := dial(t, "udp", held[0].Addr)
	for range 1000 {
		if got := packetAnswer(t, udp, "now"); got != "udp:now" {
			t.Fatalf("%q", got)
		}
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0); err != nil || flags&unix.O_NONBLOCK == 0 {
			return
		}
	}
	t.Error("after 1,000 rounds it does not wait yet")
}
