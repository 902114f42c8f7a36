package wire

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"
)

// P-9: one OPT, owned by the root, in its place, with options that fit.
func TestP9OPT(t *testing.T) {
	runVerdicts(t, []verdictCase{
		{"one", ask("01") + opt(""), Answer, ""},
		{"two", ask("02") + opt("") + opt(""), FormErr, ednsFormErr},
		{"owner is not the root", ask("01") + "01 'x' 00 0029 04d0 00000000 0000", FormErr, askedFormErr},
		{"owner is a pointer to a root", ask("01") + "c018 0029 04d0 00000000 0000", FormErr, askedFormErr},
		{"in the answer section", "abcd 0100 0001 0001 0000 0000 name:example.com 0001 0001 " + opt(""), FormErr, bareFormErr},
		{"in the authority section", "abcd 0100 0001 0000 0001 0000 name:example.com 0001 0001 " + opt(""), FormErr, bareFormErr},
		{"behind another record", ask("02") + "00 0001 0001 00000000 0004 c0000201 " + opt(""), Answer, ""},
		{"one octet of an option", ask("01") + opt("00"), FormErr, ednsFormErr},
		{"option cut in its head", ask("01") + opt("000a 00"), FormErr, ednsFormErr},
		{"option past the end", ask("01") + opt("000a 0009 0102030405060708"), FormErr, ednsFormErr},
		{"option past the end of OPT, not of the message", ask("01") + opt("000a 0004") + "01020304", FormErr, ednsFormErr},
		{"OPT past the end", ask("01") + "00 0029 04d0 00000000 0004 000a00", FormErr, askedFormErr},
	})
}

// P-10: versions, flags and options of the future.
func TestP10Unknown(t *testing.T) {
	badVers := "abcd 8100 0001 0000 0000 0001 name:example.com 0001 0001 00 0029 04d0 01 00 0000 0000"
	runVerdicts(t, []verdictCase{
		{"version 1", ask("01") + "00 0029 04d0 00 01 0000 0000", BadVers, badVers},
		{"version 255 with an option", ask("01") + "00 0029 04d0 00 ff 0000 0004 00640000", BadVers, badVers},
		{"version 1 with options built in another way", ask("01") + "00 0029 04d0 00 01 0000 0003 0008ff", BadVers, badVers},
		{
			"version 1 with DO", ask("01") + "00 0029 04d0 00 01 8000 0000", BadVers,
			"abcd 8100 0001 0000 0000 0001 name:example.com 0001 0001 00 0029 04d0 01 00 8000 0000",
		},
		{"flags", ask("01") + "00 0029 04d0 00 00 7fff 0000", Answer, ""},
		{"an rcode in a query", ask("01") + "00 0029 04d0 ff 00 0000 0000", Answer, ""},
		{"unknown option", ask("01") + opt("fde9 0003 010203"), Answer, ""},
		{"16000 empty options", ask("01") + opt(strings.Repeat("fde90000", 16000)), Answer, ""},
		{"16000 and half a one", ask("01") + opt(strings.Repeat("fde90000", 16000)+"fde9"), FormErr, ednsFormErr},
	})
}

// P-11: what the client says it takes, and what it gets.
func TestP11Sizes(t *testing.T) {
	for _, c := range []struct {
		size     string
		udp, tcp int
	}{
		{"0000", 512, 65535},
		{"0001", 512, 65535},
		{"01ff", 512, 65535},
		{"0200", 512, 65535},
		{"0201", 513, 65535},
		{"04cf", 1231, 65535},
		{"04d0", 1232, 65535},
		{"04d1", 1232, 65535},
		{"ffff", 1232, 65535},
	} {
		var q Query
		if got := q.Parse(packet(t, ask("01")+"00 0029 "+c.size+" 00000000 0000")); got != Answer {
			t.Fatalf("size %s: verdict %v, want ANSWER", c.size, got)
		}
		if udp, tcp := q.Limit(true), q.Limit(false); udp != c.udp || tcp != c.tcp {
			t.Errorf("size %s: limits %d and %d, want %d and %d", c.size, udp, tcp, c.udp, c.tcp)
		}
	}
	var q Query
	if q.Parse(packet(t, ask("00"))); q.Limit(true) != 512 {
		t.Errorf("without EDNS: limit %d, want 512", q.Limit(true))
	}
}

