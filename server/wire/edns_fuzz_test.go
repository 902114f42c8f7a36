package wire

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// FuzzEDNS throws anything at the options of an OPT record, and says everything
// in the reply. What another library calls malformed we need not, but what goes
// back it reads, and it holds what we said.
func FuzzEDNS(f *testing.F) {
	for _, options := range []string{
		"", cookieOption, "0008 0007 0001 18 00 c00002", "0003 0000 000b 0000 000c 0004 00000000",
		"000a 0018 " + clientCookie + strings.Repeat("ab", 16), "0008 0008 0002 20 00 20010db8", "0008 0004 0000 00 00", "000a 0007 01020304050607",
	} {
		f.Add(packet(f, options), true)
	}
	secrets := NewSecrets(secret(f, firstSecret))
	from := netip.MustParseAddr("192.0.2.1")
	f.Fuzz(func(t *testing.T, options []byte, roomy bool) {
		if len(options) > 0xffff {
			return
		}
		in := packet(t, ask("01")+"00 0029 04d0 00 00 8000 0000")
		binary.BigEndian.PutUint16(in[len(in)-2:], uint16(len(options)))
		in = append(in, options...)
		var q Query
		verdict := q.Parse(in)
		if verdict != Answer && verdict != FormErr {
			t.Fatalf("verdict %v", verdict)
		}
		if q.Tail != 0 && verdict == Answer {
			t.Fatalf("%d octets of the options are called a tail", q.Tail)
		}
		asked := q.Cookie.Present
		q.Say = said()
		q.Say.Roomy = roomy
		q.Say.Cookie = secrets.Make(&q.Cookie, from, 1)
		out := make([]byte, len(in)+256)
		m := checkSaid(t, &q, out[:q.Bare(out, in, 0, verdict.Rcode())], len(in))
		if asked != (option[*dns.EDNS0_COOKIE](m) != nil) {
			t.Errorf("cookie asked %v, in the reply %v", asked, m)
		}
	})
}

// checkSaid judges a reply that says what q.Say says, to a request of size
// octets.
func checkSaid(t *testing.T, q *Query, out []byte, size int) *dns.Msg {
	t.Helper()
	var m dns.Msg
	if err := m.Unpack(out); err != nil {
		t.Fatalf("the reply does not parse: %v\n%x", err, out)
	}
	if !q.Say.Roomy && len(out) > size+serverCookieLen {
		t.Errorf("a reply of %d octets for a request of %d", len(out), size)
	}
	if nsid := option[*dns.EDNS0_NSID](&m); (nsid != nil) != (q.Say.NSID != "") {
		t.Errorf("NSID %v, want %q", nsid, q.Say.NSID)
	}
	if ede := option[*dns.EDNS0_EDE](&m); (ede != nil) != q.Say.Extended {
		t.Errorf("extended error %v, want %v", ede, q.Say.Extended)
	}
	if idle := option[*dns.EDNS0_TCP_KEEPALIVE](&m); (idle != nil) != q.Say.Idles {
		t.Errorf("idle time %v, want %v", idle, q.Say.Idles)
	}
	if subnet := option[*dns.EDNS0_SUBNET](&m); (subnet != nil) != q.Subnet.Present {
		t.Errorf("client subnet %v, want %v", subnet, q.Subnet.Present)
	}
	if again := q.Parse(out); again != Drop {
		t.Errorf("our own reply got %v, want DROP", again)
	}
	return &m
}

// option is the first option of a kind in the OPT record of m, nil for none.
func option[T comparable](m *dns.Msg) (found T) {
	opt := m.IsEdns0()
	if opt == nil {
		return found
	}
	for _, o := range opt.Option {
		if o, is := o.(T); is {
			return o
		}
	}
	return found
}

// FuzzSecrets reads anything as a file of secrets. An error shows no line of it.
func FuzzSecrets(f *testing.F) {
	for _, text := range []string{"", firstSecret, "# a\n" + firstSecret + "\n" + oldSecret + " # b\r\n", firstSecret[1:], "\x00", strings.Repeat(newSecret+"\n", 4)} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := ReadSecrets("f", bytes.NewReader(text))
		if (s == nil) == (err == nil) {
			t.Fatalf("got %v and %v", s, err)
		}
		if err == nil && (s.Len() < 1 || s.Len() > maxSecrets) {
			t.Fatalf("%d secrets", s.Len())
		}
		for line := range bytes.Lines(text) {
			if line = bytes.TrimSpace(line); err != nil && len(line) > 16 && strings.Contains(err.Error(), string(line)) {
				t.Fatalf("the error shows the line %q: %v", line, err)
			}
		}
	})
}
