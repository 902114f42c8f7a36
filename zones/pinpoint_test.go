package zones

import (
	"strings"
	"testing"
)

// A zone may be as small as one name: the parent delegates just that.
func TestPinpointZone(t *testing.T) {
	text := `$TTL 60
@ SOA ns1.example.net. hostmaster.example.net. 1 2 3 4 5
@ NS ns1.example.net.
@ SRV 0 0 443 access.example.net.
`
	z, err := Read("whatever", strings.NewReader(text), mustName(t, "_sip._tls.example.com"))
	if err != nil {
		t.Fatal(err)
	}
	checkMatches(t, z, [][2]string{
		{"_sip._tls.example.com", "exact _sip._tls.example.com. 0"},
		{"x._sip._tls.example.com", "no name _sip._tls.example.com. 1"},
		{"_tls.example.com", "no name - 3"},
	})
	if z.Nodes() != 1 || z.Parent(0) != -1 {
		t.Errorf("%d nodes, parent of the apex %d", z.Nodes(), z.Parent(0))
	}
	if _, ok := z.Lookup(0, typeSRV); !ok {
		t.Error("no SRV at the apex")
	}
}

func TestOriginOfFile(t *testing.T) {
	soa := "@ 60 SOA ns. h. 1 2 3 4 5\n@ 60 NS ns.\n"
	for _, row := range []struct{ file, text, apex string }{
		{"/etc/zones/Example.com.zone", soa, "example.com."},
		{"example.com.db", soa, "example.com."},
		{"example.com", soa, "example.com."},
		{"odd name", "$ORIGIN example.org.\n" + soa, "example.org."},
		{"example.com.zone", "$ORIGIN example.org.\n" + soa, "example.org."},
		{"corp.zone", strings.ReplaceAll(soa, "@", "example.org."), "example.org."},
		{"x", "$ORIGIN .\n" + soa, "."},
	} {
		if z := mustRead(t, row.file, row.text); z.Apex().String() != row.apex {
			t.Errorf("%s: apex %s, want %s", row.file, z.Apex(), row.apex)
		}
	}
}
