package oracle

import (
	"fmt"
	"strings"

	"github.com/miekg/dns"
)

// sections compares the records.
func (r *Reply) sections(got *dns.Msg, size int) string {
	extra := withoutOPT(got.Extra)
	if got.Truncated {
		return r.truncated(got, extra)
	}
	if r.least() > r.Limit {
		return fmt.Sprintf("not truncated, but no way to write the answer takes less than %d octets, and %d are allowed", r.least(), r.Limit)
	}
	if wrong := sameChain(got.Answer, r.Msg.Answer); wrong != "" {
		return "answer: " + wrong
	}
	if wrong := sameSets(got.Ns, r.Msg.Ns); wrong != "" {
		return "authority: " + wrong
	}
	if r.Referral {
		return r.glue(extra, size)
	}
	return r.brought(extra, size)
}

// truncated accepts TC without any record (RFC 2181 9), if there is a way to
// write the reply that does not fit.
func (r *Reply) truncated(got *dns.Msg, extra []dns.RR) string {
	switch {
	case len(got.Answer)+len(got.Ns)+len(extra) > 0:
		return "truncated, but not empty"
	case r.most() <= r.Limit:
		return fmt.Sprintf("truncated, but the reply takes %d octets at most, and %d are allowed", r.most(), r.Limit)
	}
	return ""
}

// brought accepts the additional sets in their order, the last ones left off
// only where the next one would not fit.
func (r *Reply) brought(extra []dns.RR, size int) string {
	for i, set := range r.Brings {
		if len(extra) == 0 {
			if size+octets(set) <= r.Limit {
				return fmt.Sprintf("additional: %d of %d sets, and the next would fit", i, len(r.Brings))
			}
			return ""
		}
		n := min(len(set), len(extra))
		if wrong := sameSets(extra[:n], set); wrong != "" {
			return fmt.Sprintf("additional set %d: %s", i+1, wrong)
		}
		extra = extra[n:]
	}
	if len(extra) > 0 {
		return "additional: not wanted: " + extra[0].String()
	}
	return ""
}

// glue accepts all of the glue. Servers whose addresses are not needed may be
// left off from one on that does not fit.
func (r *Reply) glue(extra []dns.RR, size int) string {
	have := map[string]bool{}
	for _, rr := range extra {
		have[line(rr)] = true
	}
	full := false
	for _, g := range r.Glue {
		there := 0
		for _, rr := range g.Records {
			if have[line(rr)] {
				there++
				delete(have, line(rr))
			}
		}
		if there == len(g.Records) {
			continue
		}
		full = full || size+octets(g.Records) > r.Limit
		if there > 0 || g.Needed || !full {
			return "glue: not there: " + g.Records[0].String()
		}
	}
	for text := range have {
		return fmt.Sprintf("glue: not wanted: %q", text)
	}
	return ""
}

// sameChain compares the RRsets of an answer in order: aliases stand in the
// order in which they are followed. Inside a set order means nothing.
func sameChain(got, want []dns.RR) string {
	g, w := runs(got), once(runs(want))
	for i := range max(len(g), len(w)) {
		switch {
		case i >= len(w):
			return "not wanted: " + g[i][0].String()
		case i >= len(g):
			return "not there: " + w[i][0].String()
		}
		if wrong := sameSets(g[i], w[i]); wrong != "" {
			return wrong
		}
	}
	return ""
}

// runs cuts records into runs of one owner and type.
func runs(rrs []dns.RR) (out [][]dns.RR) {
	last := ""
	for _, rr := range rrs {
		if key := setOf(rr); key != last {
			out, last = append(out, nil), key
		}
		out[len(out)-1] = append(out[len(out)-1], rr)
	}
	return out
}

// once leaves out sets that were given before: an answer holds a set once (RFC
// 2181 5).
func once(sets [][]dns.RR) (out [][]dns.RR) {
	seen := map[string]bool{}
	for _, set := range sets {
		if key := setOf(set[0]); !seen[key] {
			out, seen[key] = append(out, set), true
		}
	}
	return out
}

// setOf is the owner and type of a record.
func setOf(rr dns.RR) string { return fmt.Sprint(nameOf(rr.Header().Name), rr.Header().Rrtype) }

// sameSets compares records without order.
func sameSets(got, want []dns.RR) string {
	count := map[string]int{}
	for _, rr := range want {
		count[line(rr)]++
	}
	for _, rr := range got {
		if count[line(rr)]--; count[line(rr)] < 0 {
			return "not wanted: " + rr.String()
		}
	}
	for _, rr := range want {
		if count[line(rr)] > 0 {
			return "not there: " + rr.String()
		}
	}
	return ""
}

// line is a record in wire form. Its owner has no case, and neither have names
// in the data of types that may be compressed (RFC 3597 4): a pointer to the
// question gives a name the asker's case.
func line(rr dns.RR) string {
	c := dns.Copy(rr)
	owner := nameOf(c.Header().Name)
	c.Header().Name = "."
	switch c := c.(type) {
	case *dns.NS:
		c.Ns = strings.ToLower(c.Ns)
	case *dns.CNAME:
		c.Target = strings.ToLower(c.Target)
	case *dns.PTR:
		c.Ptr = strings.ToLower(c.Ptr)
	case *dns.MX:
		c.Mx = strings.ToLower(c.Mx)
	case *dns.SOA:
		c.Ns, c.Mbox = strings.ToLower(c.Ns), strings.ToLower(c.Mbox)
	}
	b := make([]byte, dns.Len(c)+16)
	n, err := dns.PackRR(c, b, 0, nil, false)
	if err != nil {
		return err.Error() + strings.ToLower(rr.String())
	}
	return string(owner) + string(b[:n])
}

func withoutOPT(rrs []dns.RR) (out []dns.RR) {
	for _, rr := range rrs {
		if rr.Header().Rrtype != dns.TypeOPT {
			out = append(out, rr)
		}
	}
	return out
}
