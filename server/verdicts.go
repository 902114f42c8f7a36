package server

import (
	"maps"
	"time"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/journal"
	"geosrv/server/picture"
	"geosrv/server/roster"
	"geosrv/server/steer"
	"geosrv/server/words"
)

// adopt makes w the world: states and marks follow their names, what is gone
// is forgotten.
func (p *Publisher) adopt(w *answer.World) {
	r := w.Roster
	held := p.held()
	p.world, p.in = w, answer.NewInputs(r)
	p.index = make(map[string]int32, len(r.Endpoints))
	for i := range r.Endpoints {
		p.index[r.Endpoints[i].Key()] = int32(i)
	}
	p.doubts(r)
	maps.DeleteFunc(p.states, func(key string, _ health.State) bool { _, ok := p.index[key]; return !ok })
	maps.DeleteFunc(p.unconfirmed, func(key string, _ bool) bool { _, ok := p.index[key]; return !ok })
	p.settles, p.returns = make([]time.Time, len(r.Endpoints)), make([]time.Time, len(r.Groups))
	now := time.Now()
	for key, i := range p.index {
		if v, ok := held[key]; ok {
			p.in.Verdicts[i] = v
		} else if s, ok := p.states[key]; ok {
			v, until := s.Verdict(now)
			p.in.Verdicts[i], p.settles[i] = p.doubt.Rule(int(i), v, until, now)
		} else {
			p.in.Verdicts[i] = health.Verdict{Never: true}
		}
	}
	p.marks.restore(r, p.in)
	p.joins()
	p.ends = time.Time{}
}

// verdicts applies new states and those that change by time alone, and returns
// the groups that look at a verdict that moved.
func (p *Publisher) verdicts(states map[string]health.State, now time.Time) (groups []int32) {
	p.see(states)
	for key, s := range states {
		i, ok := p.index[key]
		if !ok {
			continue // a late word of an endpoint that is gone
		}
		p.reported(key, s)
		groups = append(p.judge(i, s, now, groups), p.rejoined(i, key, s)...)
	}
	for i, t := range p.settles {
		if !t.IsZero() && !now.Before(t) {
			groups = p.judge(int32(i), p.states[p.world.Roster.Endpoints[i].Key()], now, groups)
		}
	}
	return groups
}

// judge folds one state into its verdict.
func (p *Publisher) judge(i int32, s health.State, now time.Time, groups []int32) []int32 {
	if p.frozen {
		p.settles[i] = time.Time{}
		return groups
	}
	v, until := s.Verdict(now)
	v, until = p.doubt.Rule(int(i), v, until, now)
	p.settles[i] = until
	before := p.in.Verdicts[i]
	if before == v {
		return groups
	}
	p.in.Verdicts[i] = v
	if reallySilent(before, v) {
		p.fell(i)
	}
	if before.Standing != v.Standing {
		key := p.world.Roster.Endpoints[i].Key()
		p.turns = append(p.turns, journal.Turn{Key: key, From: before.Standing, To: v.Standing, Never: v.Never, Reason: s.Reason, Detail: s.Last.Detail})
	}
	return append(groups, p.world.Roster.EndpointGroups[i]...)
}

func everyGroup(r *roster.Roster) []int32 {
	all := make([]int32, len(r.Groups))
	for i := range all {
		all[i] = int32(i)
	}
	return all
}

// say applies the ledger to the inputs.
func (p *Publisher) say(now time.Time) {
	p.ledger = p.said.Over(p.file)
	p.freeze(now)
	p.rejoin(now)
	p.drilling(now)
	for _, lost := range words.Apply(p.ledger, p.world.Roster, p.in, now) {
		p.journal.Dangling(lost)
	}
	p.journal.Words(p.ledger, now)
	p.ends = p.ledger.Ends(now)
	if warn := p.warned(now); !warn.IsZero() && warn.Before(p.ends) {
		p.ends = warn
	}
	p.homeward = p.ledger.Returning(now)
}

// marks are the stood-down pools by the names of group and pool, so that no
// reload moves one to another object.
type marks map[picture.MarkKey]steer.Mark

// restore writes the marks into the inputs of a new world. Marks of objects
// that are gone are forgotten.
func (m marks) restore(r *roster.Roster, in *answer.Inputs) {
	kept := marks{}
	for g := range r.Groups {
		for c := range r.Groups[g].Candidates {
			key := keyOf(r, int32(g), c)
			if mark, ok := m[key]; ok {
				in.Marks[g][c], kept[key] = mark, mark
			}
		}
	}
	clear(m)
	maps.Copy(m, kept)
}

func keyOf(r *roster.Roster, group int32, candidate int) picture.MarkKey {
	g := &r.Groups[group]
	pool := ""
	if n := g.Candidates[candidate].Pool; n >= 0 {
		pool = r.Pools[n].Name
	}
	return picture.MarkKey{Group: g.Name, Pool: pool}
}

// stepMarks moves the marks of the given groups, and of those whose time has
// come, and returns the groups of which a mark came or went.
func (p *Publisher) stepMarks(groups []int32, now time.Time) (moved []int32) {
	for g, t := range p.returns {
		if !p.frozen && !t.IsZero() && !now.Before(t) {
			groups = append(groups, int32(g))
		}
	}
	for _, g := range groups {
		if p.world.Roster.Groups[g].Policy.Kind == steer.One && p.stepGroup(g, now) {
			moved = append(moved, g)
		}
	}
	return moved
}

func (p *Publisher) stepGroup(group int32, now time.Time) (moved bool) {
	r := p.world.Roster
	g := &r.Groups[group]
	p.returns[group] = time.Time{}
	s := p.in.Stand(r, group)
	for i := range g.Candidates {
		if g.Candidates[i].Pool < 0 {
			continue
		}
		before := p.in.Marks[group][i]
		next, wake := before.Step(p.homewards(g, before), s.Candidates[i].Pool, now)
		if !wake.IsZero() && (p.returns[group].IsZero() || wake.Before(p.returns[group])) {
			p.returns[group] = wake
		}
		if _, told := p.homeward[g.Name]; next == before || p.frozen && before.Set() && !told {
			continue // while frozen nothing returns by itself
		}
		p.news()
		p.in.Marks[group][i] = next
		if moved = moved || next.Set() != before.Set(); next.Set() {
			p.marks[keyOf(r, group, i)] = next
		} else {
			delete(p.marks, keyOf(r, group, i))
		}
	}
	return moved
}
