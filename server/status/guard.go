package status

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
)

// policy is what a browser may do with the page: load what is here, and no more.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard stands in front of everything. Make it with newGuard; it must not be
// copied. Safe for concurrent use.
type guard struct {
	next  http.Handler
	names atomic.Pointer[map[string]bool]
}

func newGuard(next http.Handler, names []string) *guard {
	g := &guard{next: next}
	g.allow(names)
	return g
}

func (g *guard) allow(names []string) {
	set := make(map[string]bool, len(names))
	for _, n := range names {
		set[strings.ToLower(n)] = true
	}
	g.names.Store(&set)
}

// ServeHTTP answers one request.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "read only: GET or HEAD", http.StatusMethodNotAllowed)
		return
	case !g.allowed(r.Host):
		http.Error(w, fmt.Sprintf("%q is no name of this page (ask by its address, or list the name: status: {listen: ..., names: [NAME]})", r.Host),
			http.StatusMisdirectedRequest)
		return
	}
	g.next.ServeHTTP(w, r)
}

// allowed reports whether a page may be asked for under a host. A hostile page
// that points its own name at us is asked for under that name; under an address
// nobody comes but who meant it.
func (g *guard) allowed(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.ToLower(strings.Trim(name, "[]")), ".")
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	return name == "localhost" || (*g.names.Load())[name]
}
