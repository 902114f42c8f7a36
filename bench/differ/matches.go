package differ

import (
	"slices"

	"github.com/miekg/dns"
)

// The predicates of kinds that need more than a line.

// oneOfAny: both answer a question for ANY, we with one RRset, the peer with
// others of the same name. Who has more to say may find no room for it. BIND
// takes the CNAME that a DNAME makes for the whole answer.
func oneOfAny(d Difference) bool {
	if !d.plain() || d.qtype() != dns.TypeANY || d.ours.msg == nil || d.their.msg == nil {
		return false
	}
	if d.peer == "bind9" && stopsBelowDNAME(d) {
		return true
	}
	if d.ours.rcode != dns.RcodeSuccess || d.their.rcode != dns.RcodeSuccess || !d.only(answer, tc) {
		return false
	}
	ours, theirs := belowDNAME(d.qname(), d.ours.msg.Answer), belowDNAME(d.qname(), d.their.msg.Answer)
	if !d.their.truncated() && (len(theirs) == 0 || !ofOneName(theirs)) {
		return false
	}
	return d.ours.truncated() || len(ours) > 0 && ofOneName(ours) && ofOneType(ours) &&
		(d.their.truncated() || lower(ours[0].Header().Name) == lower(theirs[0].Header().Name))
}

// belowDNAME is what an answer says of the name that DNAMEs lead to: all but
// them and the CNAMEs that they make, if it begins with those.
func belowDNAME(name string, answer []dns.RR) []dns.RR {
	for len(answer) >= 2 {
		d, isDNAME := answer[0].(*dns.DNAME)
		c, isCNAME := answer[1].(*dns.CNAME)
		if !isDNAME || !isCNAME || lower(c.Hdr.Name) != lower(name) || lower(d.Hdr.Name) == lower(name) {
			break
		}
		name, answer = c.Target, answer[2:]
	}
	if len(answer) > 0 && lower(answer[0].Header().Name) != lower(name) {
		return nil
	}
	return answer
}

// ofOneName reports whether records have one owner.
func ofOneName(records []dns.RR) bool {
	return !slices.ContainsFunc(records, func(rr dns.RR) bool { return lower(rr.Header().Name) != lower(records[0].Header().Name) })
}

// ofOneType reports whether records have one type.
func ofOneType(records []dns.RR) bool {
	return !slices.ContainsFunc(records, func(rr dns.RR) bool { return rr.Header().Rrtype != records[0].Header().Rrtype })
}

// stopsBelowDNAME: our answer goes on where the peer's stops, behind the first
// CNAME that a DNAME made. If ours is truncated, its reply by TCP shows that.
func stopsBelowDNAME(d Difference) bool {
	records := d.ours.msg.Answer
	if d.ours.truncated() {
		records = d.their.msg.Answer
	}
	return len(records) >= 2 && records[0].Header().Rrtype == dns.TypeDNAME &&
		slices.Equal(d.their.answer, sorted(records[:2])) && d.only(answer, rcode, authority, glue, tc)
}

// stopsAtZone: our answer has an alias that leads into another zone of ours,
// and the peer's ends right there, with the servers of that zone or, if DS is
// asked for, which is the parent's, with a denial of its own. If ours is
// truncated, its reply by TCP shows whether it does.
func stopsAtZone(d Difference) bool {
	if !d.plain() || d.ours.msg == nil || d.their.msg == nil || d.their.rcode != dns.RcodeSuccess ||
		!d.only(rcode, answer, authority, glue, tc) {
		return false
	}
	records := d.ours.msg.Answer
	if d.ours.truncated() {
		records = d.their.msg.Answer
	}
	for i, rr := range records {
		c, ok := rr.(*dns.CNAME)
		if ok && d.qtype() == dns.TypeDS && d.world.names[lower(c.Target)] != nil {
			return slices.Equal(d.their.answer, sorted(records[:i+1]))
		}
		if ok && d.world.leaves(c) {
			return slices.Equal(d.their.answer, sorted(records[:i+1])) && d.refersTo(c.Target)
		}
	}
	return false
}

// refersTo reports whether the peer's authority section is empty or holds the
// servers of a zone of ours that a name lies in.
func (d Difference) refersTo(name string) bool {
	return !slices.ContainsFunc(d.their.msg.Ns, func(rr dns.RR) bool {
		ns, ok := rr.(*dns.NS)
		return !ok || d.world.names[lower(ns.Hdr.Name)] == nil || !dns.IsSubDomain(lower(ns.Hdr.Name), lower(name))
	})
}

// leaves reports whether an alias leads from one zone into another.
func (w *world) leaves(c *dns.CNAME) bool {
	from, to := w.zone(c.Hdr.Name), w.zone(c.Target)
	return to != "" && lower(from) != lower(to)
}

// parentsNames: a name that is looked up lies in a child zone, and the parent
// has names there that the child lacks. The peer finds less than we do.
func parentsNames(d Difference) bool {
	if !d.plain() || d.ours.msg == nil || d.their.msg == nil || d.their.refuses() ||
		!d.only(rcode, aa, tc, answer, authority, glue) || !within(d.their.answer, d.ours.answer) {
		return false
	}
	names := []string{d.qname()}
	for _, rr := range d.ours.msg.Answer {
		if c, ok := rr.(*dns.CNAME); ok {
			names = append(names, c.Target)
		}
	}
	return slices.ContainsFunc(names, d.world.shared)
}

