package zones

import (
	"fmt"
	"strings"
	"testing"
)

// head starts the example zones of the tests.
const head = `$TTL 300
@ SOA ns1 hostmaster 7 3600 600 604800 60
@ NS ns1
ns1 A 192.0.2.1
`

// mustRead reads text, whose last line need not be ended, as a zone.
func mustRead(t testing.TB, file, text string) *Zone {
	t.Helper()
	z, err := Read(file, strings.NewReader(text+"\n"), "")
	if err != nil {
		t.Fatalf("Read(%s): %v", file, err)
	}
	return z
}

// mustName reads a name.
func mustName(t testing.TB, text string) Name {
	t.Helper()
	n, err := ParseName(text)
	if err != nil {
		t.Fatalf("ParseName(%q): %v", text, err)
	}
	return n
}

// keyOf is the key of a name.
func keyOf(t testing.TB, text string) *Key {
	k := new(Key)
	k.Set(mustName(t, text))
	return k
}

// match says a Match in words: the kind, the node's name, the label.
func match(t testing.TB, z *Zone, name string) string {
	t.Helper()
	m := z.Match(keyOf(t, name))
	if m.Node < 0 {
		return fmt.Sprintf("%s - %d", m.Kind, m.Label)
	}
	return fmt.Sprintf("%s %s %d", m.Kind, z.NameOf(m.Node), m.Label)
}

// checkMatches checks match for a table from names to outcomes.
func checkMatches(t *testing.T, z *Zone, want [][2]string) {
	t.Helper()
	for _, row := range want {
		if got := match(t, z, row[0]); got != row[1] {
			t.Errorf("Match(%s) = %s, want %s", row[0], got, row[1])
		}
	}
}

// dump writes a zone's nodes and sets, a line each.
func dump(z *Zone) string {
	var out strings.Builder
	for node, name := range z.Names() {
		fmt.Fprintf(&out, "%d %s\n", node, name)
		first, end := z.Sets(node)
		for id := first; id < end; id++ {
			s := z.Set(id)
			fmt.Fprintf(&out, "  %d %s %d line %d:", id, typeName(s.Type), s.TTL, z.Line(id))
			for _, rdata := range s.Records {
				fmt.Fprintf(&out, " %x", rdata)
			}
			out.WriteString("\n")
		}
	}
	return out.String()
}

func TestZoneShape(t *testing.T) {
	z := mustRead(t, "example.com.zone", head+`
b.deep 60 A 192.0.2.3
       30 A 192.0.2.2
WWW    AAAA (  ; an address
         2001:db8::1 )
www    A 192.0.2.9
www    A 192.0.2.9
_sip._tls SRV 1 2 443 WWW
`)
	const want = `0 example.com.
  0 NS 300 line 3: 036e7331076578616d706c6503636f6d00
  1 SOA 300 line 2: 036e7331076578616d706c6503636f6d000a686f73746d6173746572076578616d706c6503636f6d000000000700000e100000025800093a800000003c
1 _tls.example.com.
2 _sip._tls.example.com.
  2 SRV 300 line 12: 0001000201bb03575757076578616d706c6503636f6d00
3 deep.example.com.
4 b.deep.example.com.
  3 A 30 line 6: c0000203 c0000202
5 ns1.example.com.
  4 A 300 line 4: c0000201
6 www.example.com.
  5 A 300 line 10: c0000209
  6 AAAA 300 line 8: 20010db8000000000000000000000001
`
	if got := dump(z); got != want {
		t.Errorf("zone is\n%s\nwant\n%s", got, want)
	}
	if z.Apex().Text() != "example.com" || z.File() != "example.com.zone" || z.Nodes() != 7 || z.NumSets() != 7 {
		t.Errorf("apex %s, file %s, %d nodes, %d sets", z.Apex(), z.File(), z.Nodes(), z.NumSets())
	}
	if z.SOA() != 1 || z.Serial() != 7 || z.Minimum() != 60 {
		t.Errorf("SOA %d, serial %d, minimum %d, want 1, 7, 60", z.SOA(), z.Serial(), z.Minimum())
	}
	target, ok := z.Set(2).Target([]byte("\x00\x01\x00\x02\x01\xbb\x03WWW\x07example\x03com\x00"))
	if !ok || target.String() != "www.example.com." {
		t.Errorf("Target = %s, %v", target, ok)
	}
}

