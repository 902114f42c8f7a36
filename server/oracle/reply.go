package oracle

import (
	"github.com/miekg/dns"
)

// Presence is whether something must be there.
type Presence int

// The presences.
const (
	Absent Presence = iota
	Present
	Unsaid // either way is right
)

// Reply is what must come back, before anything is left off for its size.
type Reply struct {
	// Msg has header, question, answer and authority sections. The answer's
	// aliases stand in the order of the chain.
	Msg *dns.Msg
	// Brings are the RRsets of the additional section that may be left off, the
	// last one first. Glue is that of a referral.
	Brings   []rrset
	Glue     []Glue
	Referral bool
	// Tailored says that the answer depends on where the asker is: only then
	// may the client subnet have a scope.
	Tailored bool

	Limit int // octets
	Opt   Presence
	DO    bool

	subnet *dns.EDNS0_SUBNET // as the asker sent it
}

// Glue is the addresses of one name server. Needed are those without which
// nobody finds the zone.
type Glue struct {
	Records rrset
	Needed  bool
}

func newReply(q Query) *Reply {
	m := new(dns.Msg)
	m.Id, m.Response, m.Opcode = q.Msg.Id, true, q.Msg.Opcode
	m.RecursionDesired = q.Msg.RecursionDesired // CD is cleared (RFC 4035 3.1.6)
	m.Question = q.Msg.Question
	r := &Reply{Msg: m, Limit: mostTCP}
	if q.UDP {
		r.Limit = leastUDP
	}
	if q.Msg.IsEdns0() != nil {
		r.Opt = Present // also in errors (RFC 6891 7)
	}
	return r
}

// fail makes an error of a reply: nothing but an rcode.
func (r *Reply) fail(rcode int) {
	r.Msg.Rcode, r.Msg.Authoritative = rcode, false
	r.Msg.Answer, r.Msg.Ns = nil, nil
}
