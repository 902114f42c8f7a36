package differ

import (
	"slices"

	"github.com/miekg/dns"
)

// part is a part of a reply in which two can differ.
type part string

// The parts. Silence is no reply, broken one that cannot be read as it is.
const (
	silence    part = "silence"
	broken     part = "broken"
	echo       part = "question"
	rcode      part = "rcode"
	aa         part = "aa"
	tc         part = "tc"
	edns       part = "edns"
	answer     part = "answer"
	order      part = "order"
	authority  part = "authority"
	glue       part = "glue"
	additional part = "additional"
)

// compare gives the parts in which our reply and a peer's differ, in the order
// in which they are listed; none if they say the same.
func compare(ours, theirs *reply) (parts []part) {
	add := func(p part, differs bool) {
		if differs {
			parts = append(parts, p)
		}
	}
	add(silence, ours.size == 0 != (theirs.size == 0))
	add(broken, ours.broken != nil || theirs.broken != nil)
	if ours.msg == nil || theirs.msg == nil {
		return parts
	}
	a, b := ours.msg, theirs.msg
	full := !ours.refuses() && !theirs.refuses()
	if full || len(b.Question) > 0 {
		add(echo, !slices.Equal(a.Question, b.Question) || a.Opcode != b.Opcode)
	}
	add(edns, ours.edns != theirs.edns || full && ours.do != theirs.do)
	add(tc, a.Truncated != b.Truncated)
	if a.Truncated && b.Truncated {
		return parts // RFC 2181 9: what they say is ignored
	}
	add(rcode, ours.rcode != theirs.rcode)
	add(aa, a.Authoritative != b.Authoritative)
	add(answer, !slices.Equal(ours.answer, theirs.answer))
	add(order, !ours.ordered)
	add(authority, !slices.Equal(ours.authority, theirs.authority))
	add(glue, !slices.Equal(ours.glue, theirs.glue))
	return parts
}

// refuses reports an rcode that says no more than that there is no answer.
func (r *reply) refuses() bool {
	return r.rcode != dns.RcodeSuccess && r.rcode != dns.RcodeNameError && r.rcode != dns.RcodeYXDomain
}
