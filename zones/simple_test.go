package zones

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// readSlowly reads text with the parser alone.
func readSlowly(file, text string, origin Name) (*Zone, error) {
	l := newLoader(file, newSource([]byte(text)))
	l.simple.never = true
	return l.load(origin)
}

// said is what an error says; "" for none.
func said(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// pieces are what lines are made of: simple, odd and wrong.
func pieces() map[string][]string {
	long := strings.Repeat("l", 63)
	return map[string][]string{
		"owner": {
			"www", "WwW", "a.b", "@", "*", "*.a", "_sip._tcp", "x.example.com.", "EXAMPLE.com.", "", " ", "\t", "a\\.b", "a..b", ".", ".a", "$x", "a/b", "0/25",
			"b@c", "a b", long, long + "l", long + "." + long + "." + long + "." + long, "ü", "\"q\"", "(", "\\$a", "IN", "A", "60", "a$",
		},
		"ttl":   {"", "", "", "60", "0", "1h", "4294967295", "4294967294", "2147483648", "00060", "-1", "1234567890123"},
		"class": {"", "", "", "IN", "in", "CH", "CLASS1", "iN"},
		"type":  {"A", "a", "AAAA", "NS", "CNAME", "DNAME", "PTR", "MX", "SRV", "srv", "TXT", "TYPE1", "BLAH", "", "A A", "SPF", "TYPE65280"},
		"data": {
			"192.0.2.1", "192.0.2.01", "192.0.2", "192.0.2.256", "::1", "2001:DB8::", "2001:db8:0:0:0:0:0:1", "1:2:3:4:5:6:7::", "::ffff:192.0.2.1", "fe80::1%eth0", ":1", "1::2::3", "12345::",
			"ns1", "Ns1.Example.COM.", ".", "@", "10 ns1", "10 Mail.", "1 2 3 Target", "0 0 65536 x", "001 2 00003 x", "+1 2 3 x", "1 2 3", "10", "", "\"a b\"", "a\\ b", "\\# 4 c0000201", "( 192.0.2.1 )", "(192.0.2.1", "192.0.2.1)",
			"x y", "a..b", "\"\"", "\"a\"", "\"a ; ( b\" c \"\"", "\"a\"b", "a\"b\"", "\"a\"\"b\"", "\"a\tb\"", "\"a\\\"b\"", "\"ü\"", "\"a", "a;b", "\"a\";b", "$x @ *",
			long + long + long + long + "123", long + long + long + long + "1234", "\"" + long + long + long + long + "123\"", "\"" + long + long + long + long + "1234\"", long + ".", long + "l", "@x", "*.a",
		},
		"tail": {"", "", "", "", " ", "\t ; comment", ";comment", " ; \" ( \\", "\r", " x", " ;\x00", "\r\r", "\x0b", "\x7f"},
		"line": {"", "  ", "; comment", "\t;(", "$TTL 77", "$TTL 1h", "$TTL 4000000000", "$ORIGIN sub", "$ORIGIN Sub.Example.COM.", "$ORIGIN example.com.", "$ORIGIN @", "$ORIGIN a\\046b", "$ORIGIN ( sub )", "$GENERATE 1-3 g$ A 192.0.2.$", "$GENERATE 1-2 g$ 5 CNAME h$", "$X", "x IPSECKEY 10 0 2 . AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==", " TXT \"two\nlines\"", " TXT (\n a\n b )"},
	}
}

// line draws one line, from all that pieces have.
func line(t *rapid.T, p map[string][]string) string {
	draw := func(what string) string { return rapid.SampledFrom(p[what]).Draw(t, what) }
	if rapid.IntRange(0, 5).Draw(t, "kind") == 0 {
		return draw("line")
	}
	words := []string{draw("owner")}
	for _, word := range []string{draw("ttl"), draw("class"), draw("type"), draw("data")} {
		if word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, rapid.SampledFrom([]string{" ", "\t", "  "}).Draw(t, "blank")) + draw("tail")
}

// What is read without the parser is what the parser reads, octet for octet,
// and so is what is said of it: over random files, of which most lines are odd.
func TestSimpleLinesAreTheParsers(t *testing.T) {
	p := pieces()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{head, strings.TrimPrefix(head, "$TTL 300\n"), strings.Replace(head, "SOA", "44 SOA", 1)[9:]}).Draw(t, "head")
		for range rapid.IntRange(0, 6).Draw(t, "lines") {
			text += line(t, p) + "\n"
		}
		origin := rapid.SampledFrom([]Name{"", "\x07example\x03com\x00"}).Draw(t, "origin")
		fast, err := ReadText("example.com", []byte(text), origin)
		slow, wrong := readSlowly("example.com", text, origin)
		if said(err) != said(wrong) {
			t.Fatalf("%q\n got %s\nwant %s", text, said(err), said(wrong))
		}
		if err == nil && dump(fast) != dump(slow) {
			t.Fatalf("%q\n got %s\nwant %s", text, dump(fast), dump(slow))
		}
	})
}

