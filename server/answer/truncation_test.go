package answer_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// fullZone has sets of known sizes. A reply for NAME.f.example. without EDNS
// takes 12 octets of header and len(NAME)+1+11+4 of question.
func fullZone() string {
	var b strings.Builder
	b.WriteString("$ORIGIN f.example.\n$TTL 300\n@ SOA ns hostmaster 1 7200 900 1209600 60\n NS ns\nns A 192.0.2.53\n")
	for i := range 30 { // 16 octets each: 12 + 18 + 480 = 510
		fmt.Fprintf(&b, "aa A 192.0.2.%d\n*.w A 192.0.2.%d\n", i, i)
	}
	for i := range 31 { // 526
		fmt.Fprintf(&b, "bb A 192.0.2.%d\n*.v A 192.0.2.%d\n", i, i)
	}
	for i := range 10 {
		fmt.Fprintf(&b, "mx MX 10 m%d\nm%d A 192.0.2.%d\n AAAA 2001:db8::%d\n", i, i, i, i)
	}
	// 12+18 of header and question, 12 of record head; what is left is filled
	// to the octet: 470 by one TXT record of a string of 214 and one of 254.
	fmt.Fprintf(&b, "tt TXT %s %s\n", strings.Repeat("a", 214), strings.Repeat("b", 254))
	fmt.Fprintf(&b, "uu TXT %s %s\n", strings.Repeat("a", 215), strings.Repeat("b", 254))
	fmt.Fprintf(&b, "toaa CNAME aa\nd DNAME w\n")
	return b.String()
}

// TestTruncation: what does not fit is not there at all, and TC says so (RFC
// 2181 9); additional data is left off first, a whole RRset at a time.
func TestTruncation(t *testing.T) {
	s := serve(t, fullZone())
	for _, c := range []struct {
		name           string
		qtype          uint16
		size           uint16 // 0: no EDNS
		tc             bool
		answer, ns, ar int
	}{
		{"aa", dns.TypeA, 0, false, 30, 0, 0},
		{"bb", dns.TypeA, 0, true, 0, 0, 0},
		{"aa", dns.TypeA, 512, true, 0, 0, 0}, // our OPT takes 11 octets
		{"aa", dns.TypeA, 520, true, 0, 0, 0}, // 521
		{"aa", dns.TypeA, 521, false, 30, 0, 0},
		{"aa", dns.TypeA, 0xffff, false, 30, 0, 0},
		{"bb", dns.TypeA, 536, true, 0, 0, 0}, // 537
		{"bb", dns.TypeA, 537, false, 31, 0, 0},
		{"tt", dns.TypeTXT, 0, false, 1, 0, 0}, // 512
		{"uu", dns.TypeTXT, 0, true, 0, 0, 0},
		{"uu", dns.TypeTXT, 100, true, 0, 0, 0}, // below 512 is 512
		{"x.w", dns.TypeA, 0, false, 30, 0, 0},  // 12 + 19 + 480
		{"x.v", dns.TypeA, 0, true, 0, 0, 0},
		{"x.w", dns.TypeA, 521, true, 0, 0, 0}, // 522
		{"x.w", dns.TypeA, 522, false, 30, 0, 0},
		{"toaa", dns.TypeA, 0, true, 0, 0, 0}, // 12 + 20 + 12+14 + 480
		{"toaa", dns.TypeA, 548, true, 0, 0, 0},
		{"toaa", dns.TypeA, 549, false, 31, 0, 0},
		// 12 + 18 + 10*19 + 11 = 231 and 44 of addresses each: 6 of 10 exchanges
		// in 512, and the A record of the 7th
		{"mx", dns.TypeMX, 512, false, 10, 0, 13},
		{"mx", dns.TypeMX, 0, false, 10, 0, 13},
		{"mx", dns.TypeMX, 500, false, 10, 0, 13},
		{"mx", dns.TypeMX, 538, false, 10, 0, 13}, // 231 + 6*44 + 16 + 28 = 539
		{"mx", dns.TypeMX, 539, false, 10, 0, 14},
		{"mx", dns.TypeMX, 670, false, 10, 0, 19}, // 671
		{"mx", dns.TypeMX, 671, false, 10, 0, 20},
	} {
		m := new(dns.Msg).SetQuestion(c.name+".f.example.", c.qtype)
		if c.size > 0 {
			m.SetEdns0(c.size, false)
		}
		in, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		r := s.exchange(in, true)
		ar := len(r.Extra)
		if r.IsEdns0() != nil {
			ar--
		}
		if r.Truncated != c.tc || len(r.Answer) != c.answer || len(r.Ns) != c.ns || ar != c.ar || !r.Authoritative || r.Rcode != 0 {
			t.Errorf("%s, size %d: TC %v, %d %d %d records, want %v, %d %d %d", c.name, c.size,
				r.Truncated, len(r.Answer), len(r.Ns), ar, c.tc, c.answer, c.ns, c.ar)
		}
		if r = s.exchange(in, false); r.Truncated || len(r.Answer) == 0 {
			t.Errorf("%s by TCP:\n%v", c.name, r)
		}
	}
}

// TestTruncatedScope: what is left out has no scope (RFC 7871 7.2.1), whether a
// place was looked up for it or not.
func TestTruncatedScope(t *testing.T) {
	serve(t, fullZone()).expect(`
;; bb.f.example. A +bufsize=512 +subnet=10.2.0.0/16
;; NOERROR aa tc
;; OPT subnet=10.2.0.0/16/0
`)
}

