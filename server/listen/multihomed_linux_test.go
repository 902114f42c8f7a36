package listen

import (
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// T-9 with several IPv6 addresses, one of them of a link.
func TestT9WildcardOnMultiHomedIPv6(t *testing.T) {
	inNamespace(t, func() {
		for _, a := range []string{"2001:db8::1", "2001:db8::2", "2001:db8::3", "fe80::77"} {
			address6(t, unix.SIOCSIFADDR, a)
		}
		s := serving(t, Config{Workers: 1}, "[::]:0")
		for _, c := range []struct{ from, to string }{
			{"2001:db8::1", "2001:db8::2"},
			{"2001:db8::2", "2001:db8::3"},
			{"2001:db8::3", "2001:db8::1"},
			{"fe80::77%lo", "fe80::77%lo"},
			{"2001:db8::1", "fe80::77%lo"},
			{"fe80::77%lo", "2001:db8::1"},
			{"2001:db8::1", "::1"},
		} {
			to := netip.AddrPortFrom(netip.MustParseAddr(c.to), s.Addrs()[0].Port())
			wantAnswerFrom(t, c.from, to)
		}
		wantCounters(t, s, Counters{UDP: 7})
	})
}

// An address of a link, listened on by itself.
func TestT9LinkLocalKeepsItsScope(t *testing.T) {
	inNamespace(t, func() {
		address6(t, unix.SIOCSIFADDR, "fe80::77")
		address6(t, unix.SIOCSIFADDR, "2001:db8::1")
		s := serving(t, Config{Workers: 1}, "[fe80::77%lo]:0", "[2001:db8::1]:0")
		wantAnswerFrom(t, "fe80::77%lo", s.Addrs()[0])
		wantAnswerFrom(t, "fe80::77%lo", s.Addrs()[1])
		wantCounters(t, s, Counters{UDP: 2})
	})
}

// wantAnswerFrom asks from one address and wants the answer of the other.
func wantAnswerFrom(t *testing.T, from string, to netip.AddrPort) {
	t.Helper()
	local := net.UDPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(from), 0))
	c, err := net.DialUDP("udp", local, net.UDPAddrFromAddrPort(to))
	if err != nil {
		t.Errorf("%s to %s: %v", from, to, err)
		return
	}
	defer c.Close()
	buf := make([]byte, 64)
	if err := c.SetDeadline(time.Now().Add(2 * time.Second)); err != nil {
		t.Error(err)
	}
	if _, err := c.Write([]byte("x")); err != nil {
		t.Errorf("%s to %s: %v", from, to, err)
	}
	if n, err := c.Read(buf); err != nil || string(buf[:n]) != "udp:x" {
		t.Errorf("%s to %s: got %q, %v, want udp:x", from, to, buf[:n], err)
	}
}

// T-10: an address that goes and comes back is answered again without anything
// being done, and the others do not notice.
func TestT10AddressGoesAndReturns(t *testing.T) {
	inNamespace(t, func() {
		address6(t, unix.SIOCSIFADDR, "2001:db8::1")
		s := serving(t, Config{Workers: 1}, "[2001:db8::1]:0", "[::1]:0")
		for range 3 {
			wantAnswerFrom(t, "::1", s.Addrs()[0])
			address6(t, unix.SIOCDIFADDR, "2001:db8::1")
			wantAnswerFrom(t, "::1", s.Addrs()[1])
			address6(t, unix.SIOCSIFADDR, "2001:db8::1")
		}
		wantAnswerFrom(t, "::1", s.Addrs()[0])
		c, err := net.Dial("tcp", s.Addrs()[0].String())
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		if _, err := c.Write(framed("x")); err != nil {
			t.Error(err)
		}
		if got, err := readMessage(c); err != nil || got != "tcp:x" {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

// T-10: with freebind an address is taken before it is there.
func TestT10FreeBind(t *testing.T) {
	inNamespace(t, func() {
		s := serving(t, Config{Workers: 1, FreeBind: true}, "[2001:db8::1]:0", "192.0.2.1:0")
		address6(t, unix.SIOCSIFADDR, "2001:db8::1")
		wantAnswerFrom(t, "::1", s.Addrs()[0])
		setAddress4(t, "lo", "192.0.2.1")
		wantAnswerFrom(t, "192.0.2.1", s.Addrs()[1])
	})
}

// T-8: who cannot be sent to keeps nobody waiting. Packets to a neighbour that
// nobody resolves stay in the socket's send buffer until that is full.
func TestT8SendBufferFull(t *testing.T) {
	var missing error
	inNamespace(t, func() {
		if err := tap(t, "tap0"); err != nil {
			missing = err
			return
		}
		linkUp(t, "tap0")
		setAddress4(t, "tap0", "192.0.2.1")
		s := serving(t, Config{Workers: 1}, "0.0.0.0:0")
		// The same socket, used by us beside its worker.
		b := &batched{fd: s.packets[0].(*batched).fd}
		if err := unix.SetsockoptInt(b.fd, unix.SOL_SOCKET, unix.SO_SNDBUF, 1); err != nil {
			t.Error(err)
		}
		r := roundOf(t, "127.0.0.1", true)
		const rounds = 4
		start := time.Now()
		for range rounds {
			for i := range roundSize {
				r.bring(i, "192.0.2.2:53", strings.Repeat("x", 1000))
			}
			r.answer(roundSize)
			r.send(b.transmit)
		}
		wantUnsent(t, r.worker.tally, rounds*roundSize)
		if got := time.Since(start); got > time.Second {
			t.Errorf("128 packets took %v: somebody waited", got)
		}
	})
	if missing != nil {
		t.Skipf("no interface can be made here: %v", missing)
	}
}

// wantUnsent wants most of so many replies to have found no room.
func wantUnsent(t *testing.T, counted *tally, all uint64) {
	t.Helper()
	if lost := counted.udpUnsent.Load(); lost < all/2 || lost == all {
		t.Errorf("%d of %d found no room, want most", lost, all)
	}
	if got := counted.errors.Load(); got != 0 {
		t.Errorf("%d replies failed otherwise", got)
	}
}

// tap makes an interface with neighbours, none of which is there.
func tap(t *testing.T, name string) error {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	t.Cleanup(func() { unix.Close(fd) }) // with it the interface goes
	r, err := unix.NewIfreq(name)
	if err != nil {
		return err
	}
	r.SetUint16(unix.IFF_TAP | unix.IFF_NO_PI)
	return ioctl(fd, unix.TUNSETIFF, unsafe.Pointer(r))
}
