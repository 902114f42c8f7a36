package server

import (
	"log/slog"
	"net/netip"
	"strings"
	"testing"
)

// With freebind the server starts before its address is there, and a reload
// can say so.
func TestFreeBind(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	d.edit("geosrv.yaml", `listen: ["127.0.0.1:0"]`, `listen: ["192.0.2.77:0"]`)
	_, err := Start(t.Context(), Options{Files: []string{d.path("geosrv.yaml")}, Log: slog.New(slog.DiscardHandler)})
	const want = "listen tcp 192.0.2.77:0: cannot assign requested address (no interface of this machine has this address"
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Fatalf("got %v, want %s", err, want)
	}
	d.edit("geosrv.yaml", "profile: lync\n", "profile: lync\nfreebind: true\n")
	r := serve(t, d)
	if got := r.Addrs(); len(got) != 1 || got[0].Addr() != netip.MustParseAddr("192.0.2.77") {
		t.Errorf("listening on %v", got)
	}
	r.edit("geosrv.yaml", `"192.0.2.77:0"`, `"127.0.0.1:0", "192.0.2.77:0", "[2001:db8::77]:0"`)
	r.edit("geosrv.yaml", "freebind: true\n", "")
	if r.Reload() == nil {
		t.Error("an address of nobody was had without freebind")
	}
	r.edit("geosrv.yaml", "profile: lync\n", "profile: lync\nfreebind: true\n")
	r.ok(r.Reload())
	if got := r.Addrs(); len(got) != 3 || got[1].Addr() != netip.MustParseAddr("192.0.2.77") || got[2].Addr() != netip.MustParseAddr("2001:db8::77") {
		t.Errorf("listening on %v", got)
	}
}
