package server

import (
	"fmt"
	"net"
	"net/netip"
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
	r := serve(t, newDisk(t))
	before := r.Addrs()[0]
	all := fmt.Sprintf("0.0.0.0:%d", before.Port())
	other, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.2:%d", before.Port()))
	r.ok(err)
	defer other.Close()
	r.listenOn("127.0.0.1:0", all)
	if err := r.Reload(); err == nil || !strings.HasPrefix(err.Error(), "listen tcp "+all+": address already in use") {
		t.Errorf("got %v, want that it is in use", err)
	}
	if got := r.Addrs(); len(got) != 1 || got[0] != before {
		t.Fatalf("listening on %v, want %s", got, before)
	}
	r.want("note.example.com", dns.TypeTXT, "", `"one"`)
	server := r.sockets.open[0].server
	r.heal()
	if r.sockets.open[0].server != server {
		t.Error("gave way to the same twice")
	}
	r.ok(other.Close())
	r.ok(r.Reload())
	if got := r.Addrs(); len(got) != 1 || got[0].String() != all {
		t.Errorf("listening on %v, want %s", got, all)
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
	r.listenOn("127.0.0.1:0", other.Addr().String())
	if r.Reload() == nil {
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
