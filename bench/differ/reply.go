package differ

import (
	"slices"

	"github.com/miekg/dns"
)

// reply is what a server said, in the form in which replies are compared. It is
// not changed after it was read.
type reply struct {
	msg    *dns.Msg // nil if nothing came, or nothing that can be read
	broken error    // why it cannot be read as it is
	stuck  bool     // the question brought the server to a stand
	size   int      // octets

	rcode      int    // with the upper bits of OPT
	edns       string // whether there is an OPT, and its version
	do         bool
	answer     []string // sorted, as the following
	authority  []string
	glue       []string // addresses of a referral's servers at or below the cut
	additional []string // all other but OPT
	ordered    bool     // each alias stands before what it leads to
}

// read makes a reply of octets; nil octets are no reply.
func read(wire []byte) *reply {
	if wire == nil {
		return &reply{}
	}
	m := new(dns.Msg)
	readable, broken := endItself(wire)
	if err := m.Unpack(readable); err != nil {
		return &reply{broken: err, size: len(wire)}
	}
	r := &reply{msg: m, broken: broken, size: len(wire), rcode: m.Rcode, edns: "none"}
	var extra []dns.RR
	for _, rr := range m.Extra {
		if o, ok := rr.(*dns.OPT); ok {
			r.edns = "version " + string(rune('0'+o.Version()))
			r.do = o.Do()
			continue
		}
		extra = append(extra, rr)
	}
	r.answer, r.authority = sorted(m.Answer), sorted(m.Ns)
	glue := slices.DeleteFunc(slices.Clone(extra), func(rr dns.RR) bool { return !isGlue(m, rr) })
	rest := slices.DeleteFunc(extra, func(rr dns.RR) bool { return isGlue(m, rr) })
	r.glue, r.additional = sorted(glue), sorted(rest)
	r.ordered = len(m.Question) == 0 || inOrder(m.Question[0].Name, m.Answer)
	return r
}

// isGlue reports whether a record is an address that a referral cannot do
// without: of one of its servers, at or below the cut (RFC 9471 2.1).
func isGlue(m *dns.Msg, rr dns.RR) bool {
	h := rr.Header()
	if h.Rrtype != dns.TypeA && h.Rrtype != dns.TypeAAAA {
		return false
	}
	for _, a := range m.Ns {
		ns, ok := a.(*dns.NS)
		if ok && lower(ns.Ns) == lower(h.Name) && dns.IsSubDomain(lower(ns.Hdr.Name), lower(h.Name)) {
			return true
		}
	}
	return false
}

// inOrder reports whether the answer can be read from its first record to its
// last: a CNAME or DNAME stands before what it leads to (RFC 1034 4.3.2: the
// algorithm copies one into the answer, and goes on).
func inOrder(qname string, answer []dns.RR) bool {
	name := lower(qname)
	var above string // owner of the DNAME that stands for the next CNAME
	for _, rr := range answer {
		owner := lower(rr.Header().Name)
		switch rr := rr.(type) {
		case *dns.DNAME:
			if owner != name && !dns.IsSubDomain(owner, name) {
				return false
			}
			above = owner
		case *dns.CNAME:
			if owner != name {
				return false
			}
			if above != "" && !dns.IsSubDomain(above, name) {
				return false
			}
			name, above = lower(rr.Target), ""
		default:
			if owner != name {
				return false
			}
		}
	}
	return true
}

// truncated reports TC.
func (r *reply) truncated() bool { return r.msg != nil && r.msg.Truncated }
