package lint

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"geosrv/zones"
)

// TestFind: names are found as they are, relative to any origin, in any case, on
// the line of the set or below it; else it is where the line begins.
func TestFind(t *testing.T) {
	file := filepath.Join(t.TempDir(), "z")
	text := "$ORIGIN example.com.\n" +
		"_sip._tls  SRV 10 10 443 Access-AMS ; access-nyc\n" +
		"           SRV 20 10 443 access-nyc.example.com.\r\n" +
		"\n" +
		"access     A 192.0.2.1\n" +
		"  access   SRV 0 0 1 access\n" +
		"$GENERATE 1-9 host$ SRV 0 0 1 gone$\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var l locator
	for _, c := range []struct {
		line      int
		owner, at string
		want      string
	}{
		{2, "_sip._tls.example.com", "", "2:1"},
		{2, "_sip._tls.example.com", "access-ams.example.com", "2:26"},
		{2, "_sip._tls.example.com", "access-nyc.example.com", "3:26"}, // not in the remark
		{3, "_sip._tls.example.com", "", "3:12"},
		{6, "access.example.com", "access.example.com", "6:3"},
		{7, "host3.example.com", "gone3.example.com", "7:1"},
		{99, "host3.example.com", "", "99:1"},
	} {
		owner, at := name(t, c.owner), name(t, c.at)
		if got := strings.TrimPrefix(l.find(file, c.line, owner, at).String(), file+":"); got != c.want {
			t.Errorf("%s %s below line %d: found at %s, not %s", c.owner, c.at, c.line, got, c.want)
		}
	}
}

// name is a name of a text, or none of none.
func name(t *testing.T, text string) zones.Name {
	t.Helper()
	if text == "" {
		return ""
	}
	n, err := zones.ParseName(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
