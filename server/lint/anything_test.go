package lint

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"geosrv/server/config"
)

// TestAnything: whatever loads can be looked at. Each warning has a code that is
// known and a place in a file, and silencing what was told leaves nothing.
func TestAnything(t *testing.T) {
	dir := t.TempDir()
	write := func(t *rapid.T, name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	owners := []string{
		"@", "*", "sip", "meet", "geo", "ns1.geo", "access-ams", "access-nyc", "lyncdiscoverinternal", "_sip._tls", "_sip.tls", "_sips._tcp",
		"_sipfederationtls._tcp", "_xmpps-server._tcp", "_xmpp-server._tcp", "*._tcp", "_a", "192.0.2.1", "example.com",
	}
	names := rapid.SampledFrom(append(owners, ".", "x.example.org."))
	number := rapid.SampledFrom([]string{"0", "1", "2", "10", "20", "40", "60", "443", "5061", "5269"})
	rdata := func(t *rapid.T) string {
		n := names.Draw(t, "target")
		switch rapid.IntRange(0, 7).Draw(t, "type") {
		case 0:
			return "A " + rapid.SampledFrom([]string{"192.0.2.11", "198.51.100.11", "10.0.0.1"}).Draw(t, "address")
		case 1:
			return "AAAA 2001:db8::1"
		case 2:
			return "CNAME " + n
		case 3:
			return "NS " + n
		case 4:
			return `NAPTR 1 1 "S" "` + rapid.SampledFrom([]string{"SIP+D2U", "SIPS+D2T", "", "x"}).Draw(t, "service") + `" "" ` + n
		case 5:
			return "HTTPS " + number.Draw(t, "priority") + " " + n + " ipv4hint=192.0.2.11,192.0.2.99"
		}
		return "SRV " + number.Draw(t, "priority") + " " + number.Draw(t, "weight") + " " + number.Draw(t, "port") + " " + n
	}
	loaded, told := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		text := baseZone
		for range rapid.IntRange(0, 12).Draw(t, "records") {
			text += rapid.SampledFrom(owners).Draw(t, "owner") + " " + number.Draw(t, "ttl") + " " + rdata(t) + "\n"
		}
		write(t, "example.com.zone", text)
		steer := rapid.SampledFrom([]string{"", "steer:\n  - {names: [\"_*\"], policy: ladder}\n", "steer:\n  - {name: _sip._tls.example.com}\n"})
		file := write(t, "geosrv.yaml", baseConfig+steer.Draw(t, "steer"))
		r, err := load([]string{file})
		if err != nil {
			return // a slip that is an error
		}
		loaded++
		var off []string
		for _, w := range Warnings(r) {
			if !slices.Contains(config.Codes(), w.Code) || w.Pos.Line < 1 || w.Pos.Col < 1 || w.Pos.Line > 1+strings.Count(text, "\n") {
				t.Fatalf("%s, in\n%s", w, text)
			}
			off = append(off, w.Code)
			told++
		}
		slices.Sort(off)
		quiet := write(t, "quiet.yaml", "lint: {off: ["+strings.Join(slices.Compact(off), ", ")+"]}\n")
		if r, err = load([]string{file, quiet}); err != nil {
			t.Fatal(err)
		}
		if left := Warnings(r); len(left) > 0 {
			t.Fatalf("told in spite of lint: off: %s", left)
		}
	})
	if loaded < 5 || told < loaded {
		t.Errorf("%d worlds could be loaded, with %d warnings: the test looks at nothing", loaded, told)
	}
}
