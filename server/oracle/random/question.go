package random

import (
	"math/rand/v2"
	"strings"

	"github.com/miekg/dns"
)

// Ask says what kinds of questions are wanted. The zero value asks plain ones:
// class IN, opcode QUERY, no EDNS.
type Ask struct {
	EDNS    bool // OPT in most, with sizes, flags, unknown options, now and then another version
	Subnets bool // a client subnet in some (RFC 7871)
	Classes bool // other classes in a few
	Opcodes bool // other opcodes in a few
}

// Question draws a question about zones: any kind but client subnets.
func Question(r *rand.Rand, zones []Zone) *dns.Msg {
	return Ask{EDNS: true, Classes: true, Opcodes: true}.Question(r, zones)
}

// Question draws a question about zones, of which there must be one. Its name
// stands at, above, below or beside what is there.
func (a Ask) Question(r *rand.Rand, zones []Zone) *dns.Msg {
	z := zones[r.IntN(len(zones))]
	rr := z.Records[r.IntN(len(z.Records))]
	name := Near(r, z, rr)
	m := new(dns.Msg)
	m.Id = uint16(r.Uint32())
	m.RecursionDesired, m.CheckingDisabled = r.IntN(4) == 0, r.IntN(8) == 0
	m.AuthenticatedData = r.IntN(8) == 0
	m.Question = []dns.Question{{Name: mixed(r, name), Qtype: qtype(r, rr), Qclass: dns.ClassINET}}
	if a.Classes && r.IntN(40) == 0 {
		m.Question[0].Qclass = pick[uint16](r, dns.ClassCHAOS, dns.ClassHESIOD, dns.ClassNONE, dns.ClassANY, 2, 4660)
	}
	if a.Opcodes && r.IntN(60) == 0 {
		m.Opcode = pick(r, dns.OpcodeIQuery, dns.OpcodeStatus, dns.OpcodeNotify, dns.OpcodeUpdate, 6, 15)
	}
	if a.EDNS && r.IntN(3) > 0 {
		m.Extra = append(m.Extra, opt(r, a.Subnets))
	}
	return m
}

// qtype draws a type: that of the record, one that stands in many places, or
// one that means something to a server.
func qtype(r *rand.Rand, rr dns.RR) uint16 {
	switch r.IntN(10) {
	case 0, 1, 2, 3:
		return rr.Header().Rrtype
	case 4, 5:
		return dns.TypeA
	case 6:
		return pick(r, dns.TypeANY, dns.TypeDS, dns.TypeCNAME, dns.TypeDNAME, dns.TypeNS, dns.TypeSOA)
	case 7:
		return pick(r, dns.TypeRRSIG, dns.TypeNSEC, dns.TypeDNSKEY, dns.TypeMX, dns.TypeTXT, uint16(65280), 65535, 1000, 127)
	case 8:
		if r.IntN(8) == 0 {
			return pick(r, uint16(0), dns.TypeOPT, 128, 200, dns.TypeTKEY, dns.TypeTSIG, dns.TypeMAILB, dns.TypeMAILA, dns.TypeIXFR)
		}
	}
	return pick(r, dns.TypeA, dns.TypeAAAA, dns.TypeTXT, dns.TypeMX, dns.TypeSRV, dns.TypeNAPTR, dns.TypeSVCB, dns.TypeHTTPS)
}

// Near draws a name at, above, below or beside the owner of a record, or at or
// below a name that its data leads to.
func Near(r *rand.Rand, z Zone, rr dns.RR) string {
	name := rr.Header().Name
	if to := leadsTo(rr); to != "" && r.IntN(6) == 0 {
		name = to
	}
	switch r.IntN(16) {
	case 0, 1, 2:
		name = join(label(r), name)
	case 3:
		name = join(label(r), join(label(r), name))
	case 4:
		name = parent(name)
	case 5:
		name = join(label(r), parent(name))
	case 6:
		name = join("*", strings.TrimPrefix(name, "*."))
	case 7:
		name = pick(r, "aa.", "zz.", `\200.`, "_x.") + z.Apex
	case 8:
		if r.IntN(4) == 0 {
			name = pick(r, ".", "test.", "elsewhere.test.", parent(z.Apex), "x"+z.Apex)
		}
	case 9:
		if r.IntN(3) == 0 {
			name = long(r, name)
		}
	}
	if lengthOf(name) > maxName {
		return rr.Header().Name
	}
	return name
}

// long puts labels in front until hardly any more fit.
func long(r *rand.Rand, name string) string {
	for {
		longer := join(strings.Repeat("y", 1+r.IntN(63)), name)
		if lengthOf(longer) > maxName {
			return name
		}
		name = longer
	}
}

// leadsTo is the name in the data of a record, if it has one.
func leadsTo(rr dns.RR) string {
	switch rr := rr.(type) {
	case *dns.CNAME:
		return rr.Target
	case *dns.DNAME:
		return rr.Target
	case *dns.NS:
		return rr.Ns
	case *dns.MX:
		return rr.Mx
	case *dns.SRV:
		return rr.Target
	}
	return ""
}

// mixed draws the case of each letter, in one of three questions.
func mixed(r *rand.Rand, name string) string {
	if r.IntN(3) > 0 {
		return name
	}
	out := []byte(name)
	for i, c := range out {
		if c >= 'a' && c <= 'z' && r.IntN(2) == 0 {
			out[i] = c - 'a' + 'A'
		}
	}
	return string(out)
}