// The records of a set follow the file; nodes and set ids follow the names.
func TestOrderOfFile(t *testing.T) {
	a := mustRead(t, "example.com", head+"x A 192.0.2.7\ny A 192.0.2.8\nx TXT a")
	b := mustRead(t, "example.com", "$TTL 300\ny A 192.0.2.8\nx TXT a\nx A 192.0.2.7\n"+strings.TrimPrefix(head, "$TTL 300\n"))
	if a.Nodes() != b.Nodes() || a.NumSets() != b.NumSets() {
		t.Fatal("shapes differ")
	}
	for id := range int32(a.NumSets()) {
		if string(a.Set(id).Wire) != string(b.Set(id).Wire) {
			t.Errorf("set %d differs", id)
		}
	}
}

func TestMinimumIsTheLower(t *testing.T) {
	z := mustRead(t, "example.com", "@ 20 SOA ns. h. 1 2 3 4 900\n@ 300 NS ns.")
	if z.Minimum() != 20 {
		t.Errorf("Minimum = %d, want the SOA's own TTL 20", z.Minimum())
	}
}

func TestTTLBounds(t *testing.T) {
	z := mustRead(t, "example.com", head+"a 4294967295 A 192.0.2.1\nb 0 A 192.0.2.1")
	node, _ := z.Find(mustName(t, "a.example.com"))
	id, _ := z.Lookup(node, typeA)
	if z.Set(id).TTL != 2147483647 {
		t.Errorf("TTL = %d, want 2147483647", z.Set(id).TTL)
	}
	node, _ = z.Find(mustName(t, "b.example.com"))
	id, _ = z.Lookup(node, typeA)
	if z.Set(id).TTL != 0 {
		t.Errorf("TTL = %d, want 0", z.Set(id).TTL)
	}
}

// TestMixedTTL: the lowest is that of all, and a slip; signatures of different sets are
// none.
func TestMixedTTL(t *testing.T) {
	z := mustRead(t, "example.com", head+"a 90 A 192.0.2.1\na 60 A 192.0.2.2\nb 90 A 192.0.2.1\nb 60 AAAA 2001:db8::1\n"+
		"b 90 RRSIG A 13 3 90 20300101000000 20260101000000 1 example.com. AAAA\nb 60 RRSIG AAAA 13 3 60 20300101000000 20260101000000 1 example.com. AAAA\n")
	node, _ := z.Find(mustName(t, "a.example.com"))
	id, _ := z.Lookup(node, typeA)
	if z.Set(id).TTL != 60 {
		t.Errorf("TTL = %d, want 60", z.Set(id).TTL)
	}
	var codes []string
	for _, f := range Lint(z) {
		codes = append(codes, f.Code+" "+f.Name.String())
	}
	if got := strings.Join(codes, ", "); got != "ttl-mixed a.example.com." {
		t.Errorf("findings %q", got)
	}
}

// canonical is the order of RFC 4034 6.1, its own example.
func TestCanonicalOrder(t *testing.T) {
	z := mustRead(t, "example", head+"z TXT t\nzABC.a TXT t\nyljkjljk.a TXT t\na TXT t\nZ.a TXT t\n\\001.z TXT t\n*.z TXT t\n\\200.z TXT t\n\\000.z TXT t\n\\000\\000.z TXT t\n\\000a.z TXT t")
	var got []string
	for _, n := range z.Names() {
		got = append(got, n.String())
	}
	want := []string{
		"example.", "a.example.", "yljkjljk.a.example.", "z.a.example.", "zabc.a.example.", "ns1.example.",
		"z.example.", `\000.z.example.`, `\000\000.z.example.`, `\000a.z.example.`, `\001.z.example.`, "*.z.example.", `\200.z.example.`,
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("order\n%s\nwant\n%s", strings.Join(got, " "), strings.Join(want, " "))
	}
}
