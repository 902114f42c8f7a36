package wire

import (
	"bytes"
	"strings"
	"testing"
)

// clientCookie and the option that holds it alone.
const (
	clientCookie = "0102030405060708"
	cookieOption = "000a 0008 " + clientCookie + " "
	eightMore    = "1112131415161718"
)

// P-12: a cookie of 8 octets, or of 16 to 40.
func TestP12Cookie(t *testing.T) {
	for _, c := range []struct {
		octets int
		want   Verdict
	}{
		{0, FormErr}, {7, FormErr}, {8, Answer}, {9, FormErr}, {15, FormErr}, {16, Answer}, {17, Answer}, {24, Answer}, {40, Answer}, {41, FormErr},
	} {
		var q Query
		data := strings.Repeat("ab", c.octets)
		length := "00" + string("0123456789abcdef"[c.octets/16]) + string("0123456789abcdef"[c.octets%16])
		if got := q.Parse(packet(t, ask("01")+opt("000a "+length+" "+data))); got != c.want {
			t.Errorf("%d octets: verdict %v, want %v", c.octets, got, c.want)
		}
		if ok := c.want == Answer; q.Cookie.Present != ok || ok && int(q.Cookie.Size) != c.octets-8 {
			t.Errorf("%d octets: %+v", c.octets, q.Cookie)
		}
	}
}

// P-12: of several cookies the first counts, and the next request has none.
func TestP12FirstCookie(t *testing.T) {
	var q Query
	q.Parse(packet(t, ask("01")+opt("000a 0010 "+clientCookie+eightMore+" 000a 0001 ff")))
	want := Cookie{Present: true, Client: [8]byte{1, 2, 3, 4, 5, 6, 7, 8}, Server: [16]byte{0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18}, Size: 8}
	if q.Cookie != want {
		t.Errorf("got %+v, want %+v", q.Cookie, want)
	}
	q.Say = Say{Cookies: true, NSID: "x", Idles: true, Extended: true, Roomy: true}
	if q.Parse(packet(t, ask("01")+opt(""))); q.Cookie != (Cookie{}) || q.Say != (Say{}) {
		t.Errorf("the next request has %+v and says %+v", q.Cookie, q.Say)
	}
}

// P-2: a request without a question is for a cookie, or malformed
// (RFC 7873 5.4).
func TestP2CookieOnly(t *testing.T) {
	const empty = "abcd 0100 0000 0000 0000 00"
	const formErr = "abcd 8101 0000 0000 0000 0001 00 0029 04d0 0000 0000 0000"
	runVerdicts(t, []verdictCase{
		{"cookie", empty + "01" + opt(cookieOption), CookieOnly, ""},
		{"cookie and more", empty + "02" + opt("0003 0000 "+cookieOption) + "00 00ff 0001 00000000 0000", CookieOnly, ""},
		{"no cookie", empty + "01" + opt("0003 0000"), FormErr, formErr},
		{"malformed", empty + "01" + opt("000a 0001 00"), FormErr, formErr},
		{"malformed behind the cookie", empty + "01" + opt(cookieOption+"0008 0001 00"), FormErr, formErr},
		{"a record that is cut behind the cookie", empty + "02" + opt(cookieOption) + "00 00ff 0001", FormErr, formErr},
		{"no records", empty + "00", FormErr, bareFormErr},
		{"an answer", "abcd 0100 0000 0001 0000 0001" + opt(cookieOption) + opt(cookieOption), FormErr, bareFormErr},
		{"an authority", "abcd 0100 0000 0000 0001 0001" + opt(cookieOption) + opt(cookieOption), FormErr, bareFormErr},
		{"256 answers", "abcd 0100 0000 0100 0000 0001" + opt(cookieOption), FormErr, bareFormErr},
		{"256 authorities", "abcd 0100 0000 0000 0100 0001" + opt(cookieOption), FormErr, bareFormErr},
		{
			"another version", empty + "01 00 0029 04d0 00 01 0000 000c " + cookieOption, BadVers,
			"abcd 8100 0000 0000 0000 0001 00 0029 04d0 01 00 0000 0000",
		},
	})
}

// TestWishes: what a client may ask about the server.
func TestWishes(t *testing.T) {
	for _, c := range []struct {
		options    string
		nsid, idle bool
	}{
		{"", false, false},
		{"0003 0000", true, false},
		{"0003 0002 abcd", true, false}, // means nothing (RFC 5001 2.1)
		{"000b 0000", false, true},
		{"000b 0002 0064", false, true},
		{"0003 0000 000b 0000", true, true},
		{"000c 0004 00000000", false, false}, // padding
	} {
		var q Query
		if got := q.Parse(packet(t, ask("01")+opt(c.options))); got != Answer || q.WantsNSID != c.nsid || q.WantsIdle != c.idle {
			t.Errorf("%q: %v, NSID %v, idle time %v", c.options, got, q.WantsNSID, q.WantsIdle)
		}
	}
}

