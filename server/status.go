package server

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/picture"
	"geosrv/server/roster"
	"geosrv/server/steer"
	"geosrv/server/verbs"
)

// status is the verb of that name.
func (s *Server) status(ctx context.Context, _ control.Peer, _ struct{}) (*control.Status, error) {
	pic, err := s.publisher.Picture(ctx)
	if err != nil {
		return nil, err
	}
	st := survey{pic}.status()
	st.Nameservers = s.nameserverStatus()
	st.Files = s.fileProblems()
	st.Faults = s.faults()
	return st, nil
}

// survey is a picture that is told to people.
type survey struct{ *picture.Picture }

// status is how everything stands.
func (pic survey) status() *control.Status {
	return pic.statusOf(pic.Outlooks(pic.Inputs))
}

// statusOf is status for who has the outlooks of all groups.
func (pic survey) statusOf(outlooks []answer.Outlook) *control.Status {
	st := &control.Status{
		At: pic.At, Frozen: pic.Frozen, Isolated: pic.Isolated, Unconfirmed: len(pic.Unconfirmed),
		Pools: pic.poolStatus(outlooks), Endpoints: pic.endpointStatus(), Overrides: verbs.Overrides(pic.Picture),
	}
	for g := range outlooks {
		st.Groups = append(st.Groups, pic.groupStatus(int32(g), &outlooks[g]))
	}
	return st
}

func (pic survey) poolStatus(outlooks []answer.Outlook) []control.PoolStatus {
	r := pic.World.Roster
	out := make([]control.PoolStatus, len(r.Pools))
	worst := make([]steer.Standing, len(r.Pools))
	for i := range r.Pools {
		out[i] = control.PoolStatus{Name: r.Pools[i].Name, Site: r.Config.Sites[r.Pools[i].Site].Name, Standing: steer.Up.String()}
	}
	for g := range outlooks {
		for i, c := range r.Groups[g].Candidates {
			if c.Pool < 0 {
				continue
			}
			out[c.Pool].UsedBy = append(out[c.Pool].UsedBy, control.PoolUse{
				Group: r.Groups[g].Name, Policy: r.Groups[g].Policy.Kind.String(), Sets: setNames(r, int32(g)), StandIn: c.StandIn > 0,
			})
			if c.StandIn > 0 { // how it stands there says nothing of its own
				continue
			}
			is := &outlooks[g].Candidates[i]
			p := &out[c.Pool]
			if is.StoodDown {
				p.StoodDown = append(p.StoodDown, r.Groups[g].Name)
			}
			if is.Standing >= worst[c.Pool] && is.Standing != steer.Up {
				worst[c.Pool], p.Standing = is.Standing, is.Standing.String()
				if is.Never && is.Standing == steer.Silent {
					p.Standing = steer.NeverAnswered.String()
				}
			}
		}
	}
	return out
}

func (pic survey) endpointStatus() []control.EndpointStatus {
	r := pic.World.Roster
	out := make([]control.EndpointStatus, len(r.Endpoints))
	for i := range r.Endpoints {
		key := r.Endpoints[i].Key()
		s, v := pic.States[key], pic.Inputs.Verdicts[i]
		e := control.EndpointStatus{
			Key: key, Verdict: v.Standing.String(), Reason: s.Last.Reason, Detail: s.Last.Detail, Warn: s.Last.Warn,
			Since: when(s.Since), Probed: when(s.Last.Began), TookMS: float64(s.Last.Took) / float64(time.Millisecond),
			Certificate: when(s.Last.Ends), Phase: s.Phase.String(), Fails: s.Fails, Unconfirmed: pic.Unconfirmed[key],
		}
		if v.Standing < health.Rising && i < len(pic.Inputs.Joining) && pic.Inputs.Joining[i] {
			e.Verdict = health.Rising.String()
		}
		if v.Never && v.Standing == health.Silent {
			e.Verdict = steer.NeverAnswered.String()
		}
		out[i] = e
	}
	return out
}

// when is a time of JSON, where the zero time is none.
func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func (pic survey) groupStatus(g int32, o *answer.Outlook) control.GroupStatus {
	r := pic.World.Roster
	group := &r.Groups[g]
	st := control.GroupStatus{Name: group.Name, Policy: group.Policy.Kind.String(), Observed: group.Observe, Sets: setNames(r, g)}
	for _, n := range group.Sets {
		if ttl := o.TTL(&r.Sets[n]); st.TTL == 0 || ttl < st.TTL {
			st.TTL = ttl
		}
	}
	if group.Policy.Kind == steer.Members {
		var list []string
		for _, n := range group.Sets {
			for _, a := range o.Addresses(&r.Sets[n]) {
				list = append(list, a.String())
			}
		}
		rung, _ := o.First(0)
		st.Answers = []control.PlacesAnswer{{Share: 1, Pools: list, Why: rung.Reason.String()}}
		return st
	}
	st.Answers = pic.answers(g, o)
	return st
}

// answers is what the places of a group are answered, those alike together.
func (pic survey) answers(g int32, o *answer.Outlook) (out []control.PlacesAnswer) {
	if o.Disabled {
		return []control.PlacesAnswer{{Share: 1, Pools: []string{"no service"}, Why: "disabled"}}
	}
	places := pic.World.Places(g)
	for order := range o.Orders() {
		a := pic.answerOf(g, o, order)
		if order < len(places) {
			a.Share = places[order]
		}
		at := slices.IndexFunc(out, func(b control.PlacesAnswer) bool { return sameAnswer(a, b) })
		if at < 0 {
			out = append(out, a)
		} else {
			out[at].Share += a.Share
		}
	}
	slices.SortStableFunc(out, func(a, b control.PlacesAnswer) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), strings.Compare(strings.Join(a.Pools, " "), strings.Join(b.Pools, " ")))
	})
	return out
}

// answerOf is what the places of one order of a group are answered, without their
// share.
func (pic survey) answerOf(g int32, o *answer.Outlook, order int) (a control.PlacesAnswer) {
	r := pic.World.Roster
	for i, rung := range o.Rungs(order) {
		if i == 0 {
			a.Why = rung.Reason.String()
		}
		name := "(not ours)"
		if c := r.Groups[g].Candidates[rung.Candidate]; c.Pool >= 0 {
			name = r.Pools[c.Pool].Name
		}
		a.Pools = append(a.Pools, name)
	}
	return a
}

// sameAnswer reports whether two answers are alike but for their share.
func sameAnswer(a, b control.PlacesAnswer) bool {
	return a.Why == b.Why && slices.Equal(a.Pools, b.Pools)
}

// setNames are the sets of a group, as "OWNER TYPE".
func setNames(r *roster.Roster, g int32) []string {
	out := make([]string, len(r.Groups[g].Sets))
	for i, n := range r.Groups[g].Sets {
		out[i] = r.Sets[n].Owner.Text() + " " + typeName(r.Sets[n].Type)
	}
	return out
}

// typeSRV is the type of SRV records (RFC 2782).
const typeSRV = 33

// typeName is the name of a type that can be steered.
func typeName(t uint16) string {
	switch t {
	case typeSRV:
		return "SRV"
	case 28:
		return "AAAA"
	}
	return "A"
}
