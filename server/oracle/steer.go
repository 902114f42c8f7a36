package oracle

import (
	"cmp"
	"net/netip"
	"slices"
	"sort"

	"github.com/miekg/dns"
)

// steer answers a steered set for an asker at a place.
func (o *Oracle) steer(st *set, place string) rrset {
	ranked := o.ranked(st.group, place)
	if st.rrtype == dns.TypeSRV {
		switch chosen := st.group.choose(ranked, anyFamily); {
		case st.group.Policy == One && st.group.Standby && chosen != nil:
			return o.climb(st, st.group.behind(ranked, chosen))
		case st.group.Policy == One:
			return o.alone(st, chosen)
		}
		return o.climb(st, o.ladder(st.group, ranked))
	}
	family := 0
	if st.rrtype == dns.TypeAAAA {
		family = 1
	}
	var able []*candidate // those with an address to answer
	for _, c := range ranked {
		if len(st.family(c)) > 0 {
			able = append(able, c)
		}
	}
	return o.addresses(st, st.group.choose(able, family))
}

// ranked lists the candidates as a place sees them: by the order of their sites
// where distance counts, else as listed. What is somebody else's is last.
func (o *Oracle) ranked(g *group, place string) []*candidate {
	out := slices.Clone(g.candidates)
	if !g.tailored {
		return out
	}
	at := map[string]int{}
	for i, s := range o.order(o.listed(g), place) {
		at[s] = i
	}
	if place == "" {
		return out
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].pool == nil || out[j].pool == nil {
			return out[j].pool == nil && out[i].pool != nil
		}
		return at[out[i].pool.Site] < at[out[j].pool.Site]
	})
	return out
}

// of lists a set's SRV records that lead to a pool, in the zone's order.
func (st *set) of(o *Oracle, c *candidate) (out []*dns.SRV) {
	for _, rr := range st.zones {
		if srv := rr.(*dns.SRV); o.hosts[nameOf(srv.Target)].pool == c.pool {
			out = append(out, srv)
		}
	}
	return out
}

// ttl is the smaller of the zone's TTL and the group's, never below five
// seconds; while something is unsettled, the group's other one.
func (st *set) ttl() uint32 {
	settled := max(leastTTL, cmp.Or(st.group.TTL, defaultTTL))
	limit := settled
	if st.group.unsettled {
		limit = min(settled, max(leastTTL, cmp.Or(st.group.Unsettled, defaultUnsettled)))
	}
	return max(leastTTL, min(st.zones[0].Header().Ttl, limit))
}

// addresses answers those of a pool's addresses that stand best.
func (o *Oracle) addresses(st *set, c *candidate) (out rrset) {
	if c == nil {
		return nil
	}
	best := OutOfService
	for _, m := range st.family(c) {
		best = min(best, m.standing)
	}
	for _, m := range st.family(c) {
		if m.standing == best {
			out = append(out, st.address(m.addr))
		}
	}
	return out
}

func (st *set) address(a netip.Addr) dns.RR {
	h := dns.RR_Header{Name: st.zones[0].Header().Name, Rrtype: st.rrtype, Class: dns.ClassINET, Ttl: st.ttl()}
	if a.Is6() {
		return &dns.AAAA{Hdr: h, AAAA: a.AsSlice()}
	}
	return &dns.A{Hdr: h, A: a.AsSlice()}
}

// family lists the addresses of the set's family that a pool has for the set.
func (st *set) family(c *candidate) (out []member) {
	for _, m := range c.judges[st.judge] {
		if m.addr.Is6() == (st.rrtype == dns.TypeAAAA) {
			out = append(out, m)
		}
	}
	return out
}
