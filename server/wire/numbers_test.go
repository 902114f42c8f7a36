package wire

import "testing"

// TestNumbers pins the numbers that IANA has given out. A wrong one would agree
// with itself in every other test.
func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want uint16
	}{
		{"A", TypeA, 1},
		{"NS", TypeNS, 2},
		{"CNAME", TypeCNAME, 5},
		{"SOA", TypeSOA, 6},
		{"PTR", TypePTR, 12},
		{"MX", TypeMX, 15},
		{"TXT", TypeTXT, 16},
		{"AAAA", TypeAAAA, 28},
		{"SRV", TypeSRV, 33},
		{"DNAME", TypeDNAME, 39},
		{"OPT", TypeOPT, 41},
		{"DS", TypeDS, 43},
		{"RRSIG", TypeRRSIG, 46},
		{"NSEC", TypeNSEC, 47},
		{"DNSKEY", TypeDNSKEY, 48},
		{"NXNAME", TypeNXNAME, 128},
		{"IXFR", TypeIXFR, 251},
		{"AXFR", TypeAXFR, 252},
		{"ANY", TypeANY, 255},
		{"class IN", ClassIN, 1},
		{"class CH", ClassCH, 3},
		{"class NONE", ClassNONE, 254},
		{"class ANY", ClassANY, 255},
		{"NOERROR", RcodeNoError, 0},
		{"FORMERR", RcodeFormErr, 1},
		{"SERVFAIL", RcodeServFail, 2},
		{"NXDOMAIN", RcodeNXDomain, 3},
		{"NOTIMP", RcodeNotImp, 4},
		{"REFUSED", RcodeRefused, 5},
		{"YXDOMAIN", RcodeYXDomain, 6},
		{"BADVERS", RcodeBadVers, 16},
		{"BADCOOKIE", RcodeBadCookie, 23},
		{"prohibited", ErrorProhibited, 18},
		{"not authoritative", ErrorNotAuthoritative, 20},
		{"not supported", ErrorNotSupported, 21},
		{"invalid query type", ErrorInvalidType, 30},
		{"QR", FlagQR, 0x8000},
		{"AA", FlagAA, 0x0400},
		{"TC", FlagTC, 0x0200},
		{"RD", FlagRD, 0x0100},
		{"RA", FlagRA, 0x0080},
		{"AD", FlagAD, 0x0020},
		{"CD", FlagCD, 0x0010},
		{"DO", FlagDO, 0x8000},
		{"octets of a header", HeaderLen, 12},
		{"octets by UDP, at least", MinUDP, 512},
		{"octets by UDP, at most", MaxUDP, 1232},
		{"octets by TCP", MaxTCP, 65535},
	} {
		if c.got != c.want {
			t.Errorf("%s is %d, want %d", c.name, c.got, c.want)
		}
	}
}

// TestLongestHead: whatever a client may ask, and whatever our OPT record says,
// question and OPT take less than what every client takes. So a reply with TC
// fits always (P-15).
func TestLongestHead(t *testing.T) {
	label := "3f" + " 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' "
	name := label + label + label + "3d 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' 00"
	in := packet(t, "abcd 0000 0001 0000 0000 0001 "+name+" 0001 0001 "+
		opt("0008 0014 0002 80 00 20010db8 00000000 00000000 00000001 "+cookieOption))
	var q Query
	if got := q.Parse(in); got != Answer || q.NameLen != 255 {
		t.Fatalf("verdict %v for a name of %d octets, want ANSWER and 255", got, q.NameLen)
	}
	q.Say = said()
	q.Say.NSID, q.Say.Roomy = string(make([]byte, MaxNSID)), true
	if n := q.Bare(make([]byte, MinUDP), in, FlagTC, 0); n != 478 {
		t.Errorf("%d octets, want 478", n)
	}
}
