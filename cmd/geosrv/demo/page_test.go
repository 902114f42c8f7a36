package demo

import (
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

// The demo shows its status page where it was asked to, and else none.
func TestPage(t *testing.T) {
	none := newDemo(Options{Listen: netip.MustParseAddrPort("127.0.0.1:0")})
	if none.status() != "" {
		t.Errorf("a page that nobody asked for: %s", none.status())
	}
	free := netip.MustParseAddrPort("127.0.0.1:0")
	d := newDemo(Options{Listen: free, Status: free})
	serving(t, d)
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+d.page.String()+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if text, err := io.ReadAll(reply.Body); err != nil || !strings.Contains(string(text), "<title>geosrv</title>") {
		t.Errorf("%v: %s", err, text)
	}
}
