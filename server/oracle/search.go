package oracle

import (
	"github.com/miekg/dns"
)

// search is one run of the algorithm of RFC 1034 4.3.2 over one question.
type search struct {
	o     *Oracle
	qtype uint16
	place string // the site of the asker's network, "" where nobody knows
	r     *Reply

	name asked         // what is looked up: the question's, later that of an alias
	done map[name]bool // the names of the aliases in the answer
}

// run follows aliases until there is an answer.
func (s *search) run() {
	for {
		z := s.o.zoneOf(s.name.name(), s.qtype)
		if z == nil {
			if len(s.done) == 0 {
				s.r.fail(dns.RcodeRefused)
			}
			return // the chain so far
		}
		s.r.Msg.Authoritative = true
		if !s.step(z) {
			return
		}
	}
}

// link takes the name into the chain of aliases, unless the chain is full or
// closes here: then what is there is the answer.
func (s *search) link() bool {
	n := s.name.name()
	if len(s.done) == maxLinks || s.done[n] {
		return false
	}
	s.done[n] = true
	return true
}

// step looks the name up in a zone. It reports whether an alias gave another
// name to look up.
func (s *search) step(z *zone) (again bool) {
	n := s.name.name()
	if cut := z.cut(n); cut != "" && (cut != n || s.qtype != dns.TypeDS) {
		s.refer(z, cut)
		return false
	}
	if z.exists[n] {
		return s.data(z, n)
	}
	encloser := z.encloser(n)
	if d := z.sets[encloser][dns.TypeDNAME]; d != nil {
		return s.substitute(d[0].(*dns.DNAME), encloser)
	}
	if z.exists[encloser.wildcard()] {
		return s.data(z, encloser.wildcard())
	}
	s.r.Msg.Rcode = dns.RcodeNameError // also behind aliases (RFC 6604)
	s.deny(z)
	return false
}

// data answers from what a node owns; node is the name itself or the wildcard
// that stands for it.
func (s *search) data(z *zone, node name) (again bool) {
	types := z.sets[node]
	rrtype := s.qtype
	if rrtype == dns.TypeANY {
		rrtype = s.o.one(z, node)
	}
	if set := types[rrtype]; set != nil {
		s.answer(z, node, rrtype)
		return false
	}
	if alias := types[dns.TypeCNAME]; alias != nil {
		if !s.link() {
			return false
		}
		s.r.Msg.Answer = append(s.r.Msg.Answer, owned(alias, s.name.text())...)
		s.name = written(alias[0].(*dns.CNAME).Target)
		return true
	}
	s.deny(z)
	return false
}

// one is the type of the RRset that stands for all (RFC 8482 4.1): the steered
// one if there is one, the lowest number among equals.
func (o *Oracle) one(z *zone, node name) (best uint16) {
	moves := false
	for rrtype := range z.sets[node] {
		m := o.steered[setKey{z.apex, node, rrtype}] != nil
		if best == 0 || m && !moves || m == moves && rrtype < best {
			best, moves = rrtype, m
		}
	}
	return best
}

// answer gives a set of records, and what they bring along if the name is the
// asked one and no wildcard.
func (s *search) answer(z *zone, node name, rrtype uint16) {
	records, tailored := s.o.records(z, node, rrtype, s.place)
	s.r.Tailored = tailored
	plain := len(s.done) == 0 && node == s.name.name()
	s.r.Msg.Answer = append(s.r.Msg.Answer, owned(records, s.name.text())...)
	if plain {
		s.r.Brings = s.o.brings(records)
	}
}

// records are those of a set, steered if it is.
func (o *Oracle) records(z *zone, node name, rrtype uint16, place string) (records rrset, tailored bool) {
	if st := o.steered[setKey{z.apex, node, rrtype}]; st != nil {
		return o.steer(st, place), st.group.tailored
	}
	return z.sets[node][rrtype], false
}

// substitute follows a DNAME (RFC 6672 2.2, 3.2): the DNAME, a CNAME made of
// it, and the name that comes out. One that is too long is YXDOMAIN.
func (s *search) substitute(d *dns.DNAME, at name) (again bool) {
	if !s.link() {
		return false
	}
	s.r.Msg.Answer = append(s.r.Msg.Answer, dns.Copy(d))
	front := s.name[:len(s.name)-len(at)]
	target := front + written(d.Target)
	if len(target) > 255 {
		s.r.Msg.Rcode = dns.RcodeYXDomain
		return false
	}
	s.r.Msg.Answer = append(s.r.Msg.Answer, &dns.CNAME{
		Hdr:    dns.RR_Header{Name: s.name.text(), Rrtype: dns.TypeCNAME, Class: dns.ClassINET, Ttl: d.Hdr.Ttl},
		Target: target.text(),
	})
	s.name = target
	return s.qtype != dns.TypeCNAME // which is answered by the made one, RFC 1034 3.6.2
}

// deny says that there is no such name or no such data (RFC 2308 2).
func (s *search) deny(z *zone) {
	s.r.Msg.Ns = []dns.RR{z.denial()}
}

// refer points at the servers of a delegated zone. Their addresses, as far as
// this zone has them, are glue; those inside the delegated zone are not to be
// left off (RFC 9471). AA belongs to aliases before, if there are any.
func (s *search) refer(z *zone, cut name) {
	servers := z.sets[cut][dns.TypeNS]
	s.r.Msg.Authoritative = len(s.r.Msg.Answer) > 0
	s.r.Msg.Ns = append(s.r.Msg.Ns, owned(servers, servers[0].Header().Name)...)
	s.r.Referral = true
	seen := map[name]bool{}
	for _, rr := range servers {
		host := nameOf(rr.(*dns.NS).Ns)
		if seen[host] {
			continue
		}
		seen[host] = true
		glue := append(append(rrset(nil), z.sets[host][dns.TypeA]...), z.sets[host][dns.TypeAAAA]...)
		if len(glue) > 0 {
			s.r.Glue = append(s.r.Glue, Glue{Records: glue, Needed: host.under(cut)})
		}
	}
}

// owned copies records under an owner.
func owned(set rrset, owner string) (out []dns.RR) {
	for _, rr := range set {
		c := dns.Copy(rr)
		c.Header().Name = owner
		out = append(out, c)
	}
	return out
}
