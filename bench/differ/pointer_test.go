package differ

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"github.com/miekg/dns"
)

// roomy is an answer with addresses beside it.
const roomy = `m.p.example. MX
NOERROR aa edns
answer m.p.example. 60 IN MX 10 a.q.example.
additional a.q.example. 60 IN A 192.0.2.3
additional a.q.example. 60 IN AAAA 2001:db8::3`

// pointAt makes the owner of the additional record with some data, which is a
// pointer already, one at another place of the message. place is told where it
// stands itself.
func pointAt(t *testing.T, wire, data []byte, place func(at int) int) []byte {
	t.Helper()
	wire = slices.Clone(wire)
	at := bytes.Index(wire, data) - 12
	if at < 0 || wire[at]&0xc0 != 0xc0 {
		t.Fatalf("no pointer in front of a record with % x", data)
	}
	binary.BigEndian.PutUint16(wire[at:], 0xc000|uint16(place(at)))
	return wire
}

func itself(at int) int { return at }

// packed is a message as text in octets, with pointers.
func packed(t *testing.T, text string) []byte {
	t.Helper()
	m := message(t, text)
	m.Compress = true
	wire, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return wire
}

// TestPointerAtItself: what Knot writes now and then is read, and no less
// broken for that.
func TestPointerAtItself(t *testing.T) {
	wire := packed(t, roomy)
	bad := pointAt(t, wire, []byte{192, 0, 2, 3}, itself)
	if err := new(dns.Msg).Unpack(bad); err == nil {
		t.Fatal("it can be read without help")
	}
	kept := slices.Clone(bad)
	ours, theirs := read(wire), read(bad)
	var its *itselfError
	if theirs.msg == nil || !errors.As(theirs.broken, &its) || its.at != bytes.Index(bad, []byte{192, 0, 2, 3})-12 {
		t.Fatalf("read as %v, %v", theirs.msg, theirs.broken)
	}
	if want := []string{". 60 IN A 192.0.2.3", "a.q.example. 60 IN AAAA 2001:db8::3"}; !slices.Equal(theirs.additional, want) {
		t.Errorf("additional %q, want %q", theirs.additional, want)
	}
	if !bytes.Equal(bad, kept) {
		t.Error("the octets were changed")
	}
	if got := compare(ours, theirs); !slices.Equal(got, []part{broken}) {
		t.Errorf("differs in %v", got)
	}
	other := read(packed(t, roomy[:len(roomy)-1]+"4\nauthority p.example. 60 IN NS a.q.example."))
	for _, c := range []struct {
		name, peer   string
		tcp          bool
		ours, theirs *reply
		want         string
	}{
		{"Knot", "knot", false, ours, theirs, "what fits"},
		{"all of it, too", "knot", false, ours, read(pointAt(t, bad, []byte{0x20, 1, 0xd, 0xb8}, itself)), "what fits"},
		{"by TCP nothing finds no room", "knot", true, ours, theirs, ""},
		{"another peer", "nsd", false, ours, theirs, ""},
		{"we", "knot", false, theirs, ours, ""},
		{"something else differs, too", "knot", false, other, theirs, ""},
	} {
		x := &exchange{question: message(t, roomy), tcp: c.tcp, ours: c.ours, theirs: []*reply{c.theirs}, world: worldOf(t, parentZone, otherZone)}
		parts := compare(c.ours, c.theirs)
		if got, _ := explain(Kinds(), Difference{x, c.peer, c.theirs, parts}); got != c.want || !slices.Contains(parts, broken) {
			t.Errorf("%s: %q, want %q; differs in %v", c.name, got, c.want, parts)
		}
	}
}

// TestOtherPointersStay: what else is wrong with a message cannot be read.
func TestOtherPointersStay(t *testing.T) {
	wire := packed(t, roomy)
	a, aaaa := []byte{192, 0, 2, 3}, []byte{0x20, 1, 0xd, 0xb8}
	first := bytes.Index(wire, a) - 12
	twoRound := pointAt(t, pointAt(t, wire, a, func(int) int { return first + 16 }), aaaa, func(int) int { return first })
	answered := slices.Clone(wire)
	answer := 12 + len("\x01m\x01p\x07example\x00") + 4
	binary.BigEndian.PutUint16(answered[answer:], 0xc000|uint16(answer))
	for name, bad := range map[string][]byte{
		"two at each other":       twoRound,
		"in the answer section":   answered,
		"cut short":               pointAt(t, wire, a, itself)[:first+6],
		"cut within the question": wire[:17],
		"cut within a pointer":    wire[:first+1],
	} {
		if r := read(bad); r.msg != nil || r.broken == nil {
			t.Errorf("%s: read as %v", name, r.msg)
		}
	}
	if mended, err := endItself(wire); err != nil || &mended[0] != &wire[0] {
		t.Errorf("a message that is right was changed: %v", err)
	}
}
