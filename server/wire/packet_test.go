package wire

import (
	"strings"
	"testing"
)

// verdictCase is a packet and what is to be done with it. The reply is the
// whole error reply; it is not looked at if there is none that the
// verdict alone decides.
type verdictCase struct {
	name   string
	packet string
	want   Verdict
	reply  string
}

// Replies that many packets get: without question, with it, with it and OPT.
const (
	bareFormErr  = "abcd 8101 0000 0000 0000 0000"
	askedFormErr = "abcd 8101 0001 0000 0000 0000 name:example.com 0001 0001"
	ednsFormErr  = "abcd 8101 0001 0000 0000 0001 name:example.com 0001 0001 00 0029 04d0 0000 0000 0000"
)

func runVerdicts(t *testing.T, cases []verdictCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var q Query
			in := packet(t, c.packet)
			got := q.Parse(in)
			if got != c.want {
				t.Fatalf("verdict %v, want %v", got, c.want)
			}
			if got == Drop || got.Rcode() == RcodeNoError {
				return
			}
			out := make([]byte, len(in))
			n := q.Error(out, in, got.Rcode())
			if reply, want := out[:n], packet(t, c.reply); string(reply) != string(want) {
				t.Errorf("reply\n%x, want\n%x", reply, want)
			}
		})
	}
}

// P-1: no reply to what is no request. Source port 0 is package listen's.
func TestP1Drop(t *testing.T) {
	runVerdicts(t, []verdictCase{
		{"nothing", "", Drop, ""},
		{"11 octets", "abcd 0100 0001 0000 0000 00", Drop, ""},
		{"a reply", "abcd 8100 0001 0000 0000 0000 name:example.com 0001 0001", Drop, ""},
		{"a reply of another opcode", "abcd a000 0001 0000 0000 0000 name:example.com 0001 0001", Drop, ""},
		{"a reply with an error", "abcd 8105 0000 0000 0000 0000", Drop, ""},
	})
}

// P-1: whatever else the header says, a reply gets no reply; and a header
// alone, with any flags, is no question.
func TestP1EveryHeader(t *testing.T) {
	var q Query
	msg := packet(t, ask("00"))
	for flags := range 1 << 16 {
		msg[2], msg[3] = byte(flags>>8), byte(flags)
		got := q.Parse(msg)
		want := Answer
		switch {
		case flags&0x8000 != 0:
			want = Drop
		case flags&0x7800 != 0:
			want = NotImp
		}
		if got != want {
			t.Fatalf("flags %04x: verdict %v, want %v", flags, got, want)
		}
	}
}

// P-2: one question, no more, no less (RFC 9619).
func TestP2Questions(t *testing.T) {
	runVerdicts(t, []verdictCase{
		{"none", "abcd 0100 0000 0000 0000 0000", FormErr, bareFormErr},
		{"none, but one is there", "abcd 0100 0000 0000 0000 0000 name:example.com 0001 0001", FormErr, bareFormErr},
		{"two", "abcd 0100 0002 0000 0000 0000 name:example.com 0001 0001 name:example.com 001c 0001", FormErr, bareFormErr},
		{"65535", "abcd 0100 ffff 0000 0000 0000 name:example.com 0001 0001", FormErr, bareFormErr},
		{"said but not there", "abcd 0100 0001 0000 0000 0000", FormErr, bareFormErr},
	})
}

// P-3: counts.
func TestP3Counts(t *testing.T) {
	a := "name:x 0001 0001 00000000 0004 c0000201 "
	runVerdicts(t, []verdictCase{
		{"an answer", "abcd 0100 0001 0001 0000 0000 name:example.com 0001 0001 " + a, FormErr, bareFormErr},
		{"an authority", "abcd 0100 0001 0000 0001 0000 name:example.com 0001 0001 " + a, FormErr, bareFormErr},
		{"an additional record", ask("01") + a, Answer, ""},
		{"additional: one missing", ask("02") + a, FormErr, askedFormErr},
		{"additional: 255 said, none there", ask("ff"), FormErr, askedFormErr},
		{"all counts 65535", "abcd 0100 ffff ffff ffff ffff", FormErr, bareFormErr},
		{"record cut in the owner", ask("01") + "03 'ab'", FormErr, askedFormErr},
		{"record cut in the head", ask("01") + "00 0001 0001 00000000 00", FormErr, askedFormErr},
		{"record cut in the data", ask("01") + "00 0001 0001 00000000 0004 c00002", FormErr, askedFormErr},
		{"owner of label type 01", ask("01") + "41 00 0001 0001 00000000 0000", FormErr, askedFormErr},
		{"owner of label type 10", ask("01") + "80 00 0001 0001 00000000 0000", FormErr, askedFormErr},
		{"owner of label type 10, the last one", ask("01") + "bf 00 0001 0001 00000000 0000 00", FormErr, askedFormErr},
		{"owner of label type 01, that would fit", ask("01") + "40" + strings.Repeat("00", 80), FormErr, askedFormErr},
		{"owner of a label of 63", ask("01") + "3f" + strings.Repeat("ff", 63) + "00 0001 0001 00000000 0000", Answer, ""},
		{"owner by the last pointer", ask("01") + "ffff 0001 0001 00000000 0000", Answer, ""},
		{"owner ends in half a pointer", ask("01") + "c0", FormErr, askedFormErr},
		{"TSIG, owner by pointer, is stepped over", ask("01") + "c00c 00fa 00ff 00000000 0003 010203", Answer, ""},
	})
}

