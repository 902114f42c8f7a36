package chaos

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"github.com/miekg/dns"
)

// rung is a SRV record: its pool and priority. A value.
type rung struct{ pool, priority int }

// demoted is from where on a ladder has what is silent.
const demoted = 1000

// rungsOf are the records of an answer by priority, each pool once at most.
func rungsOf(answer []dns.RR) (out []rung, why string) {
	for _, r := range answer {
		srv := r.(*dns.SRV)
		p := poolOf(srv.Target)
		if p < 0 || srv.Port != 443 || slices.ContainsFunc(out, func(r rung) bool { return r.pool == p }) {
			return nil, "it has " + srv.String()
		}
		out = append(out, rung{p, int(srv.Priority)})
	}
	slices.SortFunc(out, func(a, b rung) int { return cmp.Compare(a.priority, b.priority) })
	return out, ""
}

// faultOfLadder: every pool is there but those that may be drained, what is up
// before what is silent, and what is up by distance. What is drained and silent
// stands as silent.
func (v *view) faultOfLadder(rungs []rung, order []int) string {
	names := pools()
	for p := range names {
		i := slices.IndexFunc(rungs, func(r rung) bool { return r.pool == p })
		switch {
		case i < 0 && !v.mayBeAside[p]:
			return names[p] + " is missing"
		case i < 0:
		case v.drained[p] && v.anyUp() && (v.alive(p) || rungs[i].priority < demoted):
			return names[p] + " is there, and drained"
		case v.poolUp(p) && rungs[i].priority >= demoted:
			return names[p] + " is demoted, and up"
		case v.poolDown(p) && v.anyUp() && rungs[i].priority < demoted:
			return names[p] + " is not demoted, and silent"
		}
	}
	for i, a := range rungs {
		for _, b := range rungs[i+1:] {
			if a.priority == b.priority {
				return fmt.Sprintf("%s and %s share a rung", names[a.pool], names[b.pool])
			}
			if !v.poolUp(b.pool) {
				continue
			}
			if v.poolDown(a.pool) {
				return fmt.Sprintf("%s is silent, and stands before %s", names[a.pool], names[b.pool])
			}
			if v.poolUp(a.pool) && slices.Index(order, a.pool) > slices.Index(order, b.pool) {
				return fmt.Sprintf("%s is farther, and stands before %s", names[a.pool], names[b.pool])
			}
		}
	}
	return ""
}

// faultOfOne: one pool's record, the best as listed.
func (v *view) faultOfOne(rungs []rung) string {
	if len(rungs) != 1 {
		return fmt.Sprintf("%d pools", len(rungs))
	}
	return v.faultOfChoice(rungs[0].pool, []int{0, 1, 2, 3})
}

// faultOfFed: one pool's addresses, of the nearest that is up.
func (v *view) faultOfFed(addrs map[netip.Addr]bool, place int) string {
	chosen := -1
	for a := range addrs {
		p, _, _ := memberOf(a)
		if chosen >= 0 && p != chosen {
			return "addresses of two pools"
		}
		chosen = p
	}
	if why := v.faultOfChoice(chosen, nearest(place)); why != "" {
		return why
	}
	return v.faultOfMembers(addrs, chosen)
}

// faultOfChoice: nobody is chosen that is silent or drained while another is up,
// and nobody while a better one is up.
func (v *view) faultOfChoice(chosen int, order []int) string {
	names := pools()
	if (v.poolDown(chosen) || v.drained[chosen]) && v.anyUp() {
		return names[chosen] + " is chosen, and silent or drained"
	}
	for _, p := range order[:slices.Index(order, chosen)] {
		if v.poolUp(p) {
			return fmt.Sprintf("%s is chosen, and %s is better and up", names[chosen], names[p])
		}
	}
	return ""
}

// faultOfMembers: of a pool's addresses those that are up are there, and those
// that are silent are not as long as another is up.
func (v *view) faultOfMembers(addrs map[netip.Addr]bool, pool int) string {
	for n := range perSite {
		has := addrs[member(pool, n)]
		switch {
		case v.up[pool][n] && !v.mayBeAside[pool] && !has:
			return member(pool, n).String() + " is up, and missing"
		case v.down[pool][n] && v.up[pool][1-n] && has:
			return member(pool, n).String() + " is silent, and there"
		}
	}
	for a := range addrs {
		if p, _, _ := memberOf(a); p != pool {
			return a.String() + " is of another pool"
		}
	}
	return ""
}