// Most lines never see the parser, in whatever way they are written.
func TestSimpleLinesAreSimple(t *testing.T) {
	l := newLoader("f", newSource([]byte(head+`www A 192.0.2.1
	AAAA 2001:db8::1 ; same owner
www.example.com. 60 IN A 192.0.2.2
@	IN 60 MX 10 mail
_sip._tls srv 10 20 443 Access.Example.COM.
; a comment (

*.w 5 cname .
t TXT v=spf1 -all ; unquoted
t TXT "a ; (b" c "" ;quoted
`+"crlf A 192.0.2.3\r\n")))
	l.simple.owner, l.simple.ttl = l.owners.number(Root.Hash(), []byte(Root))+1, 300
	l.source.origin.set("example.com.")
	l.source.pass(len("$TTL 300\n"))
	l.source.pass(strings.Index(string(l.source.in), "@ NS"))
	l.readSimple()
	if rest := l.source.in[l.source.at:]; len(rest) > 0 || len(l.records) != 11 {
		t.Errorf("%d records, left for the parser: %q", len(l.records), rest)
	}
}

func TestParse4(t *testing.T) {
	for _, row := range []struct {
		text string
		want string // "" if it is for the parser
	}{
		{"192.0.2.1", "192.0.2.1"},
		{"0.0.0.0", "0.0.0.0"},
		{"255.255.255.255", "255.255.255.255"},
		{"256.0.0.1", ""},
		{"1.2.3", ""},
		{"1.2.3.4.5", ""},
		{"1..2.3", ""},
		{"1.2.3.", ""},
		{"01.2.3.4", ""},
		{"1.2.3.00", ""},
		{"1.2.3.x", ""},
		{"", ""},
	} {
		a, ok := parse4([]byte(row.text))
		if got := netip.AddrFrom4(a).String(); ok != (row.want != "") || ok && got != row.want {
			t.Errorf("parse4(%q) = %s, %t, want %q", row.text, got, ok, row.want)
		}
	}
}

// parse6 agrees with the standard library wherever it says anything.
func TestParse6(t *testing.T) {
	for text, want := range map[string]bool{
		"::": true, "::1": true, "1::": true, "2001:db8::1": true, "1:2:3:4:5:6:7:8": true, "ABCD:ef01::1": true, "1:2:3:4:5:6::8": true,
		"1:2:3:4:5:6:7": false, "1:2:3:4:5:6:7:8:9": false, ":1": false, "1:": false, ":": false, "": false, ":::": false, "1::2::3": false, "12345::": false, "g::": false, "1:2:3:4::5:6:7:8:9": false,
	} {
		if _, ok := parse6([]byte(text)); ok != want {
			t.Errorf("parse6(%q): %t, want %t", text, ok, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.SliceOfN(rapid.SampledFrom([]string{"", "0", "1", "00ab", "FFFF", "12345", "x", "."}), 1, 9).Draw(t, "groups")
		text := rapid.SampledFrom([]string{"", ":", "::"}).Draw(t, "front") + strings.Join(groups, ":") + rapid.SampledFrom([]string{"", ":", "::"}).Draw(t, "back")
		a, ok := parse6([]byte(text))
		want, err := netip.ParseAddr(text)
		if ok && (err != nil || netip.AddrFrom16(a) != want) {
			t.Fatalf("parse6(%q) = %s, the library: %s, %v", text, netip.AddrFrom16(a), want, err)
		}
	})
}

// One slip does not hide the next, and is not taken for others.
func TestReadsOnBehindErrors(t *testing.T) {
	address := func(line int, col int, text string) string {
		return fmt.Sprintf("f:%d:%d: %q is not an IPv4 address", line, col, text)
	}
	checkBad(t, head, []bad{
		{"a A 1.2.3\nb A 192.0.2.1\nc A 1.2.4\n", address(5, 5, "1.2.3") + "\n" + address(7, 5, "1.2.4")},
		// In parentheses, and behind a quote that is closed.
		{"a SRV ( 1 x\n 2 3 b )\nc A 1.2.4\n", `f:5:11: bad SRV Weight: "x"` + "\n" + address(7, 5, "1.2.4")},
		{"a A \"1.2\n\" x\nc A 1.2.4\n", address(5, 5, `"`) + "\n" + address(7, 5, "1.2.4")},
		// Records that leave out the owner of the one that was not read are not
		// given to the one before: no CNAME and A at b.
		{"b CNAME c\na A 1.2.3\n A 192.0.2.1\n A 1.2.4\nc A 1.2.5\n", address(6, 5, "1.2.3") + "\n" + address(8, 4, "1.2.4") + "\n" + address(9, 5, "1.2.5")},
		// $ORIGIN and $TTL hold; a generated slip is told once.
		{"$TTL 5\n$ORIGIN Sub.example.com.\na A 1.2.3\nb CNAME c\nb A 192.0.2.1\n", address(7, 5, "1.2.3") + "\n" +
			"f:9: b.sub.example.com. has a CNAME on line 8 and A on line 9 (a CNAME stands alone at its name)"},
		{"$GENERATE 1-3 a$ A 1.2.$\nb A 1.2.4\n", "f:5: \"1.2.1\" is not an IPv4 address\n" + address(6, 5, "1.2.4")},
		// What hangs on a directive is not read.
		{"$ORIGIN a..b\nb A 1.2.4\n", `f:5:9: "a..b" is not a domain name (labels of 1 to 63 octets with single dots between)`},
	})
	checkBad(t, "", []bad{
		{"@ 60 SOA ns1 h 1 x 3 4 5\n@ NS ns1\nb CNAME a\nb A 192.0.2.1\n", `f:1:18: bad SOA zone parameter: "x"`},
	})
}
