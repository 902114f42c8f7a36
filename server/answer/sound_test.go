package answer_test

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/miekg/dns"
)

// sound reads a reply and checks what holds of every one: it is a reply to this
// query, with the question as it came and counts that are true, of no more
// octets than the asker takes, and sets no flag that an authority never sets.
func sound(in, out []byte, udp bool) (r *dns.Msg, problem string) {
	if len(out) == 0 {
		return nil, "no reply"
	}
	r = new(dns.Msg)
	if err := r.Unpack(out); err != nil {
		return r, "the reply does not parse: " + err.Error()
	}
	flags := binary.BigEndian.Uint16(out[2:])
	switch {
	case !bytes.Equal(out[:2], in[:2]):
		return r, "another id"
	case flags&0x8000 == 0:
		return r, "not a reply"
	case flags&0x00f0 != 0:
		return r, "RA, Z, AD or CD is set"
	case flags>>11&15 != binary.BigEndian.Uint16(in[2:])>>11&15:
		return r, "another opcode"
	case r.RecursionDesired != (in[2]&1 == 1):
		return r, "RD is not the asker's"
	}
	for i, n := range []int{len(r.Question), len(r.Answer), len(r.Ns), len(r.Extra)} {
		if said := int(binary.BigEndian.Uint16(out[4+2*i:])); said != n {
			return r, fmt.Sprintf("section %d has %d records of %d", i, n, said)
		}
	}
	if len(r.Question) == 1 {
		end := 12
		for ; out[end] != 0; end += 1 + int(out[end]) {
		}
		if end += 5; len(in) < end || !bytes.Equal(out[12:end], in[12:end]) {
			return r, "another question"
		}
	}
	if limit := limitOf(in, udp); len(out) > limit {
		return r, fmt.Sprintf("%d octets, the asker takes %d", len(out), limit)
	}
	return r, counts(r)
}

// counts checks that no record stands in a reply twice, and that a truncated
// one is empty.
func counts(r *dns.Msg) string {
	seen := map[string]bool{}
	for i, section := range [][]dns.RR{r.Answer, r.Ns, r.Extra} {
		for _, rr := range section {
			if rr.Header().Rrtype == dns.TypeOPT {
				continue
			}
			key := fmt.Sprint(i, dns.CanonicalName(rr.Header().Name), rr.String()[len(rr.Header().Name):])
			if seen[key] {
				return "twice in the reply: " + rr.String()
			}
			seen[key] = true
			if r.Truncated {
				return "truncated, but not empty"
			}
		}
	}
	return ""
}

// limitOf is how many octets an asker takes.
func limitOf(in []byte, udp bool) int {
	if !udp {
		return 65535
	}
	q := new(dns.Msg)
	if err := q.Unpack(in); err != nil || q.IsEdns0() == nil {
		return 512
	}
	return int(min(max(q.IsEdns0().UDPSize(), 512), 1232))
}
