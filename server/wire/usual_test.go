package wire

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"pgregory.net/rapid"

	"geosrv/zones"
)

// TestUsualIsQuery: whatever Usual reads, Query reads as the same, and both
// write one reply; and Usual reads all that have the shape.
func TestUsualIsQuery(t *testing.T) {
	var u Usual // reused on purpose, as by a worker
	var q Query
	one, other := new(Room), make([]byte, 2048)
	rapid.Check(t, func(t *rapid.T) {
		msg, usual := drawUsual(t)
		if rapid.Bool().Draw(t, "room") {
			msg = append(append(make([]byte, 0, 1024), msg...), bytes.Repeat([]byte{0x2a}, 1024-len(msg))...)[:len(msg)]
		}
		if rapid.Bool().Draw(t, "spoil") {
			at := rapid.IntRange(0, len(msg)-1).Draw(t, "at")
			msg[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
			usual = false // perhaps
		}
		if !u.Read(msg, one) {
			if usual {
				t.Fatalf("not read: %x", msg)
			}
			return
		}
		labels := u.Labels(one)
		if labels < 0 {
			if usual {
				t.Fatalf("no name: %x", msg)
			}
			return
		}
		if v := q.Parse(msg); v != Answer {
			t.Fatalf("%v, but it was read: %x", v, msg)
		}
		sameRequest(t, &u, one, &q)
		scope := uint8(rapid.IntRange(0, 64).Draw(t, "scope"))
		n := q.Header(other, msg, FlagAA, RcodeNXDomain, 1, 2, 0x1ff)
		n = q.AppendOPT(other, n, scope, 0)
		if got := one[:u.Finish(one, u.End, RcodeNXDomain, 1<<32|2<<16|0x1ff, scope)]; !bytes.Equal(got, other[:n]) {
			t.Fatalf("got  %x\nwant %x", got, other[:n])
		}
	})
}

// drawUsual draws a request that may have the usual shape, and says whether it
// does.
func drawUsual(t *rapid.T) (msg []byte, usual bool) {
	_, name := drawName(t)
	msg = binary.BigEndian.AppendUint16(nil, rapid.Uint16().Draw(t, "id"))
	flags := rapid.Uint16().Draw(t, "flags") &^ (FlagQR | 15<<11)
	msg = binary.BigEndian.AppendUint16(msg, flags)
	opt := drawOPT(t)
	msg = append(msg, 0, 1, 0, 0, 0, 0, 0, uint8(min(1, len(opt))))
	qtype := rapid.SampledFrom([]uint16{TypeA, TypeSRV, TypeSOA, TypeDS, TypeANY, TypeAXFR, TypeNXNAME, 250, 257, 0xffff}).Draw(t, "type")
	msg = binary.BigEndian.AppendUint16(append(msg, name...), qtype)
	msg = binary.BigEndian.AppendUint16(msg, ClassIN)
	// A zero in a label is the end for Usual.
	usual = bytes.IndexByte(name, 0) == len(name)-1 && qtype <= 250 && qtype != TypeDS && qtype != TypeNXNAME
	return append(msg, opt...), usual
}

// drawOPT draws nothing, or an OPT record with or without a client subnet.
func drawOPT(t *rapid.T) []byte {
	kind := rapid.IntRange(0, 3).Draw(t, "opt")
	if kind == 0 {
		return nil
	}
	record := []byte{0, 0, 41}
	record = binary.BigEndian.AppendUint16(record, rapid.Uint16().Draw(t, "size"))
	record = append(record, 0, 0, rapid.SampledFrom([]byte{0, 0x80}).Draw(t, "do"), 0)
	if kind == 1 {
		return append(record, 0, 0)
	}
	family, bits := FamilyIPv4, 32
	if kind == 3 {
		family, bits = FamilyIPv6, 64
	}
	source := rapid.IntRange(0, bits).Draw(t, "source")
	addr := binary.BigEndian.AppendUint64(nil, rapid.Uint64().Draw(t, "addr")&^(^uint64(0)>>source))
	octets := addrOctets(uint8(source))
	record = append(record, 0, byte(8+octets), 0, optionSubnet, 0, byte(4+octets), 0, family, byte(source), 0)
	return append(record, addr[:octets]...)
}

func sameRequest(t *rapid.T, u *Usual, out *Room, q *Query) {
	if u.Type != q.Type || u.End != q.End || u.Size != q.Size || (u.DO == 1) != q.DO || u.OptLen() != q.OptLen() ||
		u.Limit(true) != q.Limit(true) || u.Limit(false) != q.Limit(false) {
		t.Fatalf("usual %+v\nquery %+v", u, q)
	}
	name := u.Name(out)
	if !zones.Same(name[:u.Len], q.Name.Wire[:q.Name.Len]) || u.Labels(out) != q.Name.Labels || u.Hash != q.Name.Hash {
		t.Fatalf("name %x with hash %x, want %x with %x", name[:u.Len], u.Hash, q.Name.Wire[:q.Name.Len], q.Name.Hash)
	}
	for i := range q.Name.Labels + 1 {
		if u.Off(i) != int(q.Name.Off[i]) || zones.HashOf(name, u.Off(i), u.Len) != q.Name.Suffix(i) {
			t.Fatalf("label %d of %x", i, q.Name.Wire[:q.Name.Len])
		}
	}
	if u.Source != q.Subnet.Source || u.Source > 0 && (u.Family != q.Subnet.Family || u.Addr != binary.BigEndian.Uint64(q.Subnet.Addr[:8])) {
		t.Fatalf("subnet %d %x/%d, want %+v", u.Family, u.Addr, u.Source, q.Subnet)
	}
	if q.Cookie.Present || q.WantsNSID || q.WantsIdle || q.Tail != 0 {
		t.Fatalf("what is not usual was overlooked: %+v", q)
	}
}

// TestUnusual: what has another shape is left to Query, whatever room there is.
func TestUnusual(t *testing.T) {
	for _, c := range []struct{ name, msg string }{
		{"short", "abcd 0100 0001 0000 0000 00"},
		{"header alone", "abcd 0100 0001 0000 0000 0000"},
		{"reply", "abcd 8100 0001 0000 0000 0000 name:example.com 0001 0001"},
		{"another opcode", "abcd 0900 0001 0000 0000 0000 name:example.com 0001 0001"},
		{"no question", "abcd 0100 0000 0000 0000 0000"},
		{"two questions", "abcd 0100 0002 0000 0000 0000 name:example.com 0001 0001"},
		{"an answer", "abcd 0100 0001 0001 0000 0000 name:example.com 0001 0001"},
		{"an authority", "abcd 0100 0001 0000 0001 0000 name:example.com 0001 0001"},
		{"two additional", ask("02") + opt("") + opt("")},
		{"no end of the name", "abcd 0100 0001 0000 0000 0000 03 'abc'"},
		{"a pointer", "abcd 0100 0001 0000 0000 0000 c00c 0001 0001"},
		{"a label type", "abcd 0100 0001 0000 0000 0000 40 0001 0001"},
		{"cut in the type", "abcd 0100 0001 0000 0000 0000 name:example.com 0001 00"},
		{"class CH", "abcd 0100 0001 0000 0000 0000 name:example.com 0001 0003"},
		{"garbage behind", ask("00") + "00"},
		{"garbage behind OPT", ask("01") + opt("") + "00"},
		{"no OPT", ask("01")},
		{"another record", ask("01") + "00 0010 0001 00000000 0000"},
		{"OPT with an owner", ask("01") + "c00c 0029 04d0 00000000 0000"},
		{"an rcode", ask("01") + "00 0029 04d0 01000000 0000"},
		{"version 1", ask("01") + "00 0029 04d0 00010000 0000"},
		{"another flag", ask("01") + "00 0029 04d0 00000001 0000"},
		{"another flag beside DO", ask("01") + "00 0029 04d0 0000c000 0000"},
		{"cookie", ask("01") + opt("000a 0008 0102030405060708")},
		{"NSID", ask("01") + opt("0003 0000")},
		{"keepalive", ask("01") + opt("000b 0000")},
		{"two options", ask("01") + opt("0008 0004 0001 00 00 0003 0000")},
		{"subnet of no family", ask("01") + opt("0008 0004 0000 00 00")},
		{"subnet of family 3", ask("01") + opt("0008 0004 0003 00 00")},
		{"subnet of family 257", ask("01") + opt("0008 0004 0101 00 00")},
		{"subnet with scope", ask("01") + opt("0008 0007 0001 18 01 c00002")},
		{"subnet of 33 bits", ask("01") + opt("0008 0009 0001 21 00 c000020000")},
		{"subnet of 65 bits", ask("01") + opt("0008 000d 0002 41 00 20010db80000000000")},
		{"subnet too long", ask("01") + opt("0008 0008 0001 18 00 c0000200")},
		{"subnet too short", ask("01") + opt("0008 0006 0001 18 00 c000")},
		{"a bit past the source", ask("01") + opt("0008 0007 0001 17 00 c00001")},
		{"option longer than the record", ask("01") + opt("0008 0008 0001 18 00 c00002")},
	} {
		t.Run(c.name, func(t *testing.T) {
			var u Usual
			msg, out := packet(t, c.msg), new(Room)
			for _, in := range [][]byte{msg, append(make([]byte, 0, 1024), msg...)} {
				if u.Read(in, out) && u.Labels(out) >= 0 {
					t.Errorf("%x was read", in)
				}
			}
		})
	}
	var u Usual
	long := new(dns.Msg).SetQuestion("example.com.", dns.TypeA)
	long.SetEdns0(1232, false)
	long.IsEdns0().Option = append(long.IsEdns0().Option, &dns.EDNS0_PADDING{Padding: make([]byte, 600)})
	msg, err := long.Pack()
	if err != nil {
		t.Fatal(err)
	}
	if u.Read(msg, new(Room)) {
		t.Error("a long request was read")
	}
}

// TestUsualLongest: the longest name with the longest OPT record is usual too.
func TestUsualLongest(t *testing.T) {
	name := strings.Repeat("3f"+strings.Repeat("61", 63)+" ", 3) + "3d" + strings.Repeat("61", 61) + " 00 "
	msg := packet(t, "abcd 0100 0001 0000 0000 0001 "+name+"0001 0001 "+opt("0008 000c 0002 40 00 20010db800000001"))
	out := new(Room)
	for _, in := range [][]byte{msg, append(make([]byte, 0, 1024), msg...)} {
		var u Usual
		if !u.Read(in, out) {
			t.Fatalf("not read: %x", in)
		}
		if u.Len != 255 || u.Labels(out) < 0 || u.Addr != 0x20010db800000001 || u.Source != 64 {
			t.Errorf("name of %d, subnet %x/%d", u.Len, u.Addr, u.Source)
		}
	}
}
