package oracle

import (
	"strings"

	"github.com/miekg/dns"
)

// brings are the RRsets that an answer brings along in the additional section,
// in the order of the records that lead to them. Only what does not depend on
// the asker: the reply may be kept for others than he. Ladders are not brought
// at all (design: plain sets and the addresses that stay or move by themselves).
func (o *Oracle) brings(records rrset) (out []rrset) {
	seen := map[setKey]bool{}
	for _, rr := range records {
		host, types := leadsTo(rr)
		if host == "" {
			continue
		}
		z, ok := o.at(host)
		if !ok {
			continue
		}
		for _, rrtype := range types {
			key := setKey{z.apex, host, rrtype}
			if z.sets[host][rrtype] == nil || seen[key] {
				continue
			}
			seen[key] = true
			steered := o.steered[key] != nil
			if set, tailored := o.records(z, host, rrtype, ""); !tailored && !(steered && rrtype == dns.TypeSRV) {
				out = append(out, owned(set, set[0].Header().Name))
			}
		}
	}
	return out
}

// leadsTo is the name that a record leads to, and what of it is worth having:
// addresses of servers (RFC 1035 3.3.9 and 3.3.11, RFC 2782), what the target of
// a service binding has (RFC 9460 4.1), and what a NAPTR's flag says comes next
// (RFC 2915 4, RFC 3403 4.1).
func leadsTo(rr dns.RR) (host name, types []uint16) {
	addresses := []uint16{dns.TypeA, dns.TypeAAAA}
	switch rr := rr.(type) {
	case *dns.NS:
		return nameOf(rr.Ns), addresses
	case *dns.MX:
		return nameOf(rr.Mx), addresses
	case *dns.SRV:
		return nameOf(rr.Target), addresses
	case *dns.SVCB:
		return binding(rr, dns.TypeSVCB)
	case *dns.HTTPS:
		return binding(&rr.SVCB, dns.TypeHTTPS)
	case *dns.NAPTR:
		switch strings.ToUpper(rr.Flags) {
		case "A":
			return nameOf(rr.Replacement), addresses
		case "S":
			return nameOf(rr.Replacement), []uint16{dns.TypeSRV}
		}
	}
	return "", nil
}

// binding is the target of a service binding, of which addresses and bindings
// are worth having (RFC 9460 4.1): "." is the owner itself in service mode, and
// nothing in alias mode (RFC 9460 2.5). Of the owner the bindings are there
// already.
func binding(rr *dns.SVCB, rrtype uint16) (host name, types []uint16) {
	owner := nameOf(rr.Hdr.Name)
	switch {
	case rr.Target != ".":
		host = nameOf(rr.Target)
	case rr.Priority > 0:
		host = owner
	}
	types = []uint16{dns.TypeA, dns.TypeAAAA}
	if host != owner {
		types = append(types, rrtype)
	}
	return host, types
}
