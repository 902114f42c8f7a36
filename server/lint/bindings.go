package lint

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"unicode"

	"geosrv/zones"
)

// The parameters of a service binding that hold addresses (RFC 9460 7.3).
const (
	ipv4hint = 4
	ipv6hint = 6
)

// bindings looks at the address hints of SVCB and HTTPS records: nothing rewrites
// them, so they are wrong where the addresses of the target move.
func (l *linter) bindings(s *rrset) {
	for _, rdata := range s.Records {
		hints := hintsOf(rdata)
		more, ok := s.Additional(s.owner, rdata)
		if !ok || len(hints) == 0 {
			continue
		}
		at := more.Name
		if more.Offset == zones.AtOwner {
			at = ""
		}
		if l.isSteered(more.Name) {
			l.tell("hint-steered", s, at, fmt.Sprintf("a service binding at %s has address hints, and the addresses of %s are steered", s.owner, more.Name),
				"clients may go by the hints to a dead pool; leave ipv4hint and ipv6hint out")
			continue
		}
		have := l.addressesAt(more.Name)
		for _, a := range hints {
			if len(have) > 0 && !slices.Contains(have, a) {
				l.tell("hint-differs", s, at, fmt.Sprintf("a service binding at %s hints at %s, which is no address of %s", s.owner, a, more.Name),
					"clients may go by the hint; make it the same, or leave it out")
			}
		}
	}
}

// hintsOf are the addresses that a service binding hints at (RFC 9460 2.2).
func hintsOf(rdata []byte) (out []netip.Addr) {
	at := 2 // behind the priority
	for at < len(rdata) && rdata[at] != 0 {
		at += 1 + int(rdata[at])
	}
	for at++; at+4 <= len(rdata); {
		key, size := binary.BigEndian.Uint16(rdata[at:]), int(binary.BigEndian.Uint16(rdata[at+2:]))
		at += 4
		if at+size > len(rdata) {
			return out
		}
		octets := map[uint16]int{ipv4hint: 4, ipv6hint: 16}[key]
		for i := 0; octets > 0 && i+octets <= size; i += octets {
			a, _ := netip.AddrFromSlice(rdata[at+i : at+i+octets])
			out = append(out, a)
		}
		at += size
	}
	return out
}

// pointers looks at the NAPTR records by which SIP finds its transports
// (RFC 3263 4.1): that each leads to a set that exists, and to the one that its
// service says.
func (l *linter) pointers(s *rrset) {
	for _, rdata := range s.Records {
		more, ok := s.Additional(s.owner, rdata)
		if !ok {
			continue
		}
		if z, m, ours := l.lookup(more.Name); ours && m.Kind != zones.Referral {
			want := []uint16{typeA, typeAAAA, typeCNAME}
			if more.Service {
				want = []uint16{typeSRV}
			}
			has := m.Kind != zones.NoName && slices.ContainsFunc(want, func(t uint16) bool { _, ok := z.Lookup(m.Node, t); return ok })
			if !has {
				l.tell("naptr-target", s, more.Name, fmt.Sprintf("NAPTR at %s leads to %s, which has no such records", s.owner, more.Name),
					"with the flag S it wants SRV records there, with A addresses")
			}
		}
		offered, meant := serviceOf(rdata)
		if kind := more.Name.Label() + "." + more.Name.Parent().Label(); more.Service && meant != "" && meant != kind {
			l.tell("naptr-service", s, more.Name, fmt.Sprintf("NAPTR at %s offers %s at %s", s.owner, offered, more.Name),
				fmt.Sprintf("it belongs to %s (RFC 3263 4.1)", meant))
		}
	}
}

// serviceOf is the service of a NAPTR record, and the SRV labels that belong to
// it; "" for those that are not SIP's.
func serviceOf(rdata []byte) (offered, kind string) {
	at := 4 // behind order and preference
	if at < len(rdata) {
		at += 1 + int(rdata[at]) // behind the flags
	}
	if at >= len(rdata) || at+1+int(rdata[at]) > len(rdata) {
		return "", ""
	}
	offered = strings.ToUpper(string(rdata[at+1 : at+1+int(rdata[at])]))
	if strings.ContainsFunc(offered, unicode.IsControl) {
		return "", ""
	}
	return offered, map[string]string{
		"SIP+D2U": "_sip._udp", "SIP+D2T": "_sip._tcp", "SIP+D2S": "_sip._sctp",
		"SIPS+D2T": "_sips._tcp", "SIPS+D2S": "_sips._sctp",
	}[offered]
}
