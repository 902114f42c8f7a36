package oracle

import (
	"fmt"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// TestSizes compares the bounds of a reply's size with what the DNS library
// makes of it, compressed as far as it can and with owners alone.
func TestSizes(t *testing.T) {
	var b strings.Builder
	b.WriteString("$TTL 60\n@ SOA ns h 1 2 3 4 60\n@ NS ns\nns A 192.0.2.53\nsub NS ns.sub\nns.sub A 192.0.2.54\n")
	for i := range 40 {
		fmt.Fprintf(&b, "many A 192.0.2.%d\nmx MX %d host%d.mail\n", i, i, i)
	}
	o := New(World{Zones: []Zone{parsedZone(t, "t.test.", b.String())}})
	for _, c := range []struct {
		name, qtype string
		least, most int // 12 + question + OPT + records
	}{
		{"many.t.test.", "A", 12 + 17 + 11 + 40*16, 12 + 17 + 11 + 40*16},
		{"mx.t.test.", "MX", 12 + 15 + 11 + 40*16, 12 + 15 + 11 + 40*14 + 10*19 + 30*20},
		{"x.sub.t.test.", "A", 12 + 18 + 11 + 14 + 16, 12 + 18 + 11 + 12 + 15 + 16},
		{"no.t.test.", "A", 12 + 15 + 11 + 12 + 4, 12 + 15 + 11 + 12 + 11 + 10 + 20},
	} {
		r := o.Ask(plainQuery(c.name, c.qtype, "10.1.0.1"))
		if r.least() != c.least || r.most() != c.most {
			t.Errorf("%s %s: %d to %d octets, want %d to %d", c.name, c.qtype, r.least(), r.most(), c.least, c.most)
		}
	}
}

// TestTruncation: who may set TC, and who must.
func TestTruncation(t *testing.T) {
	var b strings.Builder
	b.WriteString("$TTL 60\n@ SOA ns h 1 2 3 4 60\n@ NS ns\nns A 192.0.2.53\n")
	for i := range 40 {
		fmt.Fprintf(&b, "many A 192.0.2.%d\n", i)
	}
	o := New(World{Zones: []Zone{parsedZone(t, "t.test.", b.String())}})
	q := plainQuery("many.t.test.", "A", "10.1.0.1")
	for _, c := range []struct {
		size       int
		full, tcOK bool
	}{{512, false, true}, {679, false, true}, {680, true, false}, {1232, true, false}} {
		q.Msg.IsEdns0().SetUDPSize(uint16(c.size))
		r := o.Ask(q)
		m := r.Msg.Copy()
		m.SetEdns0(1232, false)
		m.Compress = true
		if got := r.Wrong(packed(t, m)) == ""; got != c.full {
			t.Errorf("size %d: a whole reply is right: %v, want %v", c.size, got, c.full)
		}
		m.Answer, m.Truncated = nil, true
		if got := r.Wrong(packed(t, m)) == ""; got != c.tcOK {
			t.Errorf("size %d: a truncated reply is right: %v, want %v", c.size, got, c.tcOK)
		}
	}
}

func packed(t *testing.T, m *dns.Msg) []byte {
	t.Helper()
	wire, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return wire
}
