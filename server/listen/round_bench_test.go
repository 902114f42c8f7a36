//go:build linux

package listen

import (
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Sizes of the benchmarks' packets: a question with a client subnet, and an
// answer of some records.
const (
	askedOctets = 60
	toldOctets  = 150
)

// ready answers at once, and always the same: what is left is the round's own.
type ready struct{ reply [toldOctets]byte }

func (a *ready) Answer(_ []byte, out *Message, _ *Client) int { return copy(out[:], a.reply[:]) }

func newReady() Answerer { return new(ready) }

// BenchmarkRound is the stage of batches: a full round, from what the kernel
// brought to what it gets back. Without the kernel first, of each family; then
// with it, over loopback, where the asker's own calls are in ns/op but not in
// ns/packet.
func BenchmarkRound(b *testing.B) {
	for _, c := range []struct{ name, at, from string }{
		{"IPv4", "127.0.0.1", "192.0.2.1:53"}, {"IPv6", "::1", "[2001:db8::1]:53"},
	} {
		b.Run(c.name, func(b *testing.B) {
			r := roundOf(b, c.at, false)
			r.worker.answerer = newReady()
			for i := range roundSize {
				r.bring(i, c.from, string(make([]byte, askedOctets)))
			}
			transmit := func(m []unix.Mmsghdr) (int, syscall.Errno) { return len(m), 0 }
			b.ReportAllocs()
			for b.Loop() {
				r.answer(roundSize)
				r.send(transmit)
			}
			reportPackets(b, b.Elapsed())
		})
	}
	b.Run("loopback", func(b *testing.B) {
		s := askedBy(b, Config{New: newReady})
		served := s.packets[0].(*batched)
		a := newAsker(b, s.Addrs()[0])
		served.round.worker = newWorker(newReady(), new(tally), nil)
		transmit := served.transmit
		var took time.Duration
		b.ReportAllocs()
		for b.Loop() {
			a.ask(b)
			begin := time.Now()
			for left := roundSize; left > 0; {
				n, errno := served.poll(served.round.asked[:])
				if errno != 0 {
					b.Fatalf("%d packets were lost: %v", left, errno)
				}
				served.round.answer(n)
				served.round.send(transmit)
				left -= n
			}
			took += time.Since(begin)
			a.take(b)
		}
		reportPackets(b, took)
	})
}

// reportPackets says what a packet of full rounds took.
func reportPackets(b *testing.B, took time.Duration) {
	packets := float64(b.N) * roundSize
	b.ReportMetric(float64(took.Nanoseconds())/packets, "ns/packet")
	b.ReportMetric(packets/took.Seconds(), "packets/s")
}

// TestRoundTripAllocatesNothing serves full rounds over a real socket: reading,
// answering, sending, and all that is between.
func TestRoundTripAllocatesNothing(t *testing.T) {
	for _, at := range []string{"127.0.0.1:0", "[::1]:0", "0.0.0.0:0"} {
		s := askedBy(t, Config{New: newReady}, at)
		s.Serve()
		to := s.Addrs()[0]
		if to.Addr().IsUnspecified() {
			to = netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), to.Port())
		}
		a := newAsker(t, to)
		const runs = 200
		if n := testing.AllocsPerRun(runs, func() { a.ask(t); a.take(t) }); n != 0 {
			t.Errorf("%s: %v allocations for each round", at, n)
		}
		if got, want := s.Counters(), (Counters{UDP: (runs + 1) * roundSize}); got != want {
			t.Errorf("%s: %+v, want %+v", at, got, want)
		}
	}
}

// askedBy is a server with one worker, which does not serve yet.
func askedBy(tb testing.TB, c Config, at ...string) *Server {
	tb.Helper()
	if len(at) == 0 {
		at = []string{"127.0.0.1:0"}
	}
	c.Workers, c.Log = 1, quietLog()
	for _, a := range at {
		c.Addrs = append(c.Addrs, netip.MustParseAddrPort(a))
	}
	s, err := Listen(c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.Close)
	return s
}

// asker asks in full rounds and takes the replies, by the server's own means:
// it makes no garbage either.
type asker struct{ *batched }

// newAsker has a round of questions ready for a server.
func newAsker(tb testing.TB, to netip.AddrPort) asker {
	tb.Helper()
	from := net.UDPAddrFromAddrPort(netip.AddrPortFrom(to.Addr(), 0))
	conn, err := net.ListenUDP("udp", from)
	if err != nil {
		tb.Fatal(err)
	}
	p, err := takePackets(conn, false)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(p.close)
	a := asker{p.(*batched)}
	wait := unix.Timeval{Sec: 10} // a lost packet must not hang the test
	if err := unix.SetsockoptTimeval(a.fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &wait); err != nil {
		tb.Fatal(err)
	}
	for i := range roundSize {
		a.round.bring(i, to.String(), "")
		family := uint16(unix.AF_INET)
		if to.Addr().Is6() {
			family = unix.AF_INET6
		}
		*(*uint16)(unsafe.Pointer(&a.round.packets[i].name)) = family
		a.round.out[i].SetLen(askedOctets)
	}
	return a
}

// ask sends a full round. The names are the server's, also after replies came.
func (a asker) ask(tb testing.TB) {
	if n, errno := a.transmit(a.round.told[:]); n != roundSize {
		tb.Fatalf("%d of %d sent: %v", n, roundSize, errno)
	}
}

// take waits for as many replies.
func (a asker) take(tb testing.TB) {
	for left := roundSize; left > 0; {
		n, errno := a.wait(a.round.asked[:left])
		if errno == unix.EINTR {
			continue
		}
		if errno != 0 {
			tb.Fatalf("%d replies did not come: %v", left, errno)
		}
		for i := range n {
			if a.round.asked[i].Len != toldOctets {
				tb.Fatalf("a reply of %d octets", a.round.asked[i].Len)
			}
		}
		left -= n
	}
}
