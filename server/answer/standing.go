package answer

import (
	"geosrv/health"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// Standings are how the candidates of one group stand, with what its TTL and
// its answers need.
type Standings struct {
	Candidates []steer.Candidate
	// Members are how each member stands: those of a judge from its First on.
	Members []steer.Member
	// Unsettled asks for the short TTL: a candidate is suspect, rising or has
	// just changed, or we are frozen, or everything is silent.
	Unsettled bool
}

// Stand folds the inputs into the standings of a group.
func (in *Inputs) Stand(r *roster.Roster, group int32) Standings {
	g := &r.Groups[group]
	s := Standings{
		Candidates: make([]steer.Candidate, len(g.Candidates)),
		Members:    make([]steer.Member, g.Members),
		Unsettled:  in.Frozen,
	}
	silent, never := true, true
	for i := range g.Candidates {
		c := &g.Candidates[i]
		sc := &s.Candidates[i]
		sc.Area, sc.Priority, sc.Foreign, sc.StandIn = c.Area, c.Priority, c.Pool < 0, c.StandIn > 0
		unsettled := &s.Unsettled
		if sc.StandIn && s.Candidates[0].Standing.Live() {
			unsettled = new(bool) // nobody needs it
		}
		if c.Pool >= 0 {
			sc.Pool = in.pool(r, g, c, s.Members, unsettled)
			sc.StoodDown = in.Marks[group][i].Set()
		}
		if sc.StandIn && !sc.Standing.Live() {
			continue // it answers nothing, however it stands
		}
		silent = silent && sc.Standing == steer.Silent
		never = never && sc.Never
	}
	s.Unsettled = s.Unsettled || silent && !never
	return s
}

// pool folds the judges of one candidate.
func (in *Inputs) pool(r *roster.Roster, g *roster.Group, c *roster.Candidate, members []steer.Member, unsettled *bool) steer.Pool {
	minUp := max(g.MinUp, r.Pools[c.Pool].MinUp)
	if (g.Policy.Kind != steer.Members || c.StandIn > 0) && in.Pools[c.Pool] != NoWord {
		unsettled = new(bool) // nobody waits for a drained pool
	}
	var p steer.Pool
	judged := false
	for j := range c.Judges {
		ms := c.Judges[j].Members
		if len(ms) == 0 {
			continue
		}
		stand := members[c.Judges[j].First:][:len(ms)]
		for k := range ms {
			stand[k] = in.member(c.Pool, &ms[k], unsettled)
			if c.StandIn > 0 && stand[k].Never { // its certificate was never seen
				stand[k].Standing = max(stand[k].Standing, steer.Silent)
			}
		}
		steer.Spare(stand)
		one := in.behind(steer.Fold(stand, minUp), stand, ms)
		switch {
		case !judged:
			p, judged = one, true
		case g.NeedsAll:
			p = steer.Both(p, one)
		default:
			p = steer.Either(p, one)
		}
	}
	switch own := g.Policy.Kind == steer.Members && c.StandIn == 0; in.Pools[c.Pool] {
	case Drain:
		if !own { // a pool's own names keep answering
			p.Standing = max(p.Standing, steer.Drained)
		}
	case Maintenance:
		if !own || len(g.Candidates) > 1 { // and so they do here, if nobody else can
			p.Standing = steer.Maintenance
		}
	}
	return p
}

// member folds the endpoints that lead to one address.
func (in *Inputs) member(pool int32, m *roster.Member, unsettled *bool) steer.Member {
	out := steer.Member{V6: m.Addr.Is6(), Never: len(m.Endpoints) > 0}
	moving := false
	for i, e := range m.Endpoints {
		v := in.Verdicts[e]
		st, joining := standing(v.Standing), int(e) < len(in.Joining) && in.Joining[e]
		if joining {
			st = max(st, steer.Rising)
		}
		switch {
		case i == 0:
			out.Standing = st
		case m.All:
			out.Standing = max(out.Standing, st)
		default:
			out.Standing = min(out.Standing, st)
		}
		out.Never, out.Held = out.Never && v.Never, out.Held || v.Held
		moving = moving || joining || v.Unsettled && !v.Never
	}
	out.Asks = out.Standing == steer.Drained
	switch in.Forced.of(pool, m) {
	case ForceUp:
		out.Standing, out.Never, out.Forced, out.Held, moving = steer.Up, false, true, false, false
	case ForceDown:
		out.Standing, out.Never, out.Forced, out.Held, moving = steer.Silent, false, true, false, false
	}
	switch in.word(pool, m) {
	case Drain:
		out.Standing, out.Asks = max(out.Standing, steer.Drained), false
	case Maintenance:
		out.Standing = steer.Maintenance
	default:
		*unsettled = *unsettled || moving
	}
	return out
}

func standing(s health.Standing) steer.Standing {
	switch s {
	case health.Degraded:
		return steer.Degraded
	case health.Rising:
		return steer.Rising
	case health.Drained:
		return steer.Drained
	case health.Silent:
		return steer.Silent
	}
	return steer.Up
}

// behind counts the servers behind load balancers into the live share of a
// pool.
func (in *Inputs) behind(p steer.Pool, standings []steer.Member, ms []roster.Member) steer.Pool {
	live, total, any := 0, 0, false
	for i := range ms {
		if len(ms[i].Behind) == 0 {
			total++
			if standings[i].Standing == p.Standing || p.Standing == steer.Degraded && standings[i].Standing == steer.Up {
				live++
			}
			continue
		}
		any = true
		total += len(ms[i].Behind)
		for _, e := range ms[i].Behind {
			if in.Verdicts[e].Standing != health.Silent {
				live++
			}
		}
	}
	if any {
		p.Live, p.Total = max(1, live), total
	}
	return p
}
