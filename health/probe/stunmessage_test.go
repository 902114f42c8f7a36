package probe

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestSTUNMessageByTheByte is our Allocate request as MS-TURN wants it: the
// magic cookie is the first attribute.
func TestSTUNMessageByTheByte(t *testing.T) {
	m := stunMessage{kind: allocateRequest, id: stunID([]byte("0123456789abcdef")), attrs: []stunAttr{
		{attrMagicCookie, []byte{0x72, 0xc6, 0x4b, 0xc6}}, {attrMSVersion, []byte{0, 0, 0, 1}},
	}}
	const want = "\x00\x03\x00\x100123456789abcdef\x00\x0f\x00\x04\x72\xc6\x4b\xc6\x80\x08\x00\x04\x00\x00\x00\x01"
	if got := string(m.text()); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestSTUNRoundTrip: what is written is read again, as long as values are
// made of whole words.
func TestSTUNRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := stunMessage{kind: rapid.Uint16Max(0x3fff).Draw(t, "kind"), id: newStunID(false)}
		for range rapid.IntRange(0, 5).Draw(t, "attrs") {
			words := rapid.IntRange(0, 4).Draw(t, "words")
			m.attrs = append(m.attrs, stunAttr{rapid.Uint16Min(1).Draw(t, "type"), make([]byte, 4*words)})
		}
		for _, padded := range []bool{true, false} {
			got, err := parseSTUN(m.text(), padded)
			if err != nil || got.kind != m.kind || got.id != m.id || len(got.attrs) != len(m.attrs) {
				t.Fatalf("padded %t: %+v, %v", padded, got, err)
			}
			if !bytes.Equal(got.text(), m.text()) {
				t.Fatalf("padded %t: %x, want %x", padded, got.text(), m.text())
			}
		}
	})
}

// FuzzSTUN reads anything, and looks at all of what was read.
func FuzzSTUN(f *testing.F) {
	f.Add([]byte("\x01\x01\x00\x0c\x21\x12\xa4\x42yyyyyyyyyyyy\x00\x20\x00\x08\x00\x01\x11\x2b\xe1\x12\xa6\x43"))
	f.Add([]byte("\x01\x13\x00\x14\x21\x12\xa4\x42yyyyyyyyyyyy\x00\x09\x00\x10\x00\x00\x04\x01Unauthorized"))
	f.Add([]byte("\x01\x13\x00\x09\x21\x12\xa4\x42yyyyyyyyyyyy\x00\x09\x00\x05\x00\x00\x04\x01U"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, padded := range []bool{true, false} {
			m, err := parseSTUN(b, padded)
			if err != nil {
				continue
			}
			size := 0
			for _, a := range m.attrs {
				size += 4 + len(a.value)
				m.value(a.kind)
				m.address(a.kind, true)
				m.address(a.kind, false)
			}
			if size > len(b)-stunHeader {
				t.Errorf("%d bytes of attributes out of %d", size, len(b)-stunHeader)
			}
			if code, _, ok := m.failure(); ok && (code < 300 || code > 699) {
				t.Errorf("code %d", code)
			}
			verdictOfSTUN(m)
			verdictOfTURN(m)
		}
	})
}
