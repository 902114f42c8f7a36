package zones

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// bad is text that Read must refuse, and its words for it.
type bad struct{ text, want string }

// checkBad reads each row's text behind front.
func checkBad(t *testing.T, front string, rows []bad) {
	t.Helper()
	for _, row := range rows {
		_, err := Read("f", strings.NewReader(front+row.text), mustName(t, "example.com"))
		if err == nil || err.Error() != row.want {
			t.Errorf("%q\n got %v\nwant %s", row.text, err, row.want)
		}
	}
}

// The head has four lines.
func TestBadSyntax(t *testing.T) {
	checkBad(t, head, []bad{
		{"www A 10.0.1\n", `f:5:7: "10.0.1" is not an IPv4 address`},
		{"www A ::1\n", `f:5:7: "::1" is not an IPv4 address`},
		{"www AAAA 10.0.0.1\n", `f:5:10: "10.0.0.1" is not an IPv6 address`},
		{"www\tA 10.0.0.1 x\n", `f:5:16: "x" behind the end of the record (text with blanks needs quotes, a comment starts with a semicolon)`},
		{"www A\n", "f:5: the record ends too early: A A is missing"},
		{"www A\nx A 192.0.2.1\n", "f:5: the record ends too early: A A is missing"},
		{"www A\n  A 192.0.2.1\n", "f:5: the record ends too early: A A is missing"},
		{"www SRV 0 0 443\n", "f:5: the record ends too early: SRV Target is missing"},
		{"www SRV 0 0 443\nsip\n", "f:5: the record ends too early: SRV Target is missing\nf:6: the record ends too early: its type is missing"},
		{"www SRV 0 0 443; why?\n; why?\n\nsip A 192.0.2.1\n", "f:5: the record ends too early: SRV Target is missing"},
		{"www SRV 0 0 x y\n", `f:5:13: bad SRV Port: "x"`},
		{"www MX 10 ; x\n", "f:5: the record ends too early: MX Mx is missing"},
		{"www BLAH x\n", `f:5:5: "BLAH" is no record type, class or TTL (a line starts with the owner's name, or with a blank for the owner above)`},
		{"www 5x A 1.2.3.4\n", `f:5:5: "5x" is not a TTL (seconds, or a number with s, m, h, d or w)`},
		{"www 300\n", "f:5: the record ends too early: its type is missing"},
		{"www\n", "f:5: the record ends too early: its type is missing"},
		{"www IN\n", "f:5: the record ends too early: its type is missing"},
		{"www A ( 192.0.2.1\nx A 192.0.2.2\n", "f:6:1: \"x\" behind the end of the record (text with blanks needs quotes, a comment starts with a semicolon)"},
		{"www A ( 192.0.2.1\n", `f:5: a "(" is never closed`},
		{"www A 192.0.2.1 )\n", `f:5:17: a ")" without its "("`},
		{"a..b A 192.0.2.1\n", `f:5:1: "a..b" is not a domain name (labels of 1 to 63 octets with single dots between)`},
		{"www TXT \"a\nx A 192.0.2.2\n", "f:5: a quote is never closed"},
		{"www TYPE1 \\# 3 abcdef\n", "f:5: data of the wrong length (A: overflow unpacking a)"},
		{"www A \\# 0\n", "f:5: bad A data at www.example.com.: there is none"},
		{"www DS 1 2 3 zz\n", "f:5: bad DS data at www.example.com.: encoding/hex: invalid byte: U+007A 'z'"},
		{"www SVCB 1 . foo=bar\n", `f:5:14: bad SVCB key: "foo=bar"`},
		{"www TXT \"" + strings.Repeat("x", 253) + "\\\"\\255x\"\n", "f:5: bad TXT data at www.example.com.: a string of 256 octets; split it into quoted strings of at most 255"},
	})
}

func TestBadDirectives(t *testing.T) {
	checkBad(t, head, []bad{
		{"$INCLUDE other.zone\n", "f:5: $INCLUDE is not allowed (put its records into this file)"},
		{"$include /etc/passwd\n", "f:5: $INCLUDE is not allowed (put its records into this file)"},
		{"$DATE x\n", "f:5: unknown directive $DATE ($TTL, $ORIGIN and $GENERATE are known)"},
		{"$TTL x\n", `f:5:6: "x" is not a TTL (seconds, or a number with s, m, h, d or w)`},
		{"$ORIGIN a..b\n", `f:5:9: "a..b" is not a domain name (labels of 1 to 63 octets with single dots between)`},
		{"\n$GENERATE 1-3 a$ A 10.0.0.300\n", `f:6: "10.0.0.300" is not an IPv4 address`},
		{"$GENERATE 3-1 a$ A 10.0.0.1\n", `f:5: bad range in $GENERATE range: "3-1"`},
		{"$GENERATE 0-65536 a$ A 10.0.0.1\n", `f:5: bad range in $GENERATE range: "0-65536"`},
	})
}

