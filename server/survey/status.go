package survey

import (
	"cmp"
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

// Survey is a picture that is told to people. Make it with Of. It keeps the picture.
type Survey struct {
	pic      *picture.Picture
	outlooks []answer.Outlook // of all groups
}

// Of surveys a picture.
func Of(pic *picture.Picture) *Survey { return &Survey{pic: pic, outlooks: pic.Outlooks(pic.Inputs)} }

// Status is how everything stands, but for what no picture shows: nameservers, files
// and faults.
func (s *Survey) Status() *control.Status {
	st := &control.Status{
		At: s.pic.At, Frozen: s.pic.Frozen, Isolated: s.pic.Isolated, Unconfirmed: len(s.pic.Unconfirmed),
		Pools: s.poolStatus(), Endpoints: s.endpointStatus(), Overrides: verbs.Overrides(s.pic),
	}
	for g := range s.outlooks {
		st.Groups = append(st.Groups, s.groupStatus(int32(g), &s.outlooks[g]))
	}
	return st
}

func (s *Survey) poolStatus() []control.PoolStatus {
	r := s.pic.World.Roster
	out := make([]control.PoolStatus, len(r.Pools))
	worst := make([]steer.Standing, len(r.Pools))
	for i := range r.Pools {
		out[i] = control.PoolStatus{Name: r.Pools[i].Name, Site: r.Config.Sites[r.Pools[i].Site].Name, Standing: steer.Up.String()}
	}
	for g := range s.outlooks {
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
			is := &s.outlooks[g].Candidates[i]
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

func (s *Survey) endpointStatus() []control.EndpointStatus {
	r := s.pic.World.Roster
	out := make([]control.EndpointStatus, len(r.Endpoints))
	for i := range r.Endpoints {
		key := r.Endpoints[i].Key()
		st, v := s.pic.States[key], s.pic.Inputs.Verdicts[i]
		e := control.EndpointStatus{
			Key: key, Verdict: v.Standing.String(), Reason: st.Last.Reason, Detail: st.Last.Detail, Warn: st.Last.Warn,
			Since: control.When(st.Since), Probed: control.When(st.Last.Began), TookMS: float64(st.Last.Took) / float64(time.Millisecond),
			Certificate: control.When(st.Last.Ends), Phase: st.Phase.String(), Fails: st.Fails, Unconfirmed: s.pic.Unconfirmed[key],
		}
		if v.Standing < health.Rising && i < len(s.pic.Inputs.Joining) && s.pic.Inputs.Joining[i] {
			e.Verdict = health.Rising.String()
		}
		if v.Never && v.Standing == health.Silent {
			e.Verdict = steer.NeverAnswered.String()
		}
		out[i] = e
	}
	return out
}

func (s *Survey) groupStatus(g int32, o *answer.Outlook) control.GroupStatus {
	r := s.pic.World.Roster
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
	st.Answers = s.answers(g, o)
	return st
}

// answers is what the places of a group are answered, those alike together.
func (s *Survey) answers(g int32, o *answer.Outlook) (out []control.PlacesAnswer) {
	if o.Disabled {
		return []control.PlacesAnswer{{Share: 1, Pools: []string{"no service"}, Why: "disabled"}}
	}
	places := s.pic.World.Places(g)
	for order := range o.Orders() {
		a := s.answerOf(g, o, order)
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
func (s *Survey) answerOf(g int32, o *answer.Outlook, order int) (a control.PlacesAnswer) {
	r := s.pic.World.Roster
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
		out[i] = r.Sets[n].Key()
	}
	return out
}
