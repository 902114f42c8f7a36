package zones

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// TestEveryType reads a record of every type that the parser knows, in its own
// words and in the form for unknown types (RFC 3597 5): both are the same.
func TestEveryType(t *testing.T) {
	text, err := os.ReadFile("testdata/every_type.zone")
	if err != nil {
		t.Fatal(err)
	}
	z := mustRead(t, "t.example.zone", string(text))
	var again strings.Builder
	seen := map[uint16]bool{}
	for node, name := range z.Names() {
		first, end := z.Sets(node)
		for id := first; id < end; id++ {
			set := z.Set(id)
			seen[set.Type] = true
			for i, rdata := range set.Records {
				form := typeName(set.Type)
				if i%2 == 0 && node%2 == 0 {
					form = fmt.Sprintf("TYPE%d", set.Type)
				}
				fmt.Fprintf(&again, "%s %d IN %s \\# %d %x\n", name, set.TTL, form, len(rdata), rdata)
			}
		}
	}
	for rrtype := range dns.TypeToRR {
		if !seen[rrtype] && !isMeta(rrtype) {
			t.Errorf("no record of type %s in testdata/every_type.zone", typeName(rrtype))
		}
	}
	twin, err := Read("t.example.zone", strings.NewReader(again.String()), "")
	if err != nil {
		t.Fatal(err)
	}
	for id := range int32(z.NumSets()) {
		if a, b := z.Set(id), twin.Set(id); a.Type != b.Type || !bytes.Equal(a.Wire, b.Wire) {
			t.Errorf("type %s: %x, by \\# it is %x", typeName(a.Type), a.Wire, b.Wire)
		}
	}
}

// TestUnknownType: RDATA of a type that nobody knows goes through as it is.
func TestUnknownType(t *testing.T) {
	z := mustRead(t, "example.com", head+"x TYPE65280 \\# 4 0A000001\nx TYPE65280 \\# ( 6 C0C0\n 01020304 )\nx TYPE65281 \\# 0\n")
	node, ok := z.Find(mustName(t, "x.example.com"))
	if !ok {
		t.Fatal("no x")
	}
	first, end := z.Sets(node)
	if end-first != 2 {
		t.Fatalf("%d sets", end-first)
	}
	var got []string
	for id := first; id < end; id++ {
		s := z.Set(id)
		for _, rdata := range s.Records {
			got = append(got, fmt.Sprintf("%d %x", s.Type, rdata))
		}
	}
	if want := "65280 0a000001,65280 c0c001020304,65281 "; strings.Join(got, ",") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ","), want)
	}
}

// TestBadUnknownType: what the form promises has to be there, and data of a
// known type has to be data of that type.
func TestBadUnknownType(t *testing.T) {
	for _, line := range []string{
		`x TYPE65280 \# 4 0A0000`, `x TYPE65280 \# 4 0A00000102`, `x TYPE65280 \# 4 0A00000G`, `x TYPE65280 \# -1`,
		`x TYPE65280 \# 4`, `x TYPE65280 0A000001`, `x TYPE65536 \# 0`, `x TYPE1 \# 3 0A0000`, `x A \# 5 0A00000001`,
		`x MX \# 2 000a`, `x HTTPS \# 2 0001`, `x SRV \# 6 000100020003`, `x SRV \# 4 00010002`, `x SOA \# 1 00`, `x TYPE15 \# 3 000a01`, `x TYPE41 \# 0`, `x TYPE255 \# 0`, `x TYPE0 \# 0`,
	} {
		if _, err := Read("example.com", strings.NewReader(head+line+"\n"), ""); err == nil {
			t.Errorf("%s is accepted", line)
		}
	}
}

// TestTypeOf: the type of a set without the set.
func TestTypeOf(t *testing.T) {
	z := mustRead(t, "example.com", head+"x A 192.0.2.1\nx TXT y")
	for id := range int32(z.NumSets()) {
		if set := z.Set(id); z.TypeOf(id) != set.Type || binary.BigEndian.Uint16(set.Wire) != set.Type {
			t.Errorf("set %d is %d, of type %d", id, set.Type, z.TypeOf(id))
		}
	}
}

// TestIPSECKEY: the parser reads one line too far behind such a record, and
// nobody has to know: neither the records behind it nor the lines in errors.
func TestIPSECKEY(t *testing.T) {
	const keys = "k IPSECKEY 10 1 2 192.0.2.38 AQNR\n  ipseckey ( 10 0 2\n . ) ; ipseckey\n  TXT iipsec IPSECKEY\nipsipseckey A 192.0.2.2\n"
	z := mustRead(t, "example.com", head+keys+"z A 192.0.2.3\n")
	for name, sets := range map[string]int32{"k.example.com": 2, "ipsipseckey.example.com": 1, "z.example.com": 1} {
		node, ok := z.Find(mustName(t, name))
		if first, end := z.Sets(max(node, 0)); !ok || end-first != sets {
			t.Errorf("%s has %d sets, want %d", name, end-first, sets)
		}
	}
	if node, _ := z.Find(mustName(t, "z.example.com")); true {
		if first, _ := z.Sets(node); z.Line(first) != 10 {
			t.Errorf("z stands on line %d, want 10", z.Line(first))
		}
	}
	_, err := Read("example.com", strings.NewReader(head+keys+"z A 192.0.2\n"), "")
	if want := `example.com:10:5: "192.0.2" is not an IPv4 address`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestLargeRecord: between small records stands one for which there is no room
// at first.
func TestLargeRecord(t *testing.T) {
	long := strings.Repeat(" "+strings.Repeat("x", 255), 100)
	z := mustRead(t, "example.com", head+"a TXT small\nb TXT"+long+"\nc TXT small\n")
	sizes := map[string]int{"a": 6, "b": 25600, "c": 6}
	for name, want := range sizes {
		node, _ := z.Find(mustName(t, name+".example.com"))
		first, _ := z.Sets(node)
		if got := len(z.Set(first).Wire) - recordHead; got != want {
			t.Errorf("%s has %d octets, want %d", name, got, want)
		}
	}
}
