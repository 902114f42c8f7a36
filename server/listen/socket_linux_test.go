package listen

import (
	"encoding/binary"
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// option reads an option of a socket.
func option(t *testing.T, c any, level, name int) (value int) {
	t.Helper()
	if b, ok := c.(*batched); ok {
		value, err := unix.GetsockoptInt(b.fd, level, name)
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	raw, err := c.(syscall.Conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var problem error
	if err := raw.Control(func(fd uintptr) { value, problem = unix.GetsockoptInt(int(fd), level, name) }); err != nil || problem != nil {
		t.Fatal(err, problem)
	}
	return value
}

// T-9, T-10, T-12: what the sockets are told.
func TestT12SocketOptions(t *testing.T) {
	for _, c := range []struct {
		at        string
		free      bool
		level     int
		discover  int
		dont      int
		info      int
		freeName  int
		wantsInfo int
	}{
		{"127.0.0.1:0", false, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_OMIT, unix.IP_PKTINFO, unix.IP_FREEBIND, 0},
		{"0.0.0.0:0", true, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_OMIT, unix.IP_PKTINFO, unix.IP_FREEBIND, 1},
		{"[::1]:0", true, unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_OMIT, unix.IPV6_RECVPKTINFO, unix.IPV6_FREEBIND, 0},
		{"[::]:0", false, unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_OMIT, unix.IPV6_RECVPKTINFO, unix.IPV6_FREEBIND, 1},
	} {
		s := serving(t, Config{Workers: 2, FreeBind: c.free}, c.at)
		free := 0
		if c.free {
			free = 1
		}
		for _, p := range s.packets {
			if got := option(t, p, c.level, c.discover); got != c.dont {
				t.Errorf("%s: MTU_DISCOVER %d, want %d", c.at, got, c.dont)
			}
			if got := option(t, p, c.level, c.info); got != c.wantsInfo {
				t.Errorf("%s: PKTINFO %d, want %d", c.at, got, c.wantsInfo)
			}
			if got := option(t, p, c.level, c.freeName); got != free {
				t.Errorf("%s: FREEBIND %d of UDP, want %d", c.at, got, free)
			}
			// Twice the value is what the kernel says; without CAP_NET_ADMIN it
			// is bounded by rmem_max.
			if got := option(t, p, unix.SOL_SOCKET, unix.SO_RCVBUF); got != 2*receiveBuffer && os.Geteuid() == 0 {
				t.Errorf("%s: receive buffer %d, want %d", c.at, got, 2*receiveBuffer)
			}
		}
		l := s.streams[0].(*net.TCPListener)
		if got := option(t, l, c.level, c.freeName); got != free {
			t.Errorf("%s: FREEBIND %d of TCP, want %d", c.at, got, free)
		}
		if got := option(t, l, unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT); got != 10_000 {
			t.Errorf("%s: USER_TIMEOUT %d, want 10000", c.at, got)
		}
		for _, name := range []int{unix.SO_SNDBUF, unix.SO_RCVBUF} {
			if got := option(t, l, unix.SOL_SOCKET, name); got != 2*streamBuffer {
				t.Errorf("%s: buffer %d of TCP, want %d", c.at, got, 2*streamBuffer)
			}
		}
	}
}

// controlMessage is one as the kernel writes it.
func controlMessage(level, kind int32, data []byte) []byte {
	b := make([]byte, unix.CmsgSpace(len(data)))
	if unix.SizeofCmsghdr == 16 {
		binary.NativeEndian.PutUint64(b, uint64(unix.CmsgLen(len(data))))
	} else {
		binary.NativeEndian.PutUint32(b, uint32(unix.CmsgLen(len(data))))
	}
	binary.NativeEndian.PutUint32(b[unix.SizeofCmsghdr-8:], uint32(level))
	binary.NativeEndian.PutUint32(b[unix.SizeofCmsghdr-4:], uint32(kind))
	copy(b[unix.CmsgLen(0):], data)
	return b
}

// T-9: what is sent back is the address; the interface only where the address
// is of a link.
func TestT9PacketInfo(t *testing.T) {
	v4 := string([]byte{7, 7, 7, 7, 192, 0, 2, 1, 192, 0, 2, 255})
	v6 := func(addr string) string {
		a := netip.MustParseAddr(addr).As16()
		return string(a[:]) + "\x07\x07\x07\x07"
	}
	none := func(s string) string { return s[:16] + "\x00\x00\x00\x00" }
	for _, c := range []struct {
		name        string
		level, kind int32
		data        string
		client      string
		want        string // the data that goes back; "" for no message
	}{
		{"IPv4", unix.IPPROTO_IP, unix.IP_PKTINFO, v4, "192.0.2.9", "\x00\x00\x00\x00" + v4[4:]},
		{"IPv4 cut short", unix.IPPROTO_IP, unix.IP_PKTINFO, v4[:11], "192.0.2.9", ""},
		{"another level", unix.SOL_SOCKET, unix.IP_PKTINFO, v4, "192.0.2.9", ""},
		{"another type", unix.IPPROTO_IP, unix.IP_TTL, v4, "192.0.2.9", ""},
		{"IPv6", unix.IPPROTO_IPV6, unix.IPV6_PKTINFO, v6("2001:db8::1"), "2001:db8::2", none(v6("2001:db8::1"))},
		{"IPv6 of a link", unix.IPPROTO_IPV6, unix.IPV6_PKTINFO, v6("fe80::1"), "2001:db8::2", v6("fe80::1")},
		{"client of a link", unix.IPPROTO_IPV6, unix.IPV6_PKTINFO, v6("2001:db8::1"), "fe80::2", v6("2001:db8::1")},
		{"group", unix.IPPROTO_IPV6, unix.IPV6_PKTINFO, v6("ff02::1"), "fe80::2", ""},
		{"IPv6 cut short", unix.IPPROTO_IPV6, unix.IPV6_PKTINFO, v6("2001:db8::1")[:19], "2001:db8::2", ""},
		{"another level of IPv6", unix.IPPROTO_IP, unix.IPV6_PKTINFO, v6("2001:db8::1"), "2001:db8::2", ""},
		{"another type of IPv6", unix.IPPROTO_IPV6, unix.IPV6_HOPLIMIT, v6("2001:db8::1"), "2001:db8::2", ""},
	} {
		var p packetInfo
		p.size = 40 // of the packet before
		n := copy(p.space(), controlMessage(c.level, c.kind, []byte(c.data)))
		if len(c.data)%4 != 0 { // the kernel fills up to the next word
			n = unix.CmsgLen(len(c.data))
		}
		p.received(n, netip.MustParseAddr(c.client))
		want := ""
		if c.want != "" {
			want = string(controlMessage(c.level, c.kind, []byte(c.want)))
		}
		if got := string(p.bytes()); got != want {
			t.Errorf("%s: got %x, want %x", c.name, got, want)
		}
	}
	for _, n := range []int{0, 1, unix.CmsgLen(0) - 1, unix.CmsgLen(0)} {
		var p packetInfo
		copy(p.space(), controlMessage(unix.IPPROTO_IP, unix.IP_PKTINFO, []byte(v4)))
		if p.received(n, netip.MustParseAddr("192.0.2.9")); len(p.bytes()) != 0 {
			t.Errorf("%d octets make a message", n)
		}
	}
}

// T-8, T-11: a reply that cannot be sent is counted, and that is all.
func TestT8UnsentIsCounted(t *testing.T) {
	for _, c := range []struct {
		err  error
		want Counters
	}{
		{syscall.EAGAIN, Counters{Unsent: 1}},
		{&net.OpError{Op: "write", Err: os.NewSyscallError("sendmsg", syscall.ENOBUFS)}, Counters{Unsent: 1}},
		{syscall.ECONNREFUSED, Counters{Errors: 1}},
		{syscall.ENETUNREACH, Counters{Errors: 1}},
	} {
		w := echoWorker()
		w.unsent(c.err)
		if got := (&Server{tallies: []*tally{w.tally}}).Counters(); got != c.want {
			t.Errorf("%v: counters %+v, want %+v", c.err, got, c.want)
		}
	}
}

// A worker goes on when its reply cannot be sent: this one is too long for the
// address family.
func TestT11UnsendableReply(t *testing.T) {
	s := serving(t, Config{Workers: 1}, "127.0.0.1:0")
	c := dial(t, "udp", s.Addrs()[0])
	if _, err := c.Write([]byte("large1")); err != nil { // 65535 octets; UDP by IPv4 has 65507
		t.Fatal(err)
	}
	if got := packetAnswer(t, c, "x"); got != "udp:x" {
		t.Errorf("got %q, want udp:x", got)
	}
	wantCounters(t, s, Counters{UDP: 2, Errors: 1})
}
