package listen

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// fakeConn is a connection from an address that only notes that it was told
// to end.
type fakeConn struct {
	net.Conn
	from  string
	ended atomic.Bool
}

func (c *fakeConn) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.from))
}

func (c *fakeConn) SetDeadline(t time.Time) error {
	c.ended.Store(true)
	return nil
}

// joins adds a connection from an address.
func joins(r *Register, from string, t *tally) *entry {
	e := r.newEntry(&fakeConn{from: from}, t)
	r.add(e)
	return e
}

func ended(e *entry) bool { return e.conn.(*fakeConn).ended.Load() && e.gone() }

// Whatever opens, speaks and ends in whatever order: the register holds what a
// plain list would, oldest activity first, with at most 2 of a network.
func TestRegisterAgainstList(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.IntRange(0, 23), 0, 80).Draw(rt, "steps")
		synctest.Test(t, func(t *testing.T) {
			r := NewRegister(Limits{Connections: 8, PerNetwork: 3})
			var list []*entry // the longest idle first
			for _, step := range steps {
				time.Sleep(time.Millisecond) // so that no two acts are of one time
				switch at := step % 8; {
				case step < 8: // a newcomer from one of four networks
					e := joins(r, fmt.Sprintf("192.0.%d.%d:53", at%4, at), new(tally))
					list = append(without(t, list, e), e)
				case at >= len(list):
				case step < 16: // one speaks
					e := list[at]
					e.touch()
					list = append(slices.Delete(list, at, at+1), e)
				default: // one ends
					r.remove(list[at])
					list = slices.Delete(list, at, at+1)
				}
				sameEntries(t, r, list)
			}
		})
	})
}

// without takes out of the list who has to go for a newcomer, and wants it to
// have ended.
func without(t *testing.T, list []*entry, newcomer *entry) []*entry {
	t.Helper()
	evict := func(of func(*entry) bool) {
		at := slices.IndexFunc(list, of)
		if !ended(list[at]) || list[at].tally.evicted.Load() != 1 {
			t.Fatal("the longest idle was not ended, or not counted")
		}
		list = slices.Delete(list, at, at+1)
	}
	same := func(e *entry) bool { return e.network == newcomer.network }
	n := 0
	for _, e := range list {
		if same(e) {
			n++
		}
	}
	if n == 3 {
		evict(same)
	}
	if len(list) == 8 {
		evict(func(*entry) bool { return true })
	}
	return list
}

// sameEntries compares the register with the list, order aside.
func sameEntries(t *testing.T, r *Register, list []*entry) {
	t.Helper()
	if r.Open() != len(list) {
		t.Fatalf("%d in the register, want %d", r.Open(), len(list))
	}
	if got, want := r.crowded.Load(), len(list) > 4; got != want {
		t.Fatalf("crowded %v with %d of 8", got, len(list))
	}
	networks := map[netip.Prefix]int{}
	for _, e := range list {
		if ended(e) || r.all.heap[e.places[rankAll].at] != e ||
			r.networks[e.network].heap[e.places[rankNetwork].at] != e {
			t.Fatal("an open connection was ended, or is not at its place")
		}
		networks[e.network]++
	}
	if len(networks) != len(r.networks) {
		t.Fatalf("%d networks known, want %d", len(r.networks), len(networks))
	}
	for network, n := range networks {
		if got := r.networks[network].len(); got != n {
			t.Fatalf("%d of %s, want %d", got, network, n)
		}
	}
}

// A network is a /24 or a /56.
func TestT3Networks(t *testing.T) {
	for _, c := range []struct{ from, want string }{
		{"192.0.2.77:53", "192.0.2.0/24"},
		{"[::ffff:192.0.2.77]:53", "192.0.2.0/24"},
		{"[2001:db8:1:2ff::1]:53", "2001:db8:1:200::/56"},
		{"[fe80::1%eth0]:53", "fe80::/56"},
	} {
		e := NewRegister(Limits{}).newEntry(&fakeConn{from: c.from}, nil)
		if got := e.network.String(); got != c.want {
			t.Errorf("%s is of %s, want %s", c.from, got, c.want)
		}
	}
}

