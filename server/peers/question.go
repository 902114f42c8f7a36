package peers

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"geosrv/server/roster"
	"geosrv/zones"
)

// Question is what peers are asked about a group. It may be copied.
type Question struct {
	Group string
	Owner zones.Name
	Type  uint16
	// Patience is how long a disagreement about it is no alarm.
	Patience time.Duration
	set      int32 // of the roster
	number   int   // among the questions
}

// The types that can be steered (RFC 1035 3.2.2, RFC 3596 2.1, RFC 2782).
const (
	typeA    = 1
	typeAAAA = 28
	typeSRV  = 33
)

// Questions are those about all groups of a roster, in the order of groups: of
// each type that a group answers one set, the one of the best rank. The other
// sets of the group follow the same decision.
func Questions(r *roster.Roster) (out []Question) {
	for gi := range r.Groups {
		g := &r.Groups[gi]
		for _, t := range [...]uint16{typeSRV, typeA, typeAAAA} {
			best := int32(-1)
			for _, n := range g.Sets {
				if s := &r.Sets[n]; s.Type == t && (best < 0 || s.Rank < r.Sets[best].Rank) {
					best = n
				}
			}
			if best >= 0 {
				out = append(out, Question{g.Name, r.Sets[best].Owner, t, 2 * g.Policy.ReturnAfter, best, len(out)})
			}
		}
	}
	return out
}

// key tells questions apart over reloads.
func (q *Question) key() questionKey { return questionKey{q.Group, q.Owner, q.Type} }

type questionKey struct {
	group string
	owner zones.Name
	qtype uint16
}

// words say two answers to a question for people: by the names of pools, or
// where that makes no difference, by what was answered.
func (q *Question) words(r *roster.Roster, here, there answer) (ours, theirs string) {
	pool := func(record string) string { return q.pool(r, record) }
	itself := func(record string) string { return record }
	if ours, theirs = here.text(pool), there.text(pool); ours == theirs {
		ours, theirs = here.text(itself), there.text(itself)
	}
	return ours, theirs
}

// pool is whose a record is; what belongs to none stands for itself.
func (q *Question) pool(r *roster.Roster, record string) string {
	s := &r.Sets[q.set]
	name := func(candidate int) string {
		if p := r.Groups[s.Group].Candidates[candidate].Pool; p >= 0 {
			return r.Pools[p].Name
		}
		return record
	}
	for i := range s.Records {
		if host, _, _ := strings.Cut(record, ":"); q.Type == typeSRV && s.Records[i].Target.Name.Text() == host {
			return name(int(s.Records[i].Candidate))
		}
	}
	a, err := netip.ParseAddr(record)
	for i := range s.Addresses {
		if err == nil && slices.Contains(s.Addresses[i], a) {
			return name(i)
		}
	}
	return record
}
