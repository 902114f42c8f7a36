package server

import (
	"strings"

	"github.com/miekg/dns"
)

// naive is the slow obvious answerer of one plain zone, by RFC 1034 4.3.2 with
// the wildcards of RFC 4592, over maps of text. It shares no code with what it
// is compared with.
type naive struct {
	apex string
	sets map[string]map[uint16][]dns.RR
}

func newNaive(apex string, records []dns.RR) *naive {
	n := &naive{apex: apex, sets: map[string]map[uint16][]dns.RR{}}
	for _, rr := range records {
		owner := strings.ToLower(rr.Header().Name)
		if n.sets[owner] == nil {
			n.sets[owner] = map[uint16][]dns.RR{}
		}
		t := rr.Header().Rrtype
		n.sets[owner][t] = append(n.sets[owner][t], rr)
	}
	return n
}

// outcome is what is compared.
type outcome struct {
	rcode      int
	aa         bool
	answer, ns []dns.RR
}

// links is how many aliases an answer may hold.
const links = 16

func (n *naive) answer(name string, qtype uint16) (o outcome) {
	o.aa = true
	name = strings.ToLower(name)
	seen := map[string]bool{}
	for {
		if !dns.IsSubDomain(n.apex, name) {
			return o
		}
		if cut := n.cut(name); cut != "" && (cut != name || qtype != dns.TypeDS) {
			o.aa, o.ns = len(o.answer) > 0, n.sets[cut][dns.TypeNS]
			return o
		}
		at, ok := n.match(name)
		if !ok {
			return n.negative(o, dns.RcodeNameError)
		}
		if set := n.sets[at][qtype]; set != nil {
			o.answer = append(o.answer, owned(set, name)...)
			return o
		}
		alias := n.sets[at][dns.TypeCNAME]
		if alias == nil {
			return n.negative(o, dns.RcodeSuccess)
		}
		if seen[name] || len(o.answer) == links {
			return o // a loop ends where it closes
		}
		seen[name] = true
		o.answer = append(o.answer, owned(alias, name)...)
		name = strings.ToLower(alias[0].(*dns.CNAME).Target)
	}
}

func (n *naive) negative(o outcome, rcode int) outcome {
	soa := dns.Copy(n.sets[n.apex][dns.TypeSOA][0]).(*dns.SOA)
	soa.Hdr.Ttl = min(soa.Hdr.Ttl, soa.Minttl) // RFC 2308 3
	o.rcode, o.ns = rcode, []dns.RR{soa}
	return o
}

// cut is the highest delegation at or above a name, or "".
func (n *naive) cut(name string) (cut string) {
	for ; name != n.apex; name = parent(name) {
		if n.sets[name][dns.TypeNS] != nil {
			cut = name
		}
	}
	return cut
}

// match finds the node that answers for a name: itself, or the wildcard below
// its closest encloser.
func (n *naive) match(name string) (at string, ok bool) {
	if n.exists(name) {
		return name, true
	}
	for name = parent(name); !n.exists(name); {
		name = parent(name)
	}
	return "*." + name, n.exists("*." + name)
}

// exists reports whether a name owns data or stands above one that does.
func (n *naive) exists(name string) bool {
	for owner := range n.sets {
		if owner == name || strings.HasSuffix(owner, "."+name) {
			return true
		}
	}
	return false
}

func parent(name string) string {
	_, rest, _ := strings.Cut(name, ".")
	return rest
}

// owned copies a set under another owner.
func owned(set []dns.RR, name string) (out []dns.RR) {
	for _, rr := range set {
		c := dns.Copy(rr)
		c.Header().Name = name
		out = append(out, c)
	}
	return out
}
