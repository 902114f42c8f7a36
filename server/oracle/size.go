package oracle

import "github.com/miekg/dns"

// Servers compress in many ways, so there is no one size of a reply. least is
// what no server can stay below, most what any server needs that points from
// each owner to where its name stands already.

// Octets of the fixed parts of a message (RFC 1035 4.1).
const (
	headerLen  = 12
	pointerLen = 2
	fixedLen   = 10 // type, class, TTL, length
	optLen     = 11
	subnetLen  = 8 // an option's head and the subnet's own
)

// frame is header, question and OPT.
func (r *Reply) frame() int {
	n := headerLen
	for _, q := range r.Msg.Question {
		n += len(written(q.Name)) + 4
	}
	if r.Opt == Present {
		n += optLen
	}
	if r.subnet != nil {
		n += subnetLen + (int(r.subnet.SourceNetmask)+7)/8
	}
	return n
}

// most is the size with all that may not be left off, data uncompressed. Behind
// 16 KiB nothing can be pointed at.
func (r *Reply) most() int {
	n := r.frame()
	for _, rrs := range [...][]dns.RR{r.Msg.Answer, r.Msg.Ns} {
		n += octets(rrs)
	}
	for _, g := range r.Glue {
		n += octets(g.Records)
	}
	if n > 1<<14 {
		n += 255 * (len(r.Msg.Answer) + len(r.Msg.Ns) + len(r.Glue))
	}
	return n
}

// least is the size of what is needed, with every name of the data reduced to
// a pointer, each record once. A reply without records always fits.
func (r *Reply) least() int {
	if len(r.Msg.Answer)+len(r.Msg.Ns) == 0 {
		return 0
	}
	n := r.frame()
	seen := map[string]bool{}
	for _, rrs := range [...][]dns.RR{r.Msg.Answer, r.Msg.Ns} {
		for _, rr := range rrs {
			if text := line(rr); !seen[text] {
				seen[text] = true
				n += pointerLen + fixedLen + squeezed(rr)
			}
		}
	}
	for _, g := range r.Glue {
		if g.Needed {
			n += octets(g.Records)
		}
	}
	return n
}

// squeezed is the least size of a record's data: the names that may be
// compressed (RFC 1035 3.3, RFC 3597 4) could all be pointers.
func squeezed(rr dns.RR) int {
	switch rr := rr.(type) {
	case *dns.NS, *dns.CNAME, *dns.PTR, *dns.MB, *dns.MD, *dns.MF, *dns.MG, *dns.MR:
		return min(pointerLen, data(rr))
	case *dns.MX:
		return min(2+pointerLen, data(rr))
	case *dns.SOA, *dns.MINFO:
		return min(data(rr), 2*pointerLen)
	}
	return data(rr)
}

// octets is the size of records that point at their owners.
func octets(rrs []dns.RR) (n int) {
	for _, rr := range rrs {
		n += pointerLen + fixedLen + data(rr)
	}
	return n
}

// data is the size of a record's data without compression.
func data(rr dns.RR) int {
	return dns.Len(rr) - len(written(rr.Header().Name)) - fixedLen
}
