package server

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// listenOn edits where the configuration listens.
func (r *running) listenOn(before, after string) {
	r.Helper()
	r.edit("geosrv.yaml", fmt.Sprintf("listen: [%q]", before), fmt.Sprintf("listen: [%q]", after))
}

// One address of a port and all addresses of it cannot be bound together: a
// reload goes from one to the other all the same.
func TestListenWidensAndNarrows(t *testing.T) {
	t.Parallel()
	r := serve(t, newDisk(t))
	port := r.Addrs()[0].Port()
	one, all := fmt.Sprintf("127.0.0.1:%d", port), fmt.Sprintf("0.0.0.0:%d", port)
	r.want("note.example.com", dns.TypeTXT, "", `"one"`)
	for _, c := range [][2]string{{"127.0.0.1:0", all}, {all, one}, {one, all}} {
		r.listenOn(c[0], c[1])
		r.ok(r.Reload())
		if got := r.Addrs(); len(got) != 1 || got[0] != netip.MustParseAddrPort(c[1]) {
			t.Fatalf("listening on %v, want %s", got, c[1])
		}
		r.want("note.example.com", dns.TypeTXT, "", `"one"`)
		if got := r.ask("tcp", "note.example.com", dns.TypeTXT, ""); got != `"one"` {
			t.Errorf("%s by TCP: %q", c[1], got)
		}
	}
	if c := r.Counters(); c.UDP != 4 || c.TCP != 3 {
		t.Errorf("%+v, want 4 by UDP, 3 by TCP", c)
	}
}

// Sockets that gave way in vain are back, and do so once: another program has
// a part of what is wanted.
func TestListenWidensInVain(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	d.edit("geosrv.yaml", `["127.0.0.1:0"]`, `["127.0.0.1:0", "127.0.0.1:0"]`)
	r := serve(t, d)
	before := r.Addrs()
	all := fmt.Sprintf("0.0.0.0:%d", before[1].Port())
	other, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.2:%d", before[1].Port()))
	r.ok(err)
	defer other.Close()
	wide := fmt.Sprintf(`["0.0.0.0:%d", %q]`, before[0].Port(), all)
	r.edit("geosrv.yaml", `["127.0.0.1:0", "127.0.0.1:0"]`, wide)
	want := "listen tcp " + all + ": address already in use (another program has this port"
	if err := r.Reload(); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want %s", err, want)
	}
	if got := r.Addrs(); !slices.Equal(got, before) {
		t.Fatalf("listening on %v, want %v", got, before)
	}
	r.want("note.example.com", dns.TypeTXT, "", `"one"`)
	server := r.sockets.open[0].server
	r.heal()
	if r.sockets.open[0].server != server {
		t.Error("gave way to the same twice")
	}
	free := netip.MustParseAddrPort("127.0.0.1:0")
	r.ok(r.sockets.set([]netip.AddrPort{free, free}))
	if r.sockets.open[0].server != server || r.sockets.vain != nil {
		t.Error("what is wanted as before did not stay")
	}
	r.ok(other.Close())
	r.ok(r.Reload())
	if got := r.Addrs(); len(got) != 2 || got[1].String() != all || !got[0].Addr().IsUnspecified() {
		t.Errorf("listening on %v, want %s", got, wide)
	}
	r.want("note.example.com", dns.TypeTXT, "", `"one"`)
}

// T-10: an address that could not be had is listened on as soon as it can be,
// without any file changing.
func TestListenAgain(t *testing.T) {
	t.Parallel()
	r := serve(t, newDisk(t))
	other, err := net.Listen("tcp4", "127.0.0.1:0")
	r.ok(err)
	defer other.Close()
	r.watcher.Close()
	select {
	case <-r.watcher.Changes():
	default:
	}
	r.mu.Lock()
	r.override = []netip.AddrPort{netip.MustParseAddrPort(other.Addr().String())}
	err = r.listen(r.last)
	r.mu.Unlock()
	if err == nil {
		t.Fatal("a port that another has")
	}
	r.ok(other.Close())
	r.soon("the address is listened on", func() bool { return r.Addrs()[0].String() == other.Addr().String() })
	r.want("note.example.com", dns.TypeTXT, "", `"one"`)
}

func TestOverlap(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"0.0.0.0:53", "192.0.2.1:53", true},
		{"[::]:53", "[2001:db8::1]:53", true},
		{"0.0.0.0:53", "[2001:db8::1]:53", false},
		{"0.0.0.0:53", "[::]:53", false},
		{"0.0.0.0:53", "192.0.2.1:54", false},
		{"192.0.2.2:53", "192.0.2.1:53", false},
		{"0.0.0.0:53", "0.0.0.0:53", false}, // the same is kept
	} {
		a, b := netip.MustParseAddrPort(c.a), netip.MustParseAddrPort(c.b)
		if overlap(a, b) != c.want || overlap(b, a) != c.want {
			t.Errorf("%s and %s: want %t", a, b, c.want)
		}
	}
}
