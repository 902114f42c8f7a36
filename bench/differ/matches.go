package differ

import (
	"slices"

	"github.com/miekg/dns"
)

// The predicates of kinds that need more than a line.

// oneOfAny: both answer a question for ANY, we with one RRset. A peer that has
// more to say may find no room for it.
func oneOfAny(d Difference) bool {
	if !d.plain() || d.qtype() != dns.TypeANY || d.ours.rcode != dns.RcodeSuccess || d.their.rcode != dns.RcodeSuccess {
		return false
	}
	if !d.only(answer, tc, authority) || len(d.ours.answer) == 0 || len(d.ours.authority) > 0 {
		return false
	}
	first := d.ours.msg.Answer[0].Header()
	for _, rr := range d.ours.msg.Answer {
		if rr.Header().Rrtype != first.Rrtype || lower(rr.Header().Name) != lower(d.qname()) {
			return false
		}
	}
	return d.their.truncated() || len(d.their.answer) > 0
}

// stopsAtZone: our answer has an alias that leads into another zone of ours,
// and the peer's ends right there.
func stopsAtZone(d Difference) bool {
	if !d.plain() || d.their.msg == nil || d.their.rcode != dns.RcodeSuccess || !d.only(rcode, answer, authority, glue, tc) {
		return false
	}
	for i, rr := range d.ours.msg.Answer {
		c, ok := rr.(*dns.CNAME)
		if !ok || !d.world.leaves(c) {
			continue
		}
		return slices.Equal(d.their.answer, sorted(d.ours.msg.Answer[:i+1])) && len(d.their.authority) == 0
	}
	return false
}

// leaves reports whether an alias leads from one zone into another.
func (w *world) leaves(c *dns.CNAME) bool {
	from, to := w.zone(c.Hdr.Name), w.zone(c.Target)
	return to != "" && lower(from) != lower(to)
}

// parentsNames: a name that is looked up lies in a child zone, and the parent
// has data there that reach as deep.
func parentsNames(d Difference) bool {
	if !d.plain() || d.ours.msg == nil {
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
			if !w.names[apex][at] && slices.ContainsFunc(w.parents(apex), func(z string) bool { return w.names[z][at] }) {
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
// many as we follow; the peer's hold no other records.
func endless(d Difference) bool {
	if !d.plain() || d.their.msg == nil || !d.only(rcode, answer, authority, glue, tc) || !loops(d.ours.msg) {
		return false
	}
	return !slices.ContainsFunc(d.their.answer, func(text string) bool { return !slices.Contains(d.ours.answer, text) })
}

// loops reports whether the aliases of an answer lead back to one of them, or
// are sixteen.
func loops(m *dns.Msg) bool {
	seen, links := map[string]bool{}, 0
	for _, rr := range m.Answer {
		c, ok := rr.(*dns.CNAME)
		if !ok {
			continue
		}
		seen[lower(c.Hdr.Name)] = true
		if links++; seen[lower(c.Target)] || links >= 16 {
			return true
		}
	}
	return false
}

// compressed: one is truncated, and the other one would be if its names were
// written in full.
func compressed(d Difference) bool {
	if !d.plain() || d.tcp || !d.only(tc, aa, rcode, answer, authority, glue) || d.their.msg == nil {
		return false
	}
	full := d.their.msg
	if d.their.truncated() {
		full = d.ours.msg
	}
	if full.Truncated {
		return false
	}
	full = full.Copy()
	full.Compress = false
	return full.Len() > d.room()
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
	if !d.plain() || !d.only(rcode, answer, authority, glue, aa) || d.their.rcode != dns.RcodeSuccess || len(d.ours.msg.Answer) == 0 {
		return false
	}
	return !slices.ContainsFunc(d.their.msg.Answer, func(rr dns.RR) bool { return rr.Header().Rrtype != dns.TypeCNAME }) &&
		len(d.their.answer) < len(d.ours.answer)
}

// ofMessages: a question for a type that is none of data (RFC 6895 3.1).
func ofMessages(d Difference) bool {
	t := d.qtype()
	if !d.plain() || t != 0 && t != dns.TypeOPT && (t < 128 || t > 254) {
		return false
	}
	return d.ours.refuses() || d.their.refuses()
}