func TestBadOctets(t *testing.T) {
	checkBad(t, head, []bad{
		{"www A 1.2.3.4\x00\n", "f:5: NUL octet (is this a text file?)"},
		{"bücher A 1.2.3.4\n", "f:5: owner bücher.example.com.: character outside ASCII in a name (write the xn-- form)"},
		// The end of the file.
		{"www A 10.0.0.1", "f:5: the file does not end in a newline (half-written? if not, end the last line)"},
		{"www A 10.0.0", "f:5: the file does not end in a newline (half-written? if not, end the last line)\n" + `f:5:7: "10.0.0" is not an IPv4 address`},
		{"; the end", "f:5: the file does not end in a newline (half-written? if not, end the last line)"},
	})
}

func TestBadRules(t *testing.T) {
	checkBad(t, head, []bad{
		{"www CH TXT x\n", "f:5: class CH at www.example.com. (only IN is served)"},
		{"www TYPE255 \\# 0\n", "f:5: type ANY at www.example.com. can't be zone data"},
		{"www SOA a. b. 1 2 3 4 5\n", "f:5: second SOA, at www.example.com. (the first is on line 2; a zone has one)"},
		{"@ SOA ns1 hostmaster 7 3600 600 604800 60\n", "f:5: second SOA, at example.com. (the first is on line 2; a zone has one)"},
		{"www.example.org. A 192.0.2.1\nwww.example.org. A 192.0.2.2\n", "f:5: www.example.org. is outside of the zone example.com."},
		{"xexample.com. A 192.0.2.1\n", "f:5: xexample.com. is outside of the zone example.com."},
		{"www A 192.0.2.1\nwww CNAME ns1\n", "f:6: www.example.com. has a CNAME on line 6 and A on line 5 (a CNAME stands alone at its name)"},
		{"www CNAME a\nwww CNAME b\n", "f:5: www.example.com. has 2 CNAME records (at most one)"},
		{"@ CNAME a.\n", "f:5: example.com. has a CNAME on line 5 and NS on line 3 (a CNAME stands alone at its name)\n" +
			"f:5: example.com. has a CNAME on line 5 and SOA on line 2 (a CNAME stands alone at its name)"},
		{"d DNAME example.net.\na.b.d A 192.0.2.1\n", "f:6: a.b.d.example.com. stands below the DNAME of line 5 (a DNAME takes every name below it away)"},
		{"d DNAME a.\nd DNAME b.\n", "f:5: d.example.com. has 2 DNAME records (at most one)"},
		{"* NS ns1\n", "f:5: NS at the wildcard *.example.com. (it has no defined meaning)"},
		{"*.x DNAME a.\n", "f:5: DNAME at the wildcard *.x.example.com. (it has no defined meaning)"},
		{"$GENERATE 0-100 www A 192.0.2.$\n", "f:5: more than 100 A records at www.example.com."},
		{
			"$GENERATE 0-99 www TXT " + strings.Repeat("x", 250) + " " + strings.Repeat("x", 70) + "$\n",
			"f:5: the TXT records at www.example.com. take 33390 octets (at most 32768, so that one message can carry them)",
		},
		// All at once, before and behind a syntax error.
		{
			"www CNAME a\nwww A 192.0.2.1\nx.org. A 192.0.2.1\ny CNAME a\ny CNAME b\nz A 1.2.3\nq CH TXT read\n",
			"f:6: www.example.com. has a CNAME on line 5 and A on line 6 (a CNAME stands alone at its name)\n" +
				"f:7: x.org. is outside of the zone example.com.\n" +
				"f:8: y.example.com. has 2 CNAME records (at most one)\n" +
				`f:10:5: "1.2.3" is not an IPv4 address` + "\n" +
				"f:11: class CH at q.example.com. (only IN is served)",
		},
	})
}

