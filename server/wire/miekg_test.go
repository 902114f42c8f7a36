package wire

import (
	"bytes"
	"net"
	"net/netip"
	"strings"
	"testing"

	"geosrv/zones"

	"github.com/miekg/dns"
	"pgregory.net/rapid"
)

// drawName draws a name of any octets in escaped text and in wire form.
func drawName(t *rapid.T) (text string, wire []byte) {
	labels := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 1, 40), 0, 6).Draw(t, "labels")
	var b strings.Builder
	for _, label := range labels {
		wire = append(wire, byte(len(label)))
		wire = append(wire, label...)
		for _, c := range label {
			b.WriteString(`\`)
			b.WriteByte('0' + c/100)
			b.WriteByte('0' + c/10%10)
			b.WriteByte('0' + c%10)
		}
		b.WriteByte('.')
	}
	if len(labels) == 0 {
		b.WriteByte('.')
	}
	return b.String(), append(wire, 0)
}

// drawSubnet draws a client subnet option that is well formed.
func drawSubnet(t *rapid.T) *dns.EDNS0_SUBNET {
	bits := rapid.SampledFrom([]int{32, 128}).Draw(t, "bits")
	raw := rapid.SliceOfN(rapid.Byte(), bits/8, bits/8).Draw(t, "addr")
	addr, _ := netip.AddrFromSlice(raw)
	prefix, _ := addr.Prefix(rapid.IntRange(0, bits).Draw(t, "source"))
	e := &dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: uint8(prefix.Bits()), Address: net.IP(prefix.Addr().AsSlice())}
	if bits == 128 {
		e.Family = 2
	}
	return e
}

// drawQuery draws a query that is well formed, as the other library has it.
func drawQuery(t *rapid.T) (*dns.Msg, []byte) {
	text, wire := drawName(t)
	m := new(dns.Msg)
	m.Id = rapid.Uint16().Draw(t, "id")
	m.RecursionDesired = rapid.Bool().Draw(t, "rd")
	m.CheckingDisabled = rapid.Bool().Draw(t, "cd")
	m.Question = []dns.Question{{Name: text, Qtype: rapid.Uint16().Draw(t, "type"), Qclass: rapid.SampledFrom([]uint16{1, 1, 1, 3, 255}).Draw(t, "class")}}
	if rapid.Bool().Draw(t, "edns") {
		m.SetEdns0(rapid.Uint16().Draw(t, "size"), rapid.Bool().Draw(t, "do"))
		o := m.IsEdns0()
		if rapid.Bool().Draw(t, "cookie") {
			o.Option = append(o.Option, &dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: "0102030405060708"})
		}
		if rapid.Bool().Draw(t, "subnet") {
			o.Option = append(o.Option, drawSubnet(t))
		}
	}
	return m, wire
}

// Every well-formed query means the same here and in the other library.
func TestParseAgreesWithMiekg(t *testing.T) {
	var q Query // one for all: what is left over from the last must not matter
	rapid.Check(t, func(t *rapid.T) {
		m, wire := drawQuery(t)
		msg, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		want := typeVerdict(m.Question[0].Qtype)
		switch m.Question[0].Qclass {
		case ClassCH:
			want = Chaos
		case ClassANY:
			want = Refused
		}
		if got := q.Parse(msg); got != want {
			t.Fatalf("verdict %v, want %v", got, want)
		}
		if q.ID != m.Id || q.RD != m.RecursionDesired || q.Type != m.Question[0].Qtype || q.Class != m.Question[0].Qclass {
			t.Errorf("header or question: %+v, want %v", q, m)
		}
		if q.NameLen != len(wire) || q.End != 12+len(wire)+4 || q.Tail != 0 {
			t.Errorf("name of %d, question ends at %d, %d behind, want %d, %d, 0", q.NameLen, q.End, q.Tail, len(wire), 12+len(wire)+4)
		}
		sameName(t, &q.Name, wire)
		sameEDNS(t, &q, m.IsEdns0())
	})
}

// sameName compares the parsed key with the one that is made of the name by
// the slow way.
func sameName(t *rapid.T, got *zones.Key, wire []byte) {
	for i, c := range wire {
		if 'A' <= c && c <= 'Z' {
			wire[i] = c + 'a' - 'A'
		}
	}
	var want zones.Key
	want.Set(zones.Name(wire))
	if !bytes.Equal(got.Wire[:got.Len], wire) || got.Labels != want.Labels {
		t.Fatalf("name %x with %d labels, want %x with %d", got.Wire[:got.Len], got.Labels, wire, want.Labels)
	}
	for i := range want.Labels + 1 {
		if got.Off[i] != want.Off[i] || got.Suffix(i) != want.Suffix(i) {
			t.Errorf("label %d: at %d with hash %x, want %d, %x", i, got.Off[i], got.Suffix(i), want.Off[i], want.Suffix(i))
		}
	}
}

func sameEDNS(t *rapid.T, q *Query, want *dns.OPT) {
	if q.EDNS != (want != nil) {
		t.Fatalf("EDNS %v, want %v", q.EDNS, want != nil)
	}
	if want == nil {
		return
	}
	if q.Size != want.UDPSize() || q.DO != want.Do() || q.Version != 0 {
		t.Errorf("size %d, DO %v, version %d, want %v", q.Size, q.DO, q.Version, want)
	}
	var subnet *dns.EDNS0_SUBNET
	for _, o := range want.Option {
		if s, ok := o.(*dns.EDNS0_SUBNET); ok {
			subnet = s
		}
	}
	if q.Subnet.Present != (subnet != nil) {
		t.Fatalf("subnet %v, want %v", q.Subnet.Present, subnet != nil)
	}
	if subnet != nil && (q.Subnet.Source != subnet.SourceNetmask || q.Subnet.Address().String() != subnet.Address.String()) {
		t.Errorf("subnet %v/%d, want %v/%d", q.Subnet.Address(), q.Subnet.Source, subnet.Address, subnet.SourceNetmask)
	}
}

// Every octet of every length through the word-wise way and the plain one.
func TestLower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := rapid.SliceOfN(rapid.Byte(), 0, 255).Draw(t, "octets")
		got := make([]byte, len(src))
		lower(got, src)
		for i, c := range src {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			if got[i] != c {
				t.Fatalf("octet %d: %02x became %02x, want %02x", i, src[i], got[i], c)
			}
		}
	})
	for c := range 256 {
		want := byte(c)
		if 'A' <= c && c <= 'Z' {
			want += 'a' - 'A'
		}
		for size := range 18 { // by words, by octets, by both
			src, got := bytes.Repeat([]byte{byte(c)}, size), make([]byte, size)
			lower(got, src)
			if !bytes.Equal(got, bytes.Repeat([]byte{want}, size)) {
				t.Errorf("%x became %x, want all %02x", src, got, want)
			}
		}
	}
}
