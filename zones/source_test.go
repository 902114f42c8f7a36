package zones

import (
	"strings"
	"testing"
)

// Windows editors write a byte order mark and CR LF.
func TestMarkAndCarriageReturns(t *testing.T) {
	plain := mustRead(t, "example.com", head+"x A 192.0.2.1\n\nx TXT \"a\"")
	text := "\xef\xbb\xbf" + strings.ReplaceAll(head+"x A 192.0.2.1\n\nx TXT \"a\"\n", "\n", "\r\n")
	windows, err := Read("example.com", strings.NewReader(text), "")
	if err != nil {
		t.Fatal(err)
	}
	if dump(windows) != dump(plain) {
		t.Errorf("zone is\n%s\nwant\n%s", dump(windows), dump(plain))
	}
}

func TestLines(t *testing.T) {
	z := mustRead(t, "example.com", head+`; a comment (
$ORIGIN deep.example.com.
one TXT ( "a ( ; b"   ; not closed by )
   c)
   60 A 192.0.2.1 ; same owner

$GENERATE 1-2 g$ A 192.0.2.$
two TXT "x
y"
three TXT \"
four TXT ";"
`)
	for _, row := range []struct {
		name   string
		rrtype uint16
		line   int
	}{
		{"one.deep.example.com", typeTXT, 7},
		{"one.deep.example.com", typeA, 9},
		{"g1.deep.example.com", typeA, 11},
		{"g2.deep.example.com", typeA, 11},
		{"two.deep.example.com", typeTXT, 12},
		{"three.deep.example.com", typeTXT, 14},
		{"four.deep.example.com", typeTXT, 15},
	} {
		node, ok := z.Find(mustName(t, row.name))
		if !ok {
			t.Errorf("no %s", row.name)
			continue
		}
		id, ok := z.Lookup(node, row.rrtype)
		if !ok || z.Line(id) != row.line {
			t.Errorf("%s %s is on line %d, want %d", row.name, typeName(row.rrtype), z.Line(id), row.line)
		}
	}
}

// The parser gives records of $GENERATE an hour whatever $TTL says.
func TestGenerateTTL(t *testing.T) {
	for _, row := range []struct {
		text string
		ttl  uint32
	}{
		{"$GENERATE 1-1 g$ A 192.0.2.1\n", 300},
		{"$GENERATE 1-1 g$ IN A 192.0.2.1\n", 300},
		{"$GENERATE 1-1 g$ 77 A 192.0.2.1\n", 77},
		{"$GENERATE 1-1 g$ IN 77 A 192.0.2.1\n", 77},
		{"$GENERATE 1-1 g$ 77 IN A 192.0.2.1\n", 77},
		{"$GENERATE 1-1 g$ 3600 A 192.0.2.1\n", 3600},
		{"$TTL 2m\n$GENERATE 1-1 g$ A 192.0.2.1\n", 120},
		{"x 33 A 192.0.2.1\n$GENERATE 1-1 g$ A 192.0.2.1\n", 300},
		{"$GENERATE 1-1 h$ A 192.0.2.1\ng1 A 192.0.2.1\n", 300},
	} {
		z := mustRead(t, "example.com", head+row.text)
		node, _ := z.Find(mustName(t, "g1.example.com"))
		id, ok := z.Lookup(node, typeA)
		if !ok || z.Set(id).TTL != row.ttl {
			t.Errorf("%q: TTL %d, want %d", row.text, z.Set(id).TTL, row.ttl)
		}
	}
	z := mustRead(t, "example.com", strings.Replace(strings.TrimPrefix(head, "$TTL 300\n"), "SOA", "44 SOA", 1)+"$GENERATE 1-1 g$ A 192.0.2.1\n")
	node, _ := z.Find(mustName(t, "g1.example.com"))
	if id, _ := z.Lookup(node, typeA); z.Set(id).TTL != 44 {
		t.Errorf("without $TTL: %d, want that of the record before, 44", z.Set(id).TTL)
	}
}