// P-4: nothing stands before the question that a pointer could mean.
func TestP4Pointers(t *testing.T) {
	head := "abcd 0100 0001 0000 0000 0000 "
	runVerdicts(t, []verdictCase{
		{"to itself", head + "c00c 0001 0001", FormErr, bareFormErr},
		{"forward", head + "c012 0001 0001 name:example.com", FormErr, bareFormErr},
		{"into the header", head + "c000 0001 0001", FormErr, bareFormErr},
		{"loop behind a label", head + "01 'a' c00c 0001 0001", FormErr, bareFormErr},
	})
}

// P-5: labels and names.
func TestP5Names(t *testing.T) {
	head := "abcd 0100 0001 0000 0000 0000 "
	long63 := "3f '" + strings.Repeat("a", 63) + "' "
	name255 := strings.Repeat(long63, 3) + "3d '" + strings.Repeat("b", 61) + "' 00"
	name256 := strings.Repeat(long63, 3) + "3e '" + strings.Repeat("b", 62) + "' 00"
	runVerdicts(t, []verdictCase{
		{"label type 01", head + "41 '" + strings.Repeat("a", 65) + "' 00 0001 0001", FormErr, bareFormErr},
		{"label of 64", head + "40 '" + strings.Repeat("a", 64) + "' 00 0001 0001", FormErr, bareFormErr},
		{"label type 10", head + "80 00 0001 0001", FormErr, bareFormErr},
		{"label of 63", head + long63 + "00 0001 0001", Answer, ""},
		{"name of 255", head + name255 + " 0001 0001", Answer, ""},
		{"name of 256", head + name256 + " 0001 0001", FormErr, bareFormErr},
		{"127 labels", head + strings.Repeat("0161", 127) + "00 0001 0001", Answer, ""},
		{"128 labels", head + strings.Repeat("0161", 128) + "00 0001 0001", FormErr, bareFormErr},
		{"no end", head + "07 'example'", FormErr, bareFormErr},
		{"label past the end", head + "3f 'short'", FormErr, bareFormErr},
		{"no type", head + "name:example.com", FormErr, bareFormErr},
		{"half a class", head + "name:example.com 0001 00", FormErr, bareFormErr},
		{"the root", head + "00 0002 0001", Answer, ""},
		{"NUL, dot, blank, control and high octets", head + "06 002e 2007 80ff 00 0001 0001", Answer, ""},
	})
}

// P-6: types that nobody can own have no data, but for what the RFCs say of
// transfers and NXNAME.
func TestP6Types(t *testing.T) {
	for _, c := range []struct {
		qtype string
		want  Verdict
	}{
		{"0000", Answer},  // reserved: NODATA
		{"0001", Answer},  // A
		{"0029", Answer},  // OPT: NODATA
		{"007f", Answer},  // unassigned, but data
		{"0080", FormErr}, // NXNAME
		{"0081", Answer},  // unassigned meta type
		{"00f9", Answer},  // TKEY
		{"00fa", Answer},  // TSIG
		{"00fb", Refused}, // IXFR
		{"00fc", Refused}, // AXFR
		{"00fd", Answer},  // MAILB
		{"00fe", Answer},  // MAILA
		{"00ff", Answer},  // ANY
		{"0100", Answer},  // URI
		{"fde9", Answer},  // private use
		{"ffff", Answer},  // reserved, killed a server once
	} {
		var q Query
		if got := q.Parse(packet(t, "abcd 0100 0001 0000 0000 0000 name:example.com "+c.qtype+" 0001")); got != c.want {
			t.Errorf("type %s: verdict %v, want %v", c.qtype, got, c.want)
		}
	}
}

