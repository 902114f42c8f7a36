package differ

import (
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// canonical is a record as text by which it is compared: names in lower case
// (RFC 4343 3), all else as it is.
func canonical(rr dns.RR) string {
	rr = dns.Copy(rr)
	h := rr.Header()
	h.Name = strings.ToLower(h.Name)
	for _, name := range namesIn(rr) {
		*name = strings.ToLower(*name)
	}
	return strings.ReplaceAll(rr.String(), "\t", " ")
}

// namesIn are the names in the data of a record.
func namesIn(rr dns.RR) []*string {
	switch rr := rr.(type) {
	case *dns.NS:
		return []*string{&rr.Ns}
	case *dns.CNAME:
		return []*string{&rr.Target}
	case *dns.DNAME:
		return []*string{&rr.Target}
	case *dns.PTR:
		return []*string{&rr.Ptr}
	case *dns.SOA:
		return []*string{&rr.Ns, &rr.Mbox}
	case *dns.MX:
		return []*string{&rr.Mx}
	case *dns.RT:
		return []*string{&rr.Host}
	case *dns.AFSDB:
		return []*string{&rr.Hostname}
	case *dns.KX:
		return []*string{&rr.Exchanger}
	case *dns.LP:
		return []*string{&rr.Fqdn}
	case *dns.SRV:
		return []*string{&rr.Target}
	case *dns.NAPTR:
		return []*string{&rr.Replacement}
	case *dns.RP:
		return []*string{&rr.Mbox, &rr.Txt}
	case *dns.MINFO:
		return []*string{&rr.Rmail, &rr.Email}
	case *dns.SVCB:
		return []*string{&rr.Target}
	case *dns.HTTPS:
		return []*string{&rr.Target}
	}
	return nil
}

// sorted are records as a set: in one order, each as often as it came.
func sorted(records []dns.RR) []string {
	var out []string
	for _, rr := range records {
		out = append(out, canonical(rr))
	}
	slices.Sort(out)
	return out
}

// lower is a name by which names are compared.
func lower(name string) string { return strings.ToLower(name) }