// shared reports whether a zone above that of a name has a name at or above it,
// or a wildcard beside those, that its own zone lacks.
func (w *world) shared(name string) bool {
	apex := lower(w.zone(name))
	if apex == "" {
		return false
	}
	for name = lower(name); ; name = above(name) {
		for _, at := range []string{name, "*." + name} {
			if at != apex && !w.names[apex][at] && slices.ContainsFunc(w.parents(apex), func(z string) bool { return w.names[z][at] }) {
				return true
			}
		}
		if name == apex {
			return false
		}
	}
}

// parents are the apexes of zones above another.
func (w *world) parents(apex string) (out []string) {
	for at := apex; at != "."; {
		at = above(at)
		if w.names[at] != nil {
			out = append(out, at)
		}
	}
	return out
}

// endless: the aliases of our answer come back to where they were, or are as
// many as we follow, and the peer's hold no other records. Or a name became too
// long, and Knot went on or stopped before. Or all that differs is that the peer
// has records more than once.
func endless(d Difference) bool {
	if !d.plain() || d.ours.msg == nil || d.their.msg == nil {
		return false
	}
	if d.only(answer) && slices.Equal(d.ours.answer, slices.Compact(slices.Clone(d.their.answer))) {
		return true
	}
	if d.peer == "knot" && d.ours.rcode == dns.RcodeYXDomain {
		return d.only(rcode, answer, authority, glue, tc) &&
			(d.their.truncated() || within(d.ours.answer, d.their.answer) || within(d.their.answer, d.ours.answer))
	}
	if !d.only(rcode, answer, authority, glue, tc) {
		return false
	}
	if d.ours.truncated() && !d.tcp {
		return loops(d.their.msg) // by TCP it shows whether it is more than ours
	}
	return loops(d.ours.msg) && within(d.their.answer, d.ours.answer)
}

// within reports whether every record of one section stands in another.
func within(some, all []string) bool {
	return !slices.ContainsFunc(some, func(text string) bool { return !slices.Contains(all, text) })
}

// loops reports whether the aliases of an answer lead back to one of them or
// below a DNAME that made one of them, or are sixteen.
func loops(m *dns.Msg) bool {
	seen, links := map[string]bool{}, 0
	var dnames []string
	for _, rr := range m.Answer {
		switch rr := rr.(type) {
		case *dns.DNAME:
			dnames = append(dnames, lower(rr.Hdr.Name))
		case *dns.CNAME:
			seen[lower(rr.Hdr.Name)] = true
			target := lower(rr.Target)
			again := func(owner string) bool { return owner != target && dns.IsSubDomain(owner, target) }
			if links++; seen[target] || links >= 16 || slices.ContainsFunc(dnames, again) {
				return true
			}
		}
	}
	return false
}

// fits: one is truncated, and the other one would be with all names in full and
// all addresses of its servers. Or the peer leaves out glue, and no TC. Or
// something found no room in the peer's, and it points at itself.
func fits(d Difference) bool {
	if !d.plain() || d.tcp || d.ours.msg == nil || d.their.msg == nil {
		return false
	}
	if d.atItself() {
		return true
	}
	if !d.only(tc, aa, rcode, answer, authority, glue) {
		return false
	}
	full := d.ours.msg
	if d.ours.truncated() {
		full = d.their.msg
	}
	if !slices.Contains(d.differ, tc) && (!d.only(glue) || !within(d.their.glue, d.ours.glue)) {
		return false
	}
	full = full.Copy()
	full.Compress = false
	return full.Len()+d.world.missing(full) > d.room()
}

// atItself: nothing differs but that Knot has an owner that is a pointer at
// itself. It remembers where it wrote an owner last, also if that record then
// found no room; when another record of the same owner is written at the same
// place, what was left there is a prior occurrence to it.
func (d Difference) atItself() bool {
	return d.peer == "knot" && !d.tcp && d.ours.broken == nil && d.their.msg != nil && d.only(broken)
}

// missing is how many octets the addresses would take that the servers of a
// referral have in the zones and not in the reply.
func (w *world) missing(m *dns.Msg) (octets int) {
	given := sorted(m.Extra)
	for _, rr := range m.Ns {
		ns, ok := rr.(*dns.NS)
		if !ok {
			continue
		}
		for _, addr := range w.owners[lower(ns.Ns)] {
			t := addr.Header().Rrtype
			if (t == dns.TypeA || t == dns.TypeAAAA) && !slices.Contains(given, canonical(addr)) {
				octets += dns.Len(addr)
			}
		}
	}
	return octets
}

// room is how many octets a reply by UDP may have.
func (x *exchange) room() int {
	room := 512
	if o := x.question.IsEdns0(); o != nil {
		room = min(max(room, int(o.UDPSize())), 1232)
	}
	return room
}

// signature: a question for what signs a name, which is an alias for us and
// holds nothing for the peer.
func signature(d Difference) bool {
	switch d.qtype() {
	case dns.TypeRRSIG, dns.TypeNSEC, dns.TypeKEY, dns.TypeSIG:
	default:
		return false
	}
	if !d.plain() || d.ours.msg == nil || d.their.msg == nil || d.their.rcode != dns.RcodeSuccess ||
		!d.only(rcode, aa, tc, answer, authority, glue) {
		return false
	}
	return len(d.their.answer) < len(d.ours.answer) && within(d.their.answer, d.ours.answer)
}

// ofMessages: a question for a type that is none of data (RFC 6895 3.1).
func ofMessages(d Difference) bool {
	t := d.qtype()
	if !d.plain() || t != 0 && t != dns.TypeOPT && (t < 128 || t > 254) {
		return false
	}
	return d.ours.msg != nil && d.their.msg != nil && (d.ours.refuses() || d.their.refuses())
}
