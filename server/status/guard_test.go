package status

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// guarded is the page as somebody asks for it.
func guarded(method, path, host string) *httptest.ResponseRecorder {
	extra := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("up 1\n")) })
	g := newGuard(newMux(newFeed(Options{}, newRate(nil)), map[string]http.Handler{"/metrics": extra}), []string{"status.example.net"})
	r := httptest.NewRequest(method, path, nil)
	r.Host = host
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	return w
}

func TestGuard(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, path, host string
		want               int
	}{
		{"GET", "/", "127.0.0.1:8053", 200},
		{"GET", "/", "[::1]:8053", 200},
		{"GET", "/", "[::1]", 200},
		{"GET", "/", "localhost:8053", 200},
		{"GET", "/", "LOCALHOST", 200},
		{"GET", "/", "status.example.net:8053", 200},
		{"GET", "/", "Status.Example.Net.", 200},
		{"GET", "/metrics", "127.0.0.1:8053", 200},
		{"HEAD", "/page.js", "127.0.0.1:8053", 200},
		{"HEAD", "/events", "127.0.0.1:8053", 200},
		{"GET", "/", "attacker.example", 421},
		{"GET", "/events", "attacker.example:8053", 421},
		{"GET", "/metrics", "127.0.0.1.attacker.example", 421},
		{"GET", "/", "sub.status.example.net", 421},
		{"GET", "/", "", 421},
		{"POST", "/", "127.0.0.1:8053", 405},
		{"DELETE", "/events", "127.0.0.1:8053", 405},
		{"OPTIONS", "/metrics", "127.0.0.1:8053", 405},
		{"GET", "/other", "127.0.0.1:8053", 404},
		{"GET", "/page.css/x", "127.0.0.1:8053", 404},
	} {
		w := guarded(c.method, c.path, c.host)
		if w.Code != c.want {
			t.Errorf("%s %s at %q: %d, want %d", c.method, c.path, c.host, w.Code, c.want)
		}
		if p := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'; ") {
			t.Errorf("%s %s at %q: policy %q", c.method, c.path, c.host, p)
		}
		if w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s %s: others may read it", c.method, c.path)
		}
	}
}

// Names may change while the page is open.
func TestAllow(t *testing.T) {
	t.Parallel()
	g := newGuard(http.NotFoundHandler(), []string{"old.example.net"})
	g.allow([]string{"New.example.net"})
	if g.allowed("old.example.net") || !g.allowed("new.example.net:80") {
		t.Error("the old name still holds, or the new one does not")
	}
}
