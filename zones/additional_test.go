package zones

import (
	"fmt"
	"testing"

	"github.com/miekg/dns"
)

// TestAdditionalOf: what each record asks the additional section for.
func TestAdditionalOf(t *testing.T) {
	for record, want := range map[string]string{
		"NS Host.Example.":                     "host.example. at 0",
		"MX 10 host.example.":                  "host.example. at 2",
		"SRV 1 2 3 host.example.":              "host.example. at 6",
		"SVCB 1 host.example. alpn=h2":         "host.example. at 2, SVCB",
		"SVCB 1 . alpn=h2":                     "x.example.com. at -1",
		"HTTPS 256 .":                          "x.example.com. at -1",
		"HTTPS 0 host.example.":                "host.example. at 2, HTTPS",
		"HTTPS 1 X.example.com.":               "x.example.com. at 2",
		`NAPTR 1 2 "A" "" "" host.example.`:    "host.example. at 8",
		`NAPTR 1 2 "a" "xy" "z" host.example.`: "host.example. at 11",
		`NAPTR 1 2 "S" "" "" host.example.`:    "host.example. at 8, services",
		`NAPTR 1 2 "s" "" "" host.example.`:    "host.example. at 8, services",
		// nothing
		"NS .": "", "MX 0 .": "", "SRV 0 0 0 .": "", "SVCB 0 .": "", "HTTPS 0 .": "",
		`NAPTR 1 2 "S" "" "" .`: "", `NAPTR 1 2 "u" "" "!x!y!" .`: "", `NAPTR 1 2 "" "" "" host.example.`: "",
		`NAPTR 1 2 "as" "" "" host.example.`: "", `NAPTR 1 2 "p" "" "" host.example.`: "", `NAPTR 1 2 "r" "" "" host.example.`: "",
		"CNAME host.example.": "", "DNAME host.example.": "", "PTR host.example.": "", "A 192.0.2.1": "", "TXT x": "", "TYPE65280 \\# 1 00": "",
	} {
		zone := mustRead(t, "example.com", head+"x "+record)
		node, _ := zone.Find(mustName(t, "x.example.com"))
		first, _ := zone.Sets(node)
		set := zone.Set(first)
		for _, rdata := range set.Records {
			got := ""
			if a, ok := set.Additional(zone.NameOf(node), rdata); ok {
				got = fmt.Sprintf("%s at %d", a.Name, a.Offset)
				if a.Service {
					got += ", services"
				}
				if a.Binding > 0 {
					got += ", " + typeName(a.Binding)
				}
			}
			if got != want {
				t.Errorf("%s: %q, want %q", record, got, want)
			}
		}
	}
}

// TestAdditionalOfGarbage cuts RDATA short: what is not whole asks for nothing.
func TestAdditionalOfGarbage(t *testing.T) {
	whole := map[uint16]string{
		dns.TypeNS: "\x04host\x07example\x00", dns.TypeMX: "\x00\x01\x04host\x07example\x00",
		dns.TypeSRV: "\x00\x01\x00\x02\x00\x03\x04host\x07example\x00", dns.TypeHTTPS: "\x00\x01\x04host\x07example\x00",
		dns.TypeNAPTR: "\x00\x01\x00\x02\x01S\x00\x00\x04host\x07example\x00",
	}
	for rrtype, rdata := range whole {
		set := RRset{Type: rrtype}
		for end := range len(rdata) {
			if a, ok := set.Additional(Root, []byte(rdata[:end])); ok {
				t.Errorf("%s, %d octets of %d: %+v", typeName(rrtype), end, len(rdata), a)
			}
		}
		if a, ok := set.Additional(Root, []byte(rdata)); !ok || a.Name != "\x04host\x07example\x00" {
			t.Errorf("%s: %+v", typeName(rrtype), a)
		}
	}
	long := RRset{Type: dns.TypeNAPTR}
	if _, ok := long.Additional(Root, []byte("\x00\x01\x00\x02\x01S\xff\x00")); ok {
		t.Error("a string that leads past the end")
	}
}
