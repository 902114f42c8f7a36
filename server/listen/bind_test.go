package listen

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"
)

func TestListenSamePortForBoth(t *testing.T) {
	s := serving(t, Config{Workers: 2}, "127.0.0.1:0", "[::1]:0")
	if len(s.Addrs()) != 2 {
		t.Fatalf("%d addresses, want 2", len(s.Addrs()))
	}
	for i, host := range []string{"127.0.0.1", "::1"} {
		at := s.Addrs()[i]
		if at.Addr() != netip.MustParseAddr(host) || at.Port() == 0 {
			t.Errorf("address %d is %s, want a port of %s", i, at, host)
		}
		if got := packetAnswer(t, dial(t, "udp", at), "x"); got != "udp:x" {
			t.Errorf("%s: got %q, want %q", at, got, "udp:x")
		}
		c := dial(t, "tcp", at)
		if _, err := c.Write(framed("x")); err != nil {
			t.Fatal(err)
		}
		wantMessage(t, c, "tcp:x")
	}
}

func TestListenPortTaken(t *testing.T) {
	other, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	at := other.Addr().(*net.TCPAddr).AddrPort()
	_, err = Listen(Config{Addrs: []netip.AddrPort{at}, New: newEcho})
	want := fmt.Sprintf("listen tcp %s: address already in use (another program has this port; find it with: ss -lntup 'sport = :%d')", at, at.Port())
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestListenPortTakenByUDP(t *testing.T) {
	at := udpOnly(t)
	_, err := Listen(Config{Addrs: []netip.AddrPort{at}, New: newEcho})
	want := fmt.Sprintf("listen udp %s: address already in use (another program has this port; find it with: ss -lntup 'sport = :%d')", at, at.Port())
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	// Nothing was kept: TCP had been bound first.
	l, err := net.Listen("tcp4", at.String())
	if err != nil {
		t.Fatalf("the failed Listen kept its TCP socket: %v", err)
	}
	l.Close()
}

// udpOnly takes a port of UDP that TCP has free.
func udpOnly(t *testing.T) netip.AddrPort {
	t.Helper()
	for {
		c, err := net.ListenPacket("udp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		at := c.LocalAddr().(*net.UDPAddr).AddrPort()
		if l, err := net.Listen("tcp4", at.String()); err == nil {
			l.Close()
			return at
		}
	}
}

// A second server of the same user could share the UDP port unseen.
func TestListenSecondServer(t *testing.T) {
	first := serving(t, Config{}, "127.0.0.1:0")
	if _, err := Listen(Config{Addrs: first.Addrs(), New: newEcho}); err == nil {
		t.Error("a second server got the same port")
	}
}

func TestListenNamesEachProblem(t *testing.T) {
	s := serving(t, Config{}, "127.0.0.1:0")
	taken := s.Addrs()[0]
	_, err := Listen(Config{New: newEcho, Addrs: []netip.AddrPort{
		netip.MustParseAddrPort("203.0.113.77:5353"), taken, netip.MustParseAddrPort("127.0.0.1:0"),
	}})
	want := fmt.Sprintf("listen tcp 203.0.113.77:5353: cannot assign requested address (no interface of this machine has this address)\n"+
		"listen tcp %s: address already in use (another program has this port; find it with: ss -lntup 'sport = :%d')", taken, taken.Port())
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestListenNowhere(t *testing.T) {
	_, err := Listen(Config{New: newEcho})
	want := `listen: no address (say where: listen: ["127.0.0.1:5300"])`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestBindErrorHints(t *testing.T) {
	v4, v6 := netip.MustParseAddrPort("192.0.2.1:53"), netip.MustParseAddrPort("[2001:db8::1]:53")
	for _, c := range []struct {
		at   netip.AddrPort
		err  error
		want string
	}{
		{v4, syscall.EACCES, "listen udp 192.0.2.1:53: permission denied (ports below 1024 need root or CAP_NET_BIND_SERVICE)"},
		{v6, syscall.EAFNOSUPPORT, "listen udp [2001:db8::1]:53: address family not supported by protocol (this machine has no IPv6)"},
		{v4, syscall.EAFNOSUPPORT, "listen udp 192.0.2.1:53: address family not supported by protocol (this machine has no IPv4)"},
		{v4, syscall.EMFILE, "listen udp 192.0.2.1:53: too many open files"},
		{v4, net.ErrClosed, "listen udp 192.0.2.1:53: use of closed network connection"},
	} {
		err := &net.OpError{Op: "listen", Err: c.err}
		if _, ok := c.err.(syscall.Errno); ok {
			err.Err = os.NewSyscallError("bind", c.err)
		} else {
			got := bindError("udp", c.at, c.err)
			if got.Error() != c.want {
				t.Errorf("got  %v\nwant %s", got, c.want)
			}
			continue
		}
		if got := bindError("udp", c.at, err); got.Error() != c.want {
			t.Errorf("got  %v\nwant %s", got, c.want)
		}
	}
}

func TestCloseReleasesPorts(t *testing.T) {
	s := serving(t, Config{Workers: 2}, "127.0.0.1:0")
	at := s.Addrs()[0]
	c := dial(t, "tcp", at)
	if _, err := c.Write(framed("x")); err != nil {
		t.Fatal(err)
	}
	wantMessage(t, c, "tcp:x")
	s.Close()
	s.Close() // twice is once
	wantClosed(t, c)
	again := serving(t, Config{}, at.String())
	if again.Addrs()[0] != at {
		t.Errorf("got %s, want %s", again.Addrs()[0], at)
	}
}

func TestCloseBeforeServe(t *testing.T) {
	s, err := Listen(Config{Addrs: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:0")}, New: newEcho})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	serving(t, Config{}, s.Addrs()[0].String())
}
