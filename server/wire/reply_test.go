package wire

import (
	"bytes"
	"testing"

	"geosrv/zones"
)

// zonesKey is q's name without what lies past its length.
func zonesKey(q *Query) zones.Key {
	k := zones.Key{Len: q.Name.Len, Labels: q.Name.Labels}
	copy(k.Wire[:], q.Name.Wire[:k.Len])
	return k
}

func TestHeader(t *testing.T) {
	in := packet(t, "1234 0110 0001 0000 0000 0000 name:Example.com 0021 0001") // RD, CD
	var q Query
	if got := q.Parse(in); got != Answer {
		t.Fatalf("verdict %v, want ANSWER", got)
	}
	out := make([]byte, 512)
	// Flags that an authority must not set are not taken.
	n := q.Header(out, in, 0x7fff, RcodeNXDomain, 1, 2, 3)
	want := packet(t, "1234 8703 0001 0001 0002 0003 name:Example.com 0021 0001")
	if n != q.End || !bytes.Equal(out[:n], want) {
		t.Errorf("got\n%x, want\n%x", out[:n], want)
	}
	// And without RD it does not come by itself; nothing else of the request
	// comes back.
	in[2], in[3] = 0x06, 0xff
	q.Parse(in)
	n = q.Header(out, in, 0, RcodeNoError, 0, 0, 0)
	want = packet(t, "1234 8000 0001 0000 0000 0000 name:Example.com 0021 0001")
	if !bytes.Equal(out[:n], want) {
		t.Errorf("got\n%x, want\n%x", out[:n], want)
	}
}

func TestAppendOPT(t *testing.T) {
	for _, c := range []struct {
		name, opt    string
		scope, rcode uint8
		want         string
	}{
		{"plain", opt(""), 24, 0, "00 0029 04d0 00 00 0000 0000"},
		{"DO, other flags not", "00 0029 ffff 00 00 ffff 0000", 0, 0, "00 0029 04d0 00 00 8000 0000"},
		{"extended rcode", opt(""), 0, 1, "00 0029 04d0 01 00 0000 0000"},
		{"subnet", opt("0008 0007 0001 18 00 c00002"), 16, 0, "00 0029 04d0 00 00 0000 000b 0008 0007 0001 18 10 c00002"},
		{"subnet, wider scope", opt("0008 0007 0001 14 00 c00010"), 24, 0, "00 0029 04d0 00 00 0000 000b 0008 0007 0001 14 18 c00010"},
		{"subnet IPv6", opt("0008 0006 0002 10 00 2001"), 56, 0, "00 0029 04d0 00 00 0000 000a 0008 0006 0002 10 38 2001"},
		{"subnet of 0 bits has scope 0", opt("0008 0004 0001 00 00"), 24, 0, "00 0029 04d0 00 00 0000 0008 0008 0004 0001 00 00"},
		{"no family", opt("0008 0004 0000 00 00"), 24, 0, "00 0029 04d0 00 00 0000 0008 0008 0004 0000 00 00"},
		{"unknown options do not come back", opt("fde9 0001 07"), 0, 0, "00 0029 04d0 00 00 0000 0000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var q Query
			in := packet(t, ask("01")+c.opt)
			if got := q.Parse(in); got != Answer {
				t.Fatalf("verdict %v, want ANSWER", got)
			}
			out := make([]byte, 512)
			n := q.Header(out, in, 0, 0, 0, 0, 255)
			end := q.AppendOPT(out, n, c.scope, c.rcode)
			if got, want := out[n:end], packet(t, c.want); !bytes.Equal(got, want) {
				t.Errorf("got\n%x, want\n%x", got, want)
			}
			if end-n != q.OptLen() {
				t.Errorf("OptLen %d, but %d were written", q.OptLen(), end-n)
			}
			if out[10] != 1 || out[11] != 0 { // 255 + 1: the carry counts
				t.Errorf("ARCOUNT %02x%02x, want 0100", out[10], out[11])
			}
		})
	}
}

// Who sent no OPT gets none (RFC 6891 6.1.1).
func TestAppendOPTWithoutEDNS(t *testing.T) {
	var q Query
	in := packet(t, ask("00"))
	q.Parse(in)
	out := make([]byte, 512)
	n := q.Header(out, in, 0, 0, 0, 0, 0)
	if end := q.AppendOPT(out, n, 24, 1); end != n || q.OptLen() != 0 || out[11] != 0 {
		t.Errorf("%d octets written, OptLen %d, ARCOUNT %d, want 0, 0, 0", end-n, q.OptLen(), out[11])
	}
}

// A reply can be written over its request.
func TestErrorInPlace(t *testing.T) {
	text := ask("01") + opt("000a 0008 0102030405060708 0008 0007 0001 18 00 c00002")
	msg := packet(t, text)
	var q Query
	q.Parse(msg)
	n := q.Error(msg, msg, RcodeRefused)
	want := packet(t, "abcd 8105 0001 0000 0000 0001 name:example.com 0001 0001 00 0029 04d0 00 00 0000 000b 0008 0007 0001 18 00 c00002")
	if !bytes.Equal(msg[:n], want) {
		t.Errorf("got\n%x, want\n%x", msg[:n], want)
	}
}

func TestNoAllocations(t *testing.T) {
	q := new(Query)
	out := make([]byte, 1232)
	for _, text := range []string{
		ask("00"), ask("01") + opt("0008 0007 0001 18 00 c00002"), ask("02") + opt("") + opt(""), "abcd 0100 0000 0000 0000 0000",
	} {
		in := packet(t, text)
		if got := testing.AllocsPerRun(1000, func() {
			if q.Parse(in) == Answer {
				n := q.Header(out, in, FlagAA, 0, 0, 0, 0)
				q.AppendOPT(out, n, 24, 0)
				_ = q.Subnet.Address()
			} else {
				q.Error(out, in, RcodeFormErr)
			}
		}); got != 0 {
			t.Errorf("%q: %v allocations, want 0", text, got)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	in := packet(b, "abcd 0000 0001 0000 0000 0001 name:_sip._tls.example.com 0021 0001 "+opt("0008 0007 0001 18 00 c00002"))
	q := new(Query)
	b.ReportAllocs()
	for b.Loop() {
		if q.Parse(in) != Answer {
			b.Fatal("no answer")
		}
	}
}
