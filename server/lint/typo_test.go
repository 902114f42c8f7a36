package lint

import (
	"slices"
	"strings"
	"testing"
)

// TestMisspelt: what fingers do to a well-known service is undone, and a service
// that is well known is never told.
func TestMisspelt(t *testing.T) {
	known := wellKnown()
	if len(known) < 40 || !slices.Equal(known["_xmpps-server._tcp"], []uint16{5270, 5269}) {
		t.Fatalf("%d well-known services, _xmpps-server._tcp at %v", len(known), known["_xmpps-server._tcp"])
	}
	l := &linter{usual: known}
	for kind := range known {
		first, second, _ := strings.Cut(kind, ".")
		for _, typed := range []string{
			first + "." + second[1:], first[1:] + "." + second, "_" + first + "." + second, second + "." + first, first + second, first + "_" + second[1:],
		} {
			if got := l.misspelt(&service{rrset: rrset{owner: name(t, typed+".example.com")}}); got != kind {
				t.Errorf("%s is taken for %q, not %s", typed, got, kind)
			}
		}
	}
	for _, other := range []string{"_ftp._tcp", "_jabber._tcp", "_http._tcp", "_sip2._tcp", "_smtp._tls", "www.example"} {
		if got := l.misspelt(&service{rrset: rrset{owner: name(t, other+".example.com")}}); got != "" {
			t.Errorf("%s is taken for %s", other, got)
		}
	}
}
