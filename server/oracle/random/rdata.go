package random

import (
	"fmt"
	"strings"
)

// dataType draws the type of an RRset, the common ones more often.
func (m *maker) dataType() string {
	if m.often(55) {
		return pick(m.r, "A", "A", "AAAA", "TXT", "MX", "SRV")
	}
	return pick(m.r, "NAPTR", "SVCB", "HTTPS", "CAA", "TLSA", "PTR", "HINFO", "LOC", "SSHFP", "URI", "RP",
		"AFSDB", "KX", "CERT", "APL", "EUI48", "EUI64", "DHCID", "SPF", "OPENPGPKEY", "SMIMEA", "NID", "L32",
		"L64", "LP", "MINFO", "RT", "TYPE65280", "TYPE731", "TYPE65534")
}

// rdata draws the data of a record of a type.
func (m *maker) rdata(rrtype string) string {
	n := m.r.IntN(65536)
	switch rrtype {
	case "A":
		return fmt.Sprintf("192.0.2.%d", n&0xff)
	case "AAAA":
		return fmt.Sprintf("2001:db8::%x", n)
	case "TXT", "SPF":
		return m.quoted(m.r.IntN(40))
	case "MX", "KX", "RT", "AFSDB", "LP":
		return fmt.Sprintf("%d %s", n&0xff, m.host(rrtype == "MX"))
	case "PTR":
		return m.name()
	case "SRV":
		return fmt.Sprintf("%d %d %d %s", n&3*10, n>>4&7, n, m.host(true))
	case "NAPTR":
		return m.naptr(n)
	case "SVCB", "HTTPS":
		return m.service(n)
	case "RP", "MINFO":
		return m.name() + " " + m.name()
	}
	return m.opaque(rrtype, n)
}

// host draws the name of a host. Where a dot means that there is none, it is
// one now and then.
func (m *maker) host(dot bool) string {
	if dot && m.often(4) {
		return "."
	}
	return m.name()
}

// naptr draws a rule that ends in addresses, in SRV records, or elsewhere
// (RFC 3403 4.1).
func (m *maker) naptr(n int) string {
	flags := pick(m.r, "a", "A", "s", "S", "u", "")
	replacement, regexp := m.host(true), ""
	if flags == "u" {
		replacement, regexp = ".", "!^.*$!sip:info@example.com!"
	}
	return fmt.Sprintf("%d %d %q %q %q %s", n&0xff, n>>8, flags, pick(m.r, "SIP+D2U", "E2U+sip", ""), regexp, replacement)
}

// service draws SVCB data: an alias or a service with parameters, the target
// often the owner itself (RFC 9460 2.4, 2.5).
func (m *maker) service(n int) string {
	target := m.name()
	if m.often(40) {
		target = "."
	}
	if m.often(30) {
		return "0 " + target
	}
	text := fmt.Sprintf("%d %s", 1+n&0xff, target)
	if m.often(60) {
		text += " alpn=" + pick(m.r, "h2", "h2,h3", "dot")
	}
	if m.often(30) {
		text += fmt.Sprintf(" port=%d", n)
	}
	if m.often(30) {
		text += " ipv4hint=192.0.2.1,192.0.2.2"
	}
	return text
}

// opaque draws data of types that lead nowhere.
func (m *maker) opaque(rrtype string, n int) string {
	switch rrtype {
	case "CAA":
		return fmt.Sprintf(`%d %s "ca%d.example"`, n&1*128, pick(m.r, "issue", "issuewild", "iodef"), n)
	case "TLSA", "SMIMEA":
		return fmt.Sprintf("3 1 1 %064x", n)
	case "SSHFP":
		return fmt.Sprintf("4 2 %064x", n)
	case "HINFO":
		return fmt.Sprintf("%q %q", pick(m.r, "CPU", "", "a b"), fmt.Sprint("OS", n))
	case "LOC":
		return fmt.Sprintf("52 22 23.000 N 4 53 32.000 E %d.00m 1m 10000m 10m", n%1000)
	case "URI":
		return fmt.Sprintf(`%d 1 "https://example.com/%d"`, n&0xff, n)
	case "CERT":
		return fmt.Sprintf("1 %d 13 %s", n, base64(n))
	case "DHCID", "OPENPGPKEY":
		return base64(n)
	case "APL":
		return fmt.Sprintf("1:192.0.2.%d/32 !1:198.51.100.0/24 2:2001:db8::/32", n&0xff)
	case "EUI48":
		return fmt.Sprintf("00-00-5e-00-%02x-%02x", n>>8, n&0xff)
	case "EUI64":
		return fmt.Sprintf("00-00-5e-00-00-00-%02x-%02x", n>>8, n&0xff)
	case "NID", "L64":
		return fmt.Sprintf("%d 2001:0db8:0000:%04x", n&0xff, n)
	case "L32":
		return fmt.Sprintf("%d 192.0.2.%d", n&0xff, n>>8)
	}
	return unknown(n)
}

// unknown is data in the form of RFC 3597 5, sometimes none at all.
func unknown(n int) string {
	size := n % 6
	if size == 0 {
		return `\# 0`
	}
	return fmt.Sprintf(`\# %d %s`, size, fmt.Sprintf("%012x", n*2654435761)[:2*size])
}

// base64 is six octets in base 64.
func base64(n int) string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	var b strings.Builder
	for range 8 {
		b.WriteByte(digits[n&63])
		n = n*5 + 1
	}
	return b.String()
}

// quoted is a character-string of so many octets, now and then with what must
// be escaped.
func (m *maker) quoted(size int) string {
	var b strings.Builder
	for range size {
		b.WriteByte(byte('a' + m.r.IntN(26)))
	}
	if size < 200 && m.often(20) {
		b.WriteString(pick(m.r, `\"`, `\000`, `\255`, `\\`, ` `, `;`))
	}
	return `"` + b.String() + `"`
}
