package wire

import (
	"bytes"
	"testing"

	"github.com/miekg/dns"
)

// FuzzParse throws anything at the parser. Whatever it is, there is no panic,
// no reply to a reply, and the error reply is one that another library reads,
// that belongs to the request, and that is no longer than it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "abcd 0100 0001 0000 0000 00", "abcd 8100 0001 0000 0000 0000",
		ask("00"), ask("01") + opt(""), ask("02") + opt("") + opt(""), ask("01") + opt("0008 0007 0001 18 00 c00002"),
		ask("01") + opt("0008 000b 0002 38 00 20010db8 010203 000a 0008 0102030405060708"),
		ask("01") + "00 0029 04d0 00 01 8000 0000", ask("01") + "c00c 00fa 00ff 00000000 0003 010203",
		"abcd 0100 0001 0000 0000 0000 c00c 0001 0001", "abcd 2800 0001 0000 0000 0000 name:x 0006 0001",
	} {
		f.Add(packet(f, seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var q Query
		before := bytes.Clone(in)
		verdict := q.Parse(in)
		if !bytes.Equal(in, before) {
			t.Fatal("Parse changed the request")
		}
		if short, reply := len(in) < HeaderLen, len(in) > 2 && in[2]&0x80 != 0; (verdict == Drop) != (short || reply) {
			t.Fatalf("verdict %v for a message of %d octets, reply %v", verdict, len(in), reply)
		}
		if verdict != Drop {
			checkReply(t, &q, in, verdict)
		}
	})
}

// checkReply judges the error reply to in, whatever the verdict was.
func checkReply(t *testing.T, q *Query, in []byte, verdict Verdict) {
	out := make([]byte, len(in)) // no longer than the request, or this panics
	n := q.Error(out, in, verdict.Rcode())
	var m dns.Msg
	if err := m.Unpack(out[:n]); err != nil {
		t.Fatalf("the reply does not parse: %v\n%x", err, out[:n])
	}
	if !m.Response || m.Id != q.ID || m.Rcode != verdict.Rcode() || m.Authoritative || m.RecursionAvailable || m.AuthenticatedData || m.Zero {
		t.Errorf("reply header %+v for verdict %v", m.MsgHdr, verdict)
	}
	if m.RecursionDesired != q.RD || m.CheckingDisabled || m.Opcode != int(q.Opcode) {
		t.Errorf("reply header %+v, want the flags of %+v", m.MsgHdr, q)
	}
	if (len(m.Question) == 1) != (q.End > HeaderLen) || !bytes.Equal(out[HeaderLen:q.End], in[HeaderLen:q.End]) {
		t.Errorf("question %x, want %x", out[HeaderLen:q.End], in[HeaderLen:q.End])
	}
	if (m.IsEdns0() != nil) != q.EDNS || n != q.End+q.OptLen() {
		t.Errorf("reply of %d octets, OPT %v, want %d, %v", n, m.IsEdns0() != nil, q.End+q.OptLen(), q.EDNS)
	}
	if again := q.Parse(out[:n]); again != Drop {
		t.Errorf("our own reply got %v, want DROP", again)
	}
}