// P-13: a client subnet that is not exactly right is malformed.
func TestP13Subnet(t *testing.T) {
	for _, c := range []struct {
		name, option string
		want         Verdict
		addr         string // address and source, "" for an address that is not valid
	}{
		{"/24", "0008 0007 0001 18 00 c00002", Answer, "192.0.2.0/24"},
		{"/20", "0008 0007 0001 14 00 c00010", Answer, "192.0.16.0/20"},
		{"/32", "0008 0008 0001 20 00 c0000201", Answer, "192.0.2.1/32"},
		{"/1", "0008 0005 0001 01 00 80", Answer, "128.0.0.0/1"},
		{"IPv4 /0", "0008 0004 0001 00 00", Answer, "0.0.0.0/0"},
		{"IPv6 /56", "0008 000b 0002 38 00 20010db8 010203", Answer, "2001:db8:102:300::/56"},
		{"IPv6 /128", "0008 0014 0002 80 00 20010db8 00000000 00000000 00000001", Answer, "2001:db8::1/128"},
		{"IPv6 /0", "0008 0004 0002 00 00", Answer, "::/0"},
		{"no family, /0", "0008 0004 0000 00 00", Answer, ""},
		{"no family, /8", "0008 0005 0000 08 00 0a", FormErr, ""},
		{"no family, /1", "0008 0005 0000 01 00 80", FormErr, ""},
		{"family 3", "0008 0004 0003 00 00", FormErr, ""},
		{"family 257", "0008 0007 0101 18 00 c00002", FormErr, ""},
		{"/33", "0008 0009 0001 21 00 c000020180", FormErr, ""},
		{"IPv6 /129", "0008 0015 0002 81 00 20010db8 00000000 00000000 00000001 80", FormErr, ""},
		{"scope", "0008 0007 0001 18 18 c00002", FormErr, ""},
		{"address too long", "0008 0008 0001 18 00 c0000200", FormErr, ""},
		{"address too short", "0008 0006 0001 18 00 c000", FormErr, ""},
		{"bits past the source", "0008 0007 0001 17 00 c00003", FormErr, ""},
		{"cut short", "0008 0003 0001 18", FormErr, ""},
		{"empty", "0008 0000", FormErr, ""},
		{"two", "0008 0007 0001 18 00 c00002 0008 0007 0001 18 00 c00002", FormErr, ""},
		{"between others", "000a 0008 0102030405060708 0008 0007 0001 18 00 c00002 000c 0001 00", Answer, "192.0.2.0/24"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var q Query
			in := packet(t, ask("01")+opt(c.option))
			if got := q.Parse(in); got != c.want {
				t.Fatalf("verdict %v, want %v", got, c.want)
			}
			if c.want == FormErr {
				out := make([]byte, len(in))
				if got, want := out[:q.Error(out, in, RcodeFormErr)], packet(t, ednsFormErr); !bytes.Equal(got, want) {
					t.Errorf("reply\n%x, want\n%x", got, want)
				}
				return
			}
			sameSubnet(t, &q.Subnet, c.addr)
		})
	}
}

// sameSubnet compares with address and source in text, "" for no address.
func sameSubnet(t *testing.T, s *Subnet, want string) {
	t.Helper()
	if !s.Present {
		t.Fatal("no subnet")
	}
	if want == "" {
		want = "invalid Prefix"
	}
	if got := netip.PrefixFrom(s.Address(), int(s.Source)).String(); got != want {
		t.Errorf("subnet %s, want %s", got, want)
	}
}

// A message that is no request leaves nothing at all in the Query.
func TestParseClears(t *testing.T) {
	var q Query
	in := packet(t, ask("01")+"00 0029 04d0 00 00 8000 001f 0008 0007 0001 18 00 c00002 0003 0000 000b 0000 "+cookieOption)
	if got := q.Parse(in); got != Answer || !q.DO || !q.Subnet.Present || !q.WantsNSID || !q.WantsIdle || !q.Cookie.Present {
		t.Fatalf("verdict %v, %+v", got, q.Cookie)
	}
	q.Version, q.Tail, q.Opcode, q.Say = 1, 1, 1, said()
	got := q.Parse(nil)
	q.Name = zonesKey(&q)
	if want := (Query{End: 12}); got != Drop || q != want {
		t.Errorf("verdict %v, left %+v", got, q)
	}
}

// A request that has no question to echo leaves none, nor the one before.
func TestParseLeavesNoQuestion(t *testing.T) {
	for _, text := range []string{
		"abcd 0100 0001 0000 0000 0000 c00c 0001 0001",
		"abcd 0100 0001 0000 0000 0000 name:example.com 0001 00",
		"abcd 0100 0001 0001 0000 0000 name:example.com 0001 0001 c00c 0001 0001 00000000 0000",
		"abcd 0100 0000 0000 0000 0000",
		"abcd 0100 0002 0000 0000 0000 name:example.com 0001 0001",
	} {
		var q Query
		q.Parse(packet(t, ask("00")))
		got := q.Parse(packet(t, text))
		q.Name = zonesKey(&q)
		if want := (Query{ID: 0xabcd, RD: true, End: 12}); got != FormErr || q != want {
			t.Errorf("%s: verdict %v, left %+v", text, got, q)
		}
	}
}

// A malformed request leaves nothing of the one before in the Query.
func TestParseOverwrites(t *testing.T) {
	full := packet(t, ask("01")+"00 0029 04d0 00 00 8000 000b 0008 0007 0001 18 00 c00002")
	for _, next := range []string{
		"", "abcd 8000", "0001 8000 0001 0000 0000 0000", "0001 2000 0000 0000 0000 0000",
		"0001 0000 0000 0000 0000 0000", "0001 0000 0001 0000 0000 0000 c00c", ask("00"), ask("01") + "00",
	} {
		var used, fresh Query
		if got := used.Parse(full); got != Answer || !used.DO || !used.Subnet.Present {
			t.Fatalf("verdict %v, DO %v, want ANSWER and true", got, used.DO)
		}
		msg := packet(t, next)
		v1, v2 := used.Parse(msg), fresh.Parse(msg)
		used.Name, fresh.Name = zonesKey(&used), zonesKey(&fresh)
		if v1 != v2 || used != fresh {
			t.Errorf("%q: %v %+v, fresh %v %+v", next, v1, used, v2, fresh)
		}
	}
}