// A network that is at its limit makes room itself, though another one idles
// for longer.
func TestT3NetworkEvictsItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, count := NewRegister(Limits{}), new(tally)
		other := joins(r, "198.51.100.1:1", count)
		var all []*entry
		for range 64 + 3 {
			time.Sleep(time.Millisecond)
			all = append(all, joins(r, "192.0.2.1:1", count))
		}
		for i, e := range all {
			if got, want := ended(e), i < 3; got != want {
				t.Errorf("number %d ended: %v, want %v", i, got, want)
			}
		}
		if ended(other) || r.Open() != 65 || count.evicted.Load() != 3 {
			t.Errorf("another network ended: %v; %d open, %d evicted, want 65 and 3",
				ended(other), r.Open(), count.evicted.Load())
		}
	})
}

// New limits are for newcomers; then as many go as there are too many.
func TestT3LimitsChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRegister(Limits{Connections: 100, PerNetwork: 100})
		for i := range 20 {
			joins(r, fmt.Sprintf("192.0.%d.1:1", i%2), new(tally))
		}
		r.Set(Limits{Connections: 16, PerNetwork: 4})
		if r.Open() != 20 {
			t.Fatalf("%d open after new limits, want 20", r.Open())
		}
		joins(r, "192.0.0.1:1", new(tally))
		if got := [2]int{r.of(netip.MustParsePrefix("192.0.0.0/24")), r.of(netip.MustParsePrefix("192.0.1.0/24"))}; got != [2]int{4, 10} {
			t.Errorf("%v open of the networks, want 4 and 10", got)
		}
		r.Set(Limits{Connections: 3, PerNetwork: 4})
		joins(r, "192.0.1.1:1", new(tally))
		if r.Open() != 3 {
			t.Errorf("%d open, want 3", r.Open())
		}
	})
}

func TestDefaultConnections(t *testing.T) {
	for _, c := range []struct {
		files uint64
		want  int
	}{
		{0, 16},
		{64, 16},
		{95, 16},
		{96, 16},
		{98, 17},
		{1024, 480},
		{4063, 1999},
		{4064, 2000},
		{20000, 2000},
		{1<<64 - 1, 2000},
	} {
		if got := connectionsFor(c.files); got != c.want {
			t.Errorf("%d files: %d connections, want %d", c.files, got, c.want)
		}
	}
	if got := DefaultConnections(); got != connectionsFor(openFiles()) || got < 16 || got > 2000 {
		t.Errorf("%d by default", got)
	}
}

// One server that closes leaves the connections of others alone.
func TestEndAllOfOneServer(t *testing.T) {
	r, one, two := NewRegister(Limits{}), new(tally), new(tally)
	var ours, others []*entry
	for range 20 {
		ours = append(ours, joins(r, "192.0.2.1:1", one))
		others = append(others, joins(r, "192.0.2.1:1", two))
	}
	r.endAll(one)
	for i := range ours {
		if !ended(ours[i]) || ended(others[i]) {
			t.Fatalf("pair %d ended: %v, %v, want true, false", i, ended(ours[i]), ended(others[i]))
		}
		r.remove(ours[i]) // as its goroutine does
	}
	if r.Open() != 20 || one.evicted.Load() != 0 {
		t.Errorf("%d open, %d evicted, want 20 and 0", r.Open(), one.evicted.Load())
	}
}

// To free descriptors some go, but half are spared.
func TestT6EvictSparesHalf(t *testing.T) {
	for _, c := range []struct{ open, n, want int }{{0, 16, 0}, {1, 16, 0}, {2, 16, 1}, {3, 16, 1}, {40, 16, 24}} {
		r := NewRegister(Limits{})
		for range c.open {
			joins(r, "192.0.2.1:1", new(tally))
		}
		r.evict(c.n)
		if got := r.Open(); got != c.want {
			t.Errorf("%d of %d are left, want %d", got, c.open, c.want)
		}
	}
}

// A newcomer each time, all full: the cost must not grow with the connections.
func BenchmarkRegisterEvict(b *testing.B) {
	r, count := NewRegister(Limits{Connections: 2000, PerNetwork: 2000}), new(tally)
	conn := &fakeConn{from: "192.0.2.1:1"}
	for b.Loop() {
		r.add(r.newEntry(conn, count))
	}
}
