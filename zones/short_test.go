package zones

import (
	"errors"
	"strings"
	"testing"
)

// A record that lacks fields never takes them from the line below: either it
// is refused on its own line, or it was whole and the line below is read.
// (HIP, NSEC3PARAM and X25 are refused too, but on the line below.)
func TestShortRecords(t *testing.T) {
	for _, record := range []string{
		"A 192.0.2.1", "AAAA ::1", "NS a", "MX 10 a", "SRV 1 2 3 a", "TXT a b", `TXT "a" "b"`, "CNAME a", "PTR a", "DNAME a.",
		"SOA a b 1 2 3 4 5", "CAA 0 issue \"ca\"", `NAPTR 1 2 "s" "SIP" "" a`, "HINFO a b", "URI 1 2 \"x\"", "LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m",
		"DS 1 8 2 abab", "TLSA 3 1 1 abab", "SSHFP 1 1 abab", "DNSKEY 256 3 8 abab", "HTTPS 1 a alpn=h2", "SVCB 0 a", "RP a b", "AFSDB 1 a", "KX 1 a",
		"NSEC a A NS", "RRSIG A 8 2 300 20300101000000 20200101000000 1 a abab", "CERT 1 1 1 abab", "APL 1:192.0.2.0/24", "TYPE65280 \\# 2 abcd",
		"CSYNC 1 3 A", "EUI48 00-00-5e-00-53-2a", "OPENPGPKEY abab", "ZONEMD 1 1 1 " + strings.Repeat("ab", 48), "NID 1 1:2:3:4", "L32 1 192.0.2.1", "GPOS 1 2 3", "RT 1 a", "PX 1 a b", "TALINK a b",
	} {
		fields := strings.Fields(record)
		for n := 1; n <= len(fields); n++ {
			for _, end := range []string{"\n", " ; x\n", ";x\n", " (\n)\n"} {
				checkShort(t, "x "+strings.Join(fields[:n], " ")+end)
			}
		}
	}
}

// checkShort reads a record, on line 5, between two lines that could serve as
// its missing fields.
func checkShort(t *testing.T, record string) {
	t.Helper()
	for _, below := range []string{"10 60 TXT a\n", "a\tTXT b\n"} {
		text := head + record + below
		z, err := Read("f", strings.NewReader(text), "\x07example\x03com\x00")
		var p Problem
		if errors.As(err, &p) && (p.Line < 5 || p.Line > 5+strings.Count(record, "\n")-1) {
			t.Errorf("%q is reported on line %d: %v", record, p.Line, err)
		}
		if err != nil {
			continue
		}
		owner, _, _ := strings.Cut(strings.Fields(below)[0], " ")
		node, ok := z.Find(mustName(t, owner+".example.com"))
		if !ok {
			t.Errorf("%q took the line below", record)
			continue
		}
		if _, ok := z.Lookup(node, typeTXT); !ok {
			t.Errorf("%q took the line below", record)
		}
	}
}
