package zones

import (
	"strings"
	"testing"
)

func TestParseName(t *testing.T) {
	for _, row := range []struct{ text, wire, back string }{
		{".", "\x00", "."},
		{"com", "\x03com\x00", "com."},
		{"Example.COM.", "\x07example\x03com\x00", "example.com."},
		{"_sip._tls.example.com", "\x04_sip\x04_tls\x07example\x03com\x00", "_sip._tls.example.com."},
		{`a\.b.c`, "\x03a.b\x01c\x00", `a\.b.c.`},
		{`\065\000\255.c`, "\x03a\x00\xff\x01c\x00", `a\000\255.c.`},
		{`a\ b.\@.\;\"`, "\x03a b\x01@\x02;\"\x00", `a\032b.\@.\;\".`},
		{strings.Repeat("a", 63), "\x3f" + strings.Repeat("a", 63) + "\x00", strings.Repeat("a", 63) + "."},
	} {
		n, err := ParseName(row.text)
		if err != nil || string(n) != row.wire || n.String() != row.back {
			t.Errorf("ParseName(%q) = %q, %v; String %s", row.text, string(n), err, n)
		}
		if again, err := ParseName(n.String()); again != n || err != nil {
			t.Errorf("%q does not come back from its text: %q, %v", n, again, err)
		}
	}
}

func TestParseNameErrors(t *testing.T) {
	long := strings.Repeat(strings.Repeat("a", 63)+".", 3)
	for _, row := range []struct{ text, want string }{
		{"", "empty name"},
		{"a..b", "empty label (two dots in a row, or a dot in front)"},
		{"..", "empty label (two dots in a row, or a dot in front)"},
		{".a", "empty label (two dots in a row, or a dot in front)"},
		{strings.Repeat("a", 64), "label of 64 octets (at most 63)"},
		{long + strings.Repeat("a", 62), "name of 256 octets (at most 255)"},
		{`a\`, `nothing behind the closing \`},
		{`a\25`, `bad escape (a \ and three digits, 000 to 255)`},
		{`a\256`, `bad escape (a \ and three digits, 000 to 255)`},
		{"a b", `character ' ' in a name (write it as \032)`},
		{"bücher", "character outside ASCII in a name (write the xn-- form)"},
	} {
		n, err := ParseName(row.text)
		if err == nil || err.Error() != row.want {
			t.Errorf("ParseName(%q) = %q, %v; want %s", row.text, n, err, row.want)
		}
	}
	if n, err := ParseName(long + strings.Repeat("a", 61)); err != nil || len(n) != 255 {
		t.Errorf("a name of 255 octets: %d octets, %v", len(n), err)
	}
}

func TestNameParts(t *testing.T) {
	n := mustName(t, `a\.b.example.com`)
	if n.Parent().String() != "example.com." || n.Label() != "a.b" || n.Labels() != 3 || n.Text() != `a\.b.example.com` {
		t.Errorf("parts of %s: %s, %s, %d, %s", n, n.Parent(), n.Label(), n.Labels(), n.Text())
	}
	if Root.Parent() != "" || Root.Label() != "" || Root.Labels() != 0 || Root.Text() != "." {
		t.Error("the root has parts")
	}
	for _, row := range []struct {
		name, apex string
		want       bool
	}{
		{"example.com", "example.com", true},
		{"a.example.com", "example.com", true},
		{"aexample.com", "example.com", false},
		{"com", "example.com", false},
		{"example.com", ".", true},
		{`x\007example\003com`, "example.com", false},
	} {
		if got := mustName(t, row.name).Under(mustName(t, row.apex)); got != row.want {
			t.Errorf("%s under %s: %v", row.name, row.apex, got)
		}
	}
}

func TestNameOfWire(t *testing.T) {
	if n, ok := NameOfWire([]byte("\x03WWW\x00")); !ok || n != "\x03www\x00" {
		t.Errorf("NameOfWire = %q, %v", n, ok)
	}
	for _, bad := range []string{"", "\x03www", "\x03www\x00x", "\xc0\x0c", "\x40", strings.Repeat("\x01a", 127) + "\x01"} {
		if n, ok := NameOfWire([]byte(bad)); ok {
			t.Errorf("NameOfWire(%q) = %q", bad, n)
		}
	}
}