// Whole files.
func TestBadFiles(t *testing.T) {
	checkBad(t, "", []bad{
		{"", "f: no records (is the file empty by accident?)"},
		{"\n; nothing\n", "f: no records (is the file empty by accident?)"},
		{"$TTL 60\n@ NS ns1\n", "f: no SOA record (a zone starts with one: @ SOA NAMESERVER MAILBOX SERIAL REFRESH RETRY EXPIRE MINIMUM)"},
		{"@ 60 SOA ns1 h 1 2 3 4 5\n", "f:1: no NS records at example.com. (a zone names its own nameservers)"},
		{"@ SOA ns1 h 1 2 3 4 5\n@ NS ns1\n", "f:1: record without a TTL (start the file with a line such as: $TTL 300)"},
		{"@ IN SOA ns1 h 1 2 3 4 5\n@ IN NS ns1\n", "f:1: record without a TTL (start the file with a line such as: $TTL 300)"},
		{"@ 60 SOA ns1 h 1 2 3 4\n", "f:1: the record ends too early: SOA zone parameter is missing"},
		{"  60 A 192.0.2.1\n", "f:1: record without an owner (the first record of a file can't start with a blank)"},
		{"example.com 60 SOA ns1 h 1 2 3 4 5\n@ NS ns1\n", "f:1: SOA at example.com.example.com., but the zone is example.com. (is the closing dot missing, or is it another zone's file?)"},
		{"$ORIGIN example.org.\n@ 60 SOA ns1 h 1 2 3 4 5\n@ NS ns1\n", "f:2: SOA at example.org., but the zone is example.com. (is the closing dot missing, or is it another zone's file?)"},
		{"\x1f\x8b\x08\x00\x00", "f:1: NUL octet (is this a text file?)"},
	})
}

func TestTooManyProblems(t *testing.T) {
	_, err := Read("f", strings.NewReader(head+strings.Repeat("x CH TXT a\n", 1000)), "\x07example\x03com\x00")
	var all Errors
	if !errors.As(err, &all) || len(all) != 101 {
		t.Fatalf("%d problems, want 100 and a last word", len(all))
	}
	if got, want := all[100].Error(), "f: and perhaps more: gave up after 100 problems"; got != want {
		t.Errorf("last word %q, want %q", got, want)
	}
	var first Problem
	if !errors.As(err, &first) || first.Line != 5 || first.File != "f" {
		t.Errorf("the first problem is %+v", first)
	}
}

func TestEndlessRecord(t *testing.T) {
	_, err := Read("f", strings.NewReader(head+"x TXT (\n"+strings.Repeat(" a\n", MaxRecordText)), "\x07example\x03com\x00")
	want := `f:5: record of more than 1048576 octets of text (is a quote or "(" left open?)`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestReaderFails(t *testing.T) {
	text := io.MultiReader(strings.NewReader(head), iotest.ErrReader(fmt.Errorf("input/output error")))
	_, err := Read("f", text, "\x07example\x03com\x00")
	if want := "f:4: input/output error"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// What looks odd but is right.
func TestGoodRecords(t *testing.T) {
	for _, text := range []string{
		"www TYPE65280 \\# 2 abcd\n",
		"www TYPE65280 \\# 0\n",
		"www APL\n",
		"www A 192.0.2.1 ; comment\n; and more (\n",
		"www AAAA ::ffff:192.0.2.1\n",
		"www CNAME a\nwww CNAME A.example.com.\n", // equal but for case: one record
		"www A(192.0.2.1)\nx SRV (0\n1\n2\n@\n)\n",
		"www TXT \"a;b\" c\\;d \"e\nf\"\n",
		"www IN 60 A 192.0.2.1\n 60 IN A 192.0.2.2\n",
		"\\$www A 192.0.2.1\n",
		"www TXT \"" + strings.Repeat("x", 255) + "\" \"" + strings.Repeat("\\255", 255) + "\"\n",
		"www HTTPS 1 . alpn=h2 ipv4hint=192.0.2.1\n",
		"sub NS ns.sub\nns.sub A 192.0.2.1\nsub DS 1 8 2 " + strings.Repeat("ab", 32) + "\n",
		"$GENERATE 1-99 www A 192.0.2.$\n$GENERATE 1-99 www A 192.0.2.$\n",
	} {
		if _, err := Read("f", strings.NewReader(head+text), "\x07example\x03com\x00"); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}