// TestNotEvenTheDNAME: an alias leaves no room for the DNAME that applies to its
// target.
func TestNotEvenTheDNAME(t *testing.T) {
	fill := strings.Repeat(strings.Repeat("f", 49)+".", 4)
	s := serve(t, "$ORIGIN z.\n$TTL 300\n@ SOA n h 1 7200 900 1209600 60\n NS n\nn A 192.0.2.53\n"+
		"*.a CNAME "+fill+"d.z.\nd DNAME "+fill+"x.\n")
	s.expect(`
;; ` + fill[:100] + `a.z. A +noedns
;; NOERROR aa tc
`)
}

// TestTruncatedNegative: an SOA that takes more than a packet (both its names
// are 255 octets), and aliases that do.
func TestTruncatedNegative(t *testing.T) {
	long := strings.Repeat(strings.Repeat("n", 60)+".", 4) // 244 octets
	zone := "$ORIGIN z.\n$TTL 300\n@ SOA " + long + "a." + " " + long + "b. 1 7200 900 1209600 60\n NS ns\nns A 192.0.2.53\n" +
		"one CNAME " + long + "x.\ntwo CNAME " + long + "cc.z.\n" + long + "cc CNAME " + long + "c\n" +
		"yy DNAME " + long + "y.\n"
	s := serve(t, zone)
	for _, c := range []struct {
		name    string
		tc      bool
		records int // by TCP
		rcode   int
	}{
		{"nothing.z.", true, 0, dns.RcodeNameError},
		{"ns.z.", true, 0, 0},
		{"one.z.", false, 1, 0},
		{"two.z.", true, 2, dns.RcodeNameError},
		{"aaaaaa.yy.z.", true, 2, 0},
	} {
		m := new(dns.Msg).SetQuestion(c.name, dns.TypeTXT)
		in, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		if r := s.exchange(in, true); r.Truncated != c.tc || r.Truncated && (r.Rcode != 0 || len(r.Answer)+len(r.Ns)+len(r.Extra) != 0) {
			t.Errorf("%s:\n%v", c.name, r)
		}
		if r := s.exchange(in, false); r.Truncated || len(r.Answer) != c.records || r.Rcode != c.rcode {
			t.Errorf("%s by TCP: want %d records and rcode %d\n%v", c.name, c.records, c.rcode, r)
		}
	}
}

// TestTruncatesAtTheLimit asks for replies of each kind with room to the octet,
// and with one octet less.
func TestTruncatesAtTheLimit(t *testing.T) {
	fill := strings.Repeat(strings.Repeat("f", 49)+".", 4) // 200 octets
	const soa = "@ SOA n.%s h.%[1]s 1 7200 900 1209600 60\n NS n\nn A 192.0.2.53\n"
	for kind, c := range map[string]struct{ records, name string }{
		"alias":            {"*.a CNAME " + fill + "x.\n*.c CNAME c." + fill + "a.z.\n", fill[:50] + "c.z."},
		"alias, no name":   {"a CNAME " + fill + "z.\n", "a.z."},
		"alias, referral":  {"*.a CNAME " + fill + "cut.z.\ncut NS " + fill + "n.cut.z.\n" + fill + "n.cut A 192.0.2.1\n", fill[:50] + "a.z."},
		"wildcard":         {"*.w TXT " + fill + " " + fill + "\n", fill[:150] + "w.z."},
		"wildcard, no":     {"*.w A 192.0.2.1\n", fill[:100] + "w.z."},
		"DNAME":            {"d DNAME " + fill + "x.\n", fill[150:] + "d.z."},
		"DNAME, no name":   {"d DNAME q." + fill[:150] + "z.\n", fill[150:] + "d.z."},
		"DNAME, wrong":     {"d DNAME " + fill[100:] + "x.\n*.a CNAME " + fill[50:] + "d.z.\n", fill + "a.z."},
		"referral":         {"cut NS " + fill + "n.cut\ncut NS " + fill + "m.cut\n" + fill + "n.cut A 192.0.2.1\n A 192.0.2.2\n", fill[:50] + "cut.z."},
		"service by alias": {"*.a CNAME " + fill + "z.\n" + fill + "z. SRV 1 2 3 " + fill + "x.\n", fill[:100] + "a.z."},
		"no name":          {"", fill + "z."},
	} {
		m := new(dns.Msg).SetQuestion(c.name, dns.TypeTXT).SetEdns0(1232, false)
		if kind == "service by alias" {
			m.Question[0].Qtype = dns.TypeSRV
		}
		s := serve(t, "$ORIGIN z.\n$TTL 300\n"+fmt.Sprintf(soa, fill)+c.records)
		ask := func(size int, udp bool) []byte {
			m.IsEdns0().SetUDPSize(uint16(size))
			in, err := m.Pack()
			if err != nil {
				t.Fatal(err)
			}
			s.exchange(in, udp)
			return s.raw(in, udp)
		}
		whole := ask(1232, false)
		if size := len(whole); size <= 513 || size > 1232 {
			t.Errorf("%s takes %d octets", kind, size)
		} else if got := ask(size, true); !bytes.Equal(got[12:size-11], whole[12:size-11]) {
			t.Errorf("%s does not fit into its own %d octets: %x", kind, size, got)
		} else if got = ask(size-1, true); got[2]&2 == 0 || len(got) > 300 {
			t.Errorf("%s is not truncated to %d octets: %x", kind, size-1, got)
		}
	}
}
