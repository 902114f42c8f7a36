package zones

import "testing"

// A name with something below it exists, whether it owns data or not
// (RFC 4592 2.2.2, RFC 8020).
func TestEmptyNonTerminals(t *testing.T) {
	z := mustRead(t, "example.com", head+"a.b.c A 192.0.2.1\n*.w.v A 192.0.2.1\n")
	checkMatches(t, z, [][2]string{
		{"c.example.com", "exact c.example.com. 0"},
		{"b.c.example.com", "exact b.c.example.com. 0"},
		{"v.example.com", "exact v.example.com. 0"},
		{"w.v.example.com", "exact w.v.example.com. 0"},
		{"x.c.example.com", "no name c.example.com. 1"},
		{"x.y.b.c.example.com", "no name b.c.example.com. 2"},
	})
	node, ok := z.Find(mustName(t, "b.c.example.com"))
	if !ok {
		t.Fatal("Find does not find the empty non-terminal")
	}
	if first, end := z.Sets(node); first != end {
		t.Errorf("an empty non-terminal has sets %d to %d", first, end)
	}
}
