package journal

import (
	"slices"
	"strings"

	"geosrv/health"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// cause is what led to a pool's move: the last of the turns of its endpoints, else
// the words that were said or ended since the last Note. "" is time alone.
func (j *Journal) cause(pool string, turns []Turn) string {
	for i := len(turns) - 1; i >= 0; i-- {
		t := &turns[i]
		if holds(j.roster, pool, t.Key) {
			return t.Key + ": " + t.Reason
		}
	}
	return strings.Join(j.fresh[:min(named, len(j.fresh))], "; ")
}

// worded reports whether words can make a pool stand so.
func worded(to string) bool {
	switch strings.TrimSuffix(to, stoodDown) {
	case steer.Up.String(), steer.Silent.String(), steer.Rising.String(), steer.NeverAnswered.String():
		return false
	}
	return true
}

// holds reports whether an endpoint is at an address of a pool.
func holds(r *roster.Roster, pool, key string) bool {
	n, ok := slices.BinarySearchFunc(r.Endpoints, key, func(e health.Endpoint, key string) int { return strings.Compare(e.Key(), key) })
	p := slices.IndexFunc(r.Pools, func(p roster.Pool) bool { return p.Name == pool })
	if !ok || p < 0 {
		return false
	}
	return slices.ContainsFunc(r.Pools[p].Roles, func(role roster.Role) bool {
		return slices.Contains(role.Addresses, r.Endpoints[n].Addr.Addr())
	})
}

// reasonOf is the reason of the closed list that a word of a standing stands for.
func reasonOf(word string) string {
	if word == "up" {
		return ""
	}
	if strings.HasSuffix(word, stoodDown) {
		return strings.TrimPrefix(stoodDown, ", ")
	}
	return word
}
