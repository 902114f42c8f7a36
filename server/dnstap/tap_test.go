package dnstap

import (
	"log/slog"
	"net"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	peer "github.com/dnstap/golang-dnstap"
	"google.golang.org/protobuf/proto"
)

// collector is that of the dnstap project, on a socket, for one tap at a time, and
// gone with the test. The project's own loop of Accept does not end: behind a closed
// listener it spins, and allocates millions of errors beside the tests that follow.
func collector(t *testing.T, socket string) <-chan []byte {
	t.Helper()
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	frames := make(chan []byte, 4*slots)
	var reading sync.WaitGroup
	reading.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			in, err := peer.NewFrameStreamInput(conn, true)
			if err != nil {
				t.Error(err)
			} else {
				in.ReadInto(frames)
			}
			conn.Close()
		}
	})
	t.Cleanup(func() {
		l.Close()
		reading.Wait()
	})
	return frames
}

func options(socket string) Options {
	return Options{Socket: socket, Sample: 1, Identity: "ns1", Version: "geosrv 1", Rings: 2, Log: slog.New(slog.DiscardHandler)}
}

// next is the next frame, decoded.
func next(t *testing.T, frames <-chan []byte) *peer.Dnstap {
	t.Helper()
	select {
	case text := <-frames:
		d := new(peer.Dnstap)
		if err := proto.Unmarshal(text, d); err != nil {
			t.Fatal(err)
		}
		return d
	case <-time.After(time.Minute):
		t.Fatal("nothing came")
	}
	return nil
}

// TestSends: what the dnstap project's own collector reads is what was put.
func TestSends(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "s")
	frames := collector(t, socket)
	tap := New(options(socket))
	defer tap.Close()
	at := time.Unix(1_780_000_000, 123_456_789)
	tap.Put(0, 0, &Exchange{From: netip.MustParseAddrPort("192.0.2.7:5353"), At: at, Query: []byte("ask"), Reply: []byte("answer")})
	d := next(t, frames)
	m := d.GetMessage()
	for _, c := range [...]struct{ what, got, want string }{
		{"identity", string(d.GetIdentity()), "ns1"},
		{"version", string(d.GetVersion()), "geosrv 1"},
		{"type", d.GetType().String(), "MESSAGE"},
		{"message", m.GetType().String(), "AUTH_RESPONSE"},
		{"family", m.GetSocketFamily().String(), "INET"},
		{"protocol", m.GetSocketProtocol().String(), "UDP"},
		{"address", net.IP(m.GetQueryAddress()).String(), "192.0.2.7"},
		{"query", string(m.GetQueryMessage()), "ask"},
		{"reply", string(m.GetResponseMessage()), "answer"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	if m.GetQueryPort() != 5353 || len(m.GetQueryAddress()) != 4 || m.GetQueryTimeSec() != 1_780_000_000 ||
		m.GetQueryTimeNsec() != 123_456_789 || m.GetResponseTimeNsec() != 123_456_789 {
		t.Errorf("%v", m)
	}
	tap.Put(1, 0, &Exchange{From: netip.MustParseAddrPort("[2001:db8::7]:53"), At: at, TCP: true, Query: []byte("q"), Reply: []byte("r")})
	m = next(t, frames).GetMessage()
	if m.GetSocketFamily() != peer.SocketFamily_INET6 || m.GetSocketProtocol() != peer.SocketProtocol_TCP || len(m.GetQueryAddress()) != 16 {
		t.Errorf("%v", m)
	}
}

// TestCloseSends what waits.
func TestCloseSends(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "s")
	frames := collector(t, socket)
	tap := New(options(socket))
	defer tap.Close() // where the test ends before it does so itself
	tap.Put(0, 0, &Exchange{Query: []byte("first")})
	next(t, frames) // it is connected
	for range 100 {
		tap.Put(1, 0, &Exchange{Query: []byte("q")})
	}
	tap.Close()
	for range 100 {
		next(t, frames)
	}
	if tap.Sent() != 101 || tap.Dropped() != 0 {
		t.Errorf("%d sent, %d dropped", tap.Sent(), tap.Dropped())
	}
}

// TestNobodyThere: what is put never waits; what there is no room for, or is too
// large, is counted.
func TestNobodyThere(t *testing.T) {
	tap := New(options(filepath.Join(t.TempDir(), "nobody")))
	defer tap.Close()
	for range slots + 10 {
		tap.Put(0, 0, &Exchange{Query: []byte("q")})
	}
	if got := tap.Dropped(); got != 10 {
		t.Errorf("%d were dropped, want 10", got)
	}
	tap.Put(1, 0, &Exchange{Query: []byte("q"), Reply: make([]byte, slotSize)})
	if got := tap.Dropped(); got != 11 {
		t.Errorf("%d were dropped, want 11", got)
	}
}

func TestSample(t *testing.T) {
	o := options(filepath.Join(t.TempDir(), "nobody"))
	o.Sample = 10
	tap := New(o)
	defer tap.Close()
	for i := range uint32(100) {
		tap.Put(0, i, &Exchange{})
	}
	if got := tap.rings[0].head.Load(); got != 10 {
		t.Errorf("%d of 100 were put, want 10", got)
	}
}

// TestPutAllocatesNothing counts each way apart: AllocsPerRun divides as integers, so
// what only half of its runs allocate would be none. The tap was closed, for its own
// goroutine allocates where it looks for the collector; Put is the same.
func TestPutAllocatesNothing(t *testing.T) {
	tap := New(options(filepath.Join(t.TempDir(), "nobody")))
	tap.Close()
	from, query := netip.MustParseAddrPort("192.0.2.7:53"), make([]byte, 50)
	for _, c := range []struct {
		what          string
		worker        uint32
		reply         []byte
		head, dropped uint64 // after it
	}{
		{"with room", 0, make([]byte, 500), 512, 0},
		{"without", 0, make([]byte, 500), 512, 512},
		{"too large", 1, make([]byte, 2048), 0, 1024},
	} {
		n := testing.AllocsPerRun(511, func() { // and one before, to warm up: as many as slots
			tap.Put(c.worker, 0, &Exchange{From: from, At: time.Time{}, Query: query, Reply: c.reply})
		})
		if n != 0 {
			t.Errorf("%s: %v allocations", c.what, n)
		}
		if head, dropped := tap.rings[c.worker].head.Load(), tap.Dropped(); head != c.head || dropped != c.dropped {
			t.Errorf("%s: %d in the ring, %d dropped, want %d and %d", c.what, head, dropped, c.head, c.dropped)
		}
	}
}

// TestRing: with many writers each exchange comes out once, whole, and in the order
// of its writer.
func TestRing(t *testing.T) {
	const writers, each = 4, 5000
	r := newRing()
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for i := 0; i < each; {
				text := strings.Repeat(string(rune('a'+w)), 1+i%1000)
				if r.put(&Exchange{From: netip.AddrPortFrom(netip.Addr{}, uint16(i)), Query: []byte(text), Reply: []byte{byte(w)}}) {
					i++
				}
			}
		})
	}
	var seen [writers]int
	for n := 0; n < writers*each; {
		if r.take(func(x *Exchange) {
			w := int(x.Reply[0])
			if i := int(x.From.Port()); i != seen[w] || len(x.Query) != 1+i%1000 || strings.Trim(string(x.Query), string(rune('a'+w))) != "" {
				t.Errorf("writer %d: %d %q, want %d", w, i, x.Query, seen[w])
			}
			seen[w]++
		}) {
			n++
		}
	}
	wait.Wait()
	if r.take(func(*Exchange) {}) {
		t.Error("there is one more")
	}
}