// P-6: an IXFR carries the SOA that the asker holds (RFC 1995 3), and is refused
// like any transfer, not called malformed. Nothing else may carry one.
func TestP6RealIXFR(t *testing.T) {
	soa := " c00c 0006 0001 00000000 0016 00 00 00000001 00000002 00000003 00000004 00000005 "
	asked := "name:example.com 00fb 0001"
	runVerdicts(t, []verdictCase{
		{"plain", "abcd 0100 0001 0000 0001 0000 " + asked + soa, Refused, "abcd 8105 0001 0000 0000 0000 " + asked},
		{
			"with OPT", "abcd 0100 0001 0000 0001 0001 " + asked + soa + opt(""), Refused,
			"abcd 8105 0001 0000 0000 0001 " + asked + "00 0029 04d0 00000000 0000",
		},
		{"SOA cut", "abcd 0100 0001 0000 0001 0000 " + asked + " c00c 0006 0001", FormErr, "abcd 8101 0001 0000 0000 0000 " + asked},
		{"two", "abcd 0100 0001 0000 0002 0000 " + asked + soa + soa, FormErr, bareFormErr},
		{"an answer", "abcd 0100 0001 0001 0000 0000 " + asked + soa, FormErr, bareFormErr},
		{"AXFR", "abcd 0100 0001 0000 0001 0000 name:example.com 00fc 0001" + soa, FormErr, bareFormErr},
	})
}

// P-7: only the Internet class is served. CHAOS is for who knows the server.
func TestP7Classes(t *testing.T) {
	asked := func(class string) string { return "name:version.bind 0010 " + class }
	for _, qtype := range []string{"0000", "0001", "0010", "0080", "00fc", "00ff", "ffff"} {
		runVerdicts(t, []verdictCase{
			{"CH and type " + qtype, "abcd 0000 0001 0000 0000 0000 name:version.bind " + qtype + " 0003", Chaos, ""},
		})
	}
	for _, class := range []string{"0000", "0002", "0004", "0103", "00fe", "00ff", "ffff"} {
		runVerdicts(t, []verdictCase{{
			"class " + class, "abcd 0000 0001 0000 0000 0000 " + asked(class), Refused,
			"abcd 8005 0001 0000 0000 0000 " + asked(class),
		}})
	}
}

// P-8: other opcodes, judged before their sections are read.
func TestP8Opcodes(t *testing.T) {
	runVerdicts(t, []verdictCase{
		{"IQUERY", "abcd 0900 0000 0001 0000 0000", NotImp, "abcd 8904 0000 0000 0000 0000"},
		{"STATUS", "abcd 1000 0000 0000 0000 0000", NotImp, "abcd 9004 0000 0000 0000 0000"},
		{"NOTIFY", "abcd 2400 0001 0000 0000 0000 name:example.com 0006 0001", NotImp, "abcd a004 0000 0000 0000 0000"},
		{"UPDATE with broken sections", "abcd 2800 ffff ffff ffff ffff c00c", NotImp, "abcd a804 0000 0000 0000 0000"},
		{"DSO", "abcd 3000 0000 0000 0000 0000", NotImp, "abcd b004 0000 0000 0000 0000"},
		{"15", "abcd 7800 0000 0000 0000 0000", NotImp, "abcd f804 0000 0000 0000 0000"},
	})
}

// P-14: what stands behind the message is ignored.
func TestP14Tail(t *testing.T) {
	var q Query
	if got := q.Parse(packet(t, ask("00")+"dead beef")); got != Answer || q.Tail != 4 {
		t.Errorf("verdict %v, %d octets behind, want ANSWER and 4", got, q.Tail)
	}
	if got := q.Parse(packet(t, ask("01")+opt("")+"00")); got != Answer || q.Tail != 1 || !q.EDNS {
		t.Errorf("verdict %v, %d octets behind, EDNS %v, want ANSWER, 1 and true", got, q.Tail, q.EDNS)
	}
}

// P-16: looked up in lower case, echoed as it came.
func TestP16Case(t *testing.T) {
	in := packet(t, "abcd 0000 0001 0000 0000 0000 name:eXaMPle.ZONE-@[`{.COM 0001 0001")
	var q Query
	if got := q.Parse(in); got != Answer {
		t.Fatalf("verdict %v, want ANSWER", got)
	}
	if got, want := string(q.Name.Wire[:q.Name.Len]), string(wireName("example.zone-@[`{.com")); got != want {
		t.Errorf("name %q, want %q", got, want)
	}
	out := make([]byte, 512)
	n := q.Header(out, in, FlagAA, RcodeNoError, 0, 0, 0)
	if got, want := string(out[HeaderLen:n]), string(in[HeaderLen:]); got != want {
		t.Errorf("echoed %q, want %q", got, want)
	}
}
