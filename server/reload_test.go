package server

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/health"
	"geosrv/server/load"
	"geosrv/server/load/sitedir"
)

// What is known of an endpoint survives a reload that has nothing to do with
// it.
func TestStateSurvivesReload(t *testing.T) {
	t.Parallel()
	r := serve(t, newDisk(t))
	const key = "sip/tls 192.0.2.11:443 name=access-ams.example.com"
	down := func() bool { return r.States()[key].Phase == health.PhaseDown }
	r.soon("the endpoint has answered", func() bool { return r.States()[key].Ever })
	r.edges.silence("192.0.2.11", true)
	demoted := "10 10 443 access-nyc.example.com. 1000 10 443 access-ams.example.com."
	r.soon("the silent pool is demoted", func() bool {
		return down() && r.ask("udp", "_sip._tls.example.com", dns.TypeSRV, "10.1.2.0") == demoted
	})
	since := r.States()[key].Since
	world := r.Plan().World()
	r.edit("example.com.zone", "one", "two")
	r.soon("the edit is served", func() bool { return r.Plan().World() != world })
	r.want("note.example.com", dns.TypeTXT, "", `"two"`)
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", demoted)
	if s := r.States()[key]; s.Since != since {
		t.Errorf("the state began anew: %+v", s)
	}
}

// Whatever the pace of edits, the last one is served.
func TestReloadStorm(t *testing.T) {
	t.Parallel()
	r := serve(t, newDisk(t))
	for i := range 200 {
		text := strings.Replace(siteZone, "one", fmt.Sprint("edit ", i), 1)
		if i%2 == 0 {
			r.put("example.com.zone", text)
		} else {
			r.write("example.com.zone", text)
		}
		if i%20 == 0 {
			_ = r.Reload() // a half-written file may be met here: no matter
		}
	}
	r.soon("the last edit is served", func() bool {
		return r.ask("udp", "note.example.com", dns.TypeTXT, "") == `"edit 199"`
	})
	if err := r.Reload(); err != nil {
		t.Error(err)
	}
	r.want("note.example.com", dns.TypeTXT, "", `"edit 199"`)
}

// Reload is synchronous and tells what is wrong.
func TestReload(t *testing.T) {
	t.Parallel()
	r := serve(t, newDisk(t))
	r.write("plain/example.net.zone", "broken\n")
	err := r.Reload()
	var refusal *load.Refusal
	if !errors.As(err, &refusal) || !strings.HasPrefix(err.Error(), r.path("plain/example.net.zone")+":1:") {
		t.Errorf("got %v, want the problem of the broken zone", err)
	}
	r.want("hostaa.example.net", dns.TypeA, "", "192.0.2.1")
	r.write("plain/example.net.zone", strings.ReplaceAll(sitedir.Plain("example.net", 3), "192.0.2.1\n", "192.0.2.9\n"))
	r.ok(r.Reload())
	r.want("hostaa.example.net", dns.TypeA, "", "192.0.2.9")
	r.edit("geosrv.yaml", "zones:", "zoness:")
	if err = r.Reload(); err == nil || !strings.Contains(err.Error(), `geosrv.yaml:3:1: unknown key "zoness"`) {
		t.Errorf("got %v, want the unknown key", err)
	}
}

func TestOverridesAreFollowed(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	d.write("overrides", "drain pool:ams\n")
	r := serve(t, d)
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", "10 10 443 access-nyc.example.com.")
	r.write("overrides", "")
	r.soon("the pool is back", func() bool {
		return r.ask("udp", "_sip._tls.example.com", dns.TypeSRV, "10.1.2.0") == amsFirst
	})
}

func TestListenMoves(t *testing.T) {
	t.Parallel()
	r := serve(t, newDisk(t))
	first := r.Addrs()[0]
	// An address that cannot be had keeps the old one.
	r.edit("geosrv.yaml", `["127.0.0.1:0"]`, `["127.0.0.1:0", "203.0.113.77:5300"]`)
	err := r.Reload()
	want := "listen tcp 203.0.113.77:5300: cannot assign requested address (no interface of this machine has this address)"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if got := r.Addrs(); len(got) != 1 || got[0] != first {
		t.Fatalf("listening on %v, want %s", got, first)
	}
	r.want("note.example.com", dns.TypeTXT, "", `"one"`)
	_ = r.Reload()
	if n := strings.Count(r.log.String(), "the addresses to listen on stay"); n != 1 {
		t.Errorf("the log says %d times that the addresses stay, want once", n)
	}
	// One more, and then the first is dropped.
	r.edit("geosrv.yaml", `"203.0.113.77:5300"`, `"127.0.0.2:0"`)
	r.ok(r.Reload())
	if got := r.Addrs(); len(got) != 2 || got[0] != first || got[1].Addr() != netip.MustParseAddr("127.0.0.2") {
		t.Fatalf("listening on %v", got)
	}
	r.edit("geosrv.yaml", `"127.0.0.1:0", `, "")
	r.ok(r.Reload())
	if got := r.Addrs(); len(got) != 1 || got[0].Addr() != netip.MustParseAddr("127.0.0.2") {
		t.Fatalf("listening on %v", got)
	}
	r.want("note.example.com", dns.TypeTXT, "", `"one"`)
	l, err := net.Listen("tcp", first.String())
	if err != nil {
		t.Fatalf("the address that was dropped is still taken: %v", err)
	}
	l.Close()
}

// Kubernetes puts a whole folder in place by one link.
func TestFolderSwappedByLink(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	d.remove("plain")
	for i, address := range []string{"192.0.2.1", "192.0.2.2"} {
		text := strings.ReplaceAll(sitedir.Plain("example.net", 3), "192.0.2.1\n", address+"\n")
		d.write(fmt.Sprintf("plain/..v%d/example.net.zone", i), text)
	}
	d.ok(os.Symlink("..v0", d.path("plain/..data")))
	d.ok(os.Symlink("..data/example.net.zone", d.path("plain/example.net.zone")))
	r := serve(t, d)
	r.want("hostaa.example.net", dns.TypeA, "", "192.0.2.1")
	d.ok(os.Symlink("..v1", d.path("plain/..tmp")))
	d.ok(os.Rename(d.path("plain/..tmp"), d.path("plain/..data")))
	r.soon("the other folder is served", func() bool {
		return r.ask("udp", "hostaa.example.net", dns.TypeA, "") == "192.0.2.2"
	})
}

// Close leaves no goroutine behind.
func TestClose(t *testing.T) {
	before := runtime.NumGoroutine()
	r := serve(t, newDisk(t))
	r.soon("the endpoints are probed", func() bool { return r.edges.count("192.0.2.11") > 0 })
	r.Close()
	r.Close()
	if err := r.Reload(); err == nil || err.Error() != "the server is closed" {
		t.Errorf("Reload behind Close: %v", err)
	}
	r.soon("all goroutines have ended", func() bool { return runtime.NumGoroutine() <= before })
}