// said is everything that an OPT record can say.
func said() Say {
	return Say{
		Cookie: [16]byte([]byte("SERVERCOOKIE1234")), Cookies: true, NSID: "ams1",
		Idle: 0x0064, Idles: true, Error: ErrorProhibited, Extended: true,
	}
}

// TestSayAll writes every option, and one by one.
func TestSayAll(t *testing.T) {
	const head = "abcd 8505 0001 0000 0000 0001 name:example.com 0001 0001 00 0029 04d0 0000 0000 "
	subnet := "0008 0007 0001 18 00 c00002 "
	cookie := "000a 0018 " + clientCookie + " 'SERVERCOOKIE1234' "
	for _, c := range []struct {
		name, asked string
		say         Say
		want        string
	}{
		{"all", subnet + cookieOption, said(), "003b " + subnet + cookie + "0003 0004 'ams1' 000b 0002 0064 000f 0002 0012"},
		{"nothing", cookieOption, Say{Cookie: said().Cookie, Idle: 7, Error: 7}, "0000"},
		{"cookie", cookieOption, Say{Cookie: said().Cookie, Cookies: true}, "001c " + cookie},
		{"cookie to who sent none", "", Say{Cookie: said().Cookie, Cookies: true}, "0000"},
		{"NSID", "", Say{NSID: "ams1"}, "0008 0003 0004 'ams1'"},
		{"idle time", "", Say{Idle: 0x1234, Idles: true}, "0006 000b 0002 1234"},
		{"error", "", Say{Error: ErrorNotAuthoritative, Extended: true}, "0006 000f 0002 0014"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var q Query
			in := packet(t, ask("01")+opt(c.asked))
			q.Parse(in)
			q.Say = c.say
			q.Say.Roomy = true
			out := bytes.Repeat([]byte{0xee}, 512)
			n := q.Bare(out, in, FlagAA, RcodeRefused)
			if want := packet(t, head+c.want); !bytes.Equal(out[:n], want) {
				t.Errorf("got\n%x, want\n%x", out[:n], want)
			}
			if n != q.End+q.OptLen() {
				t.Errorf("%d octets, OptLen said %d", n, q.End+q.OptLen())
			}
		})
	}
}

// TestSayNothingWithoutEDNS: who sends no OPT record gets none.
func TestSayNothingWithoutEDNS(t *testing.T) {
	var q Query
	in := packet(t, ask("00"))
	q.Parse(in)
	q.Say = said()
	if out := make([]byte, len(in)); q.Error(out, in, RcodeRefused) != len(in) {
		t.Error("the reply is longer than the request")
	}
}

// TestErrorIsNoLongerThanTheRequest leaves off what does not fit, the least
// useful first: idle time, error, NSID; never the cookie that is owed.
func TestErrorIsNoLongerThanTheRequest(t *testing.T) {
	const owed = 4 + 8 + 16
	all := len("ams1") + 4 + 6 + 6
	for spare, kept := range map[int]string{all: "idle error nsid", all - 1: "error nsid", 14: "error nsid", 13: "nsid", 8: "nsid", 7: "", 4: ""} {
		var q Query
		padding := strings.Repeat("00", spare-4)
		length := "00" + string("0123456789abcdef"[(spare-4)/16]) + string("0123456789abcdef"[(spare-4)%16])
		in := packet(t, ask("01")+opt(cookieOption+"000c "+length+" "+padding))
		q.Parse(in)
		q.Say = said()
		n := q.Error(make([]byte, 512), in, RcodeRefused)
		var got []string
		if q.Say.Idles {
			got = append(got, "idle")
		}
		if q.Say.Extended {
			got = append(got, "error")
		}
		if q.Say.NSID != "" {
			got = append(got, "nsid")
		}
		if strings.Join(got, " ") != kept || n > len(in)+serverCookieLen || !q.sendsCookie() || n < q.End+11+owed {
			t.Errorf("%d octets to spare: kept %v, want %s; %d octets for a request of %d", spare, got, kept, n, len(in))
		}
	}
}

// TestErrorWithAWholeCookie: who shows a server cookie gets no longer reply.
func TestErrorWithAWholeCookie(t *testing.T) {
	for _, more := range []int{8, 16, 32} {
		var q Query
		length := string("0123456789abcdef"[(8+more)/16]) + string("0123456789abcdef"[(8+more)%16])
		in := packet(t, ask("01")+opt("000a 00"+length+" "+strings.Repeat("ab", 8+more)))
		q.Parse(in)
		q.Say = Say{Cookies: true, Error: ErrorProhibited, Extended: true}
		n := q.Error(make([]byte, 512), in, RcodeRefused)
		if want := len(in) + max(0, 16-more); more < 32 && n != want || more == 32 && (n > len(in) || !q.Say.Extended) {
			t.Errorf("server cookie of %d octets: a reply of %d for a request of %d, extended %v", more, n, len(in), q.Say.Extended)
		}
	}
}
