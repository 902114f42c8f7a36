package oracle

import (
	"github.com/miekg/dns"
)

// name is a domain name in lower-case wire form (RFC 1035 3.1, RFC 4343 3):
// two names are the same if their octets are.
type name string

// root is the name of no label.
const root name = "\x00"

// asked is a name in wire form in the case in which somebody wrote it.
type asked string

// written turns text into wire form.
func written(text string) asked {
	var b [255]byte
	n, err := dns.PackDomainName(dns.Fqdn(text), b[:], 0, nil, false)
	if err != nil {
		return ""
	}
	return asked(b[:n])
}

// nameOf is written without its case.
func nameOf(text string) name { return written(text).name() }

// name folds the case of ASCII letters. Length octets are below them.
func (a asked) name() name {
	return name(lower(string(a)))
}

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// text is the name as the DNS library writes it.
func (a asked) text() string {
	s, _, err := dns.UnpackDomainName([]byte(a), 0)
	if err != nil {
		return "."
	}
	return s
}

// parent is the name without its first label. The root has none.
func (n name) parent() name { return n[1+n[0]:] }

// under reports whether n is at or below other.
func (n name) under(other name) bool {
	for n != other {
		if n == root {
			return false
		}
		n = n.parent()
	}
	return true
}

// wildcard is the name `*` below n (RFC 4592 2.1.1).
func (n name) wildcard() name { return "\x01*" + n }
