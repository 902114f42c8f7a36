package zones

import "github.com/miekg/dns"

// The types and the class that the rules of this package name (RFC 1035 3.2).
const (
	typeA      = dns.TypeA
	typeNS     = dns.TypeNS
	typeCNAME  = dns.TypeCNAME
	typeSOA    = dns.TypeSOA
	typePTR    = dns.TypePTR
	typeMX     = dns.TypeMX
	typeTXT    = dns.TypeTXT
	typeKEY    = dns.TypeKEY
	typeAAAA   = dns.TypeAAAA
	typeSRV    = dns.TypeSRV
	typeNAPTR  = dns.TypeNAPTR
	typeDNAME  = dns.TypeDNAME
	typeOPT    = dns.TypeOPT
	typeAPL    = dns.TypeAPL
	typeDS     = dns.TypeDS
	typeRRSIG  = dns.TypeRRSIG
	typeNSEC   = dns.TypeNSEC
	typeNULL   = dns.TypeNULL
	typeSVCB   = dns.TypeSVCB
	typeHTTPS  = dns.TypeHTTPS
	classIN    = dns.ClassINET
	metaFirst  = 128 // types 128 to 255 ask for something and never are data
	metaLast   = 255 // (RFC 6895 3.1)
	soaNumbers = 20  // octets of the five numbers that end a SOA's RDATA
)

// typeName is the mnemonic of a type, or TYPEnnn (RFC 3597 5).
func typeName(rrtype uint16) string {
	return dns.Type(rrtype).String()
}

// isMeta reports whether a type can't be zone data.
func isMeta(rrtype uint16) bool {
	return rrtype == 0 || rrtype == typeOPT || metaFirst <= rrtype && rrtype <= metaLast
}
