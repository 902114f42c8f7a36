package explain

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/roster"
	"geosrv/server/steer"
	"geosrv/server/words"
)

// next tells what would change the answer: what happens if the pool that is
// answered first falls silent, when a better one is back, what ends by itself.
func (x *explaining) next(set *roster.Set, g *roster.Group) {
	if x.ruling.Disabled {
		x.out.Next = append(x.out.Next, control.Next{If: "an operator says geosrv enable " + g.Name, Then: "as the pools stand"})
		return
	}
	first := slices.IndexFunc(x.ruling.Rulings, func(r steer.Ruling) bool { return r.Rung == 0 })
	if first >= 0 && g.Candidates[first].Pool >= 0 && x.outlook.Candidates[first].Standing < steer.Silent {
		x.falls(set, g, first)
	}
	if first >= 0 && x.waitsForCommand(g, first) {
		x.moves(g, first)
	}
	for _, i := range x.ruling.Ranking {
		if i == first || g.Candidates[i].Pool < 0 {
			continue
		}
		x.returns(set, g, i)
	}
	for _, e := range x.Ledger.InForce(x.At) {
		if words.About(e, g, x.World.Roster) && !e.Until.IsZero() {
			x.out.Next = append(x.out.Next, control.Next{If: e.String() + " ends", Then: "as the probes say", At: control.When(e.Until)})
		}
	}
	x.settles(set, g)
}

// waitsForCommand reports whether a candidate is answered though it is silent,
// because only a person moves the group.
func (x *explaining) waitsForCommand(g *roster.Group, i int) bool {
	return g.Policy.Kind == steer.One && g.Policy.TakeoverCommand && g.Candidates[i].Pool >= 0 && x.outlook.Candidates[i].Standing >= steer.Silent
}

// moves tells a person how to leave a silent pool that nothing leaves by itself.
func (x *explaining) moves(g *roster.Group, from int) {
	for _, i := range x.ruling.Ranking {
		if i != from && g.Candidates[i].Pool >= 0 && x.outlook.Candidates[i].Standing.Live() {
			to := named(x.World.Roster, &g.Candidates[i])
			x.out.Next = append(x.out.Next, control.Next{If: "somebody says geosrv move " + g.Name + " " + to, Then: to})
			return
		}
	}
}

// falls tells what is answered if a pool falls silent.
func (x *explaining) falls(set *roster.Set, g *roster.Group, i int) {
	pic := *x.Picture
	pic.Inputs = x.Inputs.Clone()
	pool := named(x.World.Roster, &g.Candidates[i])
	pic.Fall(operator.Selector{Kind: "pool", Name: pool})
	then, why := x.leadsTo(pic.Inputs, set)
	switch {
	case then == pool && g.Policy.Kind == steer.One && g.Policy.TakeoverCommand:
		then += ", until somebody says geosrv move " + g.Name + " POOL (takeover: command)"
	case strings.HasPrefix(then+",", pool+","):
		then += " (nothing better is left)"
	case why != steer.Chosen && why != steer.IsDegraded && why != steer.Pinned && why != steer.Frozen:
		then += " (" + why.String() + ": nothing better is left)"
	}
	x.out.Next = append(x.out.Next, control.Next{If: pool + " falls silent", Then: then})
}

// leadsTo are the pools that the set is answered with under other inputs, in the
// order of the answer, and the rule of the first.
func (x *explaining) leadsTo(in *answer.Inputs, set *roster.Set) (list string, why steer.Reason) {
	o := x.World.Outlooks(in, []int32{set.Group})[0]
	ruling := o.Rule(set, x.order)
	var pools []string
	for rung := range ruling.Rulings {
		at := slices.IndexFunc(ruling.Rulings, func(r steer.Ruling) bool { return r.Rung == rung })
		if at < 0 {
			break
		}
		if rung == 0 {
			why = ruling.Rulings[at].Reason
		}
		pools = append(pools, named(x.World.Roster, &x.World.Roster.Groups[set.Group].Candidates[at]))
	}
	return strings.Join(pools, ", "), why
}

// returns tells when a pool that is kept away would be answered before what is
// now, if at all.
func (x *explaining) returns(set *roster.Set, g *roster.Group, i int) {
	mark, is := x.Inputs.Marks[set.Group][i], &x.outlook.Candidates[i]
	pool := named(x.World.Roster, &g.Candidates[i])
	in := x.Inputs.Clone()
	in.Marks[set.Group][i] = steer.Mark{}
	if mark.Set() && is.Standing.Live() {
		x.home(set, g, pool, mark, in)
		return
	}
	switch x.ruling.Rulings[i].Reason {
	case steer.IsSilent, steer.NeverAnswered, steer.IsRising, steer.IsDegraded:
	default:
		return // not its probes keep it away, or nothing does
	}
	x.revive(in, g, i)
	now, _ := x.leadsTo(x.Inputs, set)
	then, _ := x.leadsTo(in, set)
	if now == then {
		return
	}
	next := control.Next{If: pool + " is up again", Then: then}
	if x.ruling.Rulings[i].Reason == steer.NeverAnswered {
		next.If = pool + " answers"
	}
	if pin := x.Inputs.Pins[set.Group]; g.Policy.Kind == steer.One && (!pin.Set || pin.Candidate != i) {
		x.forgives(&next, g, mark, is.Pool, now)
	}
	x.out.Next = append(x.out.Next, next)
}

// forgives says for how long a pool must be back before its group returns to it,
// and until when it does so by itself.
func (x *explaining) forgives(next *control.Next, g *roster.Group, mark steer.Mark, is steer.Pool, now string) {
	if !mark.Set() {
		mark, _ = mark.Step(g.Policy, is, x.At) // as if it had fallen now
	}
	if !mark.Set() {
		return
	}
	word := "geosrv return " + g.Name + " (failback: command)"
	switch late := mark.Since.Add(g.Policy.Forgive - g.Policy.ReturnAfter); {
	case !g.Policy.FailbackCommand:
		next.If += fmt.Sprintf(" for %.0f s", g.Policy.ReturnAfter.Seconds())
	case x.At.Before(late):
		next.If += fmt.Sprintf(" before %s, for %.0f s", x.moment(late), g.Policy.ReturnAfter.Seconds())
		next.Then += "; later only by " + word
	default:
		next.Then = now + " all the same, until somebody says " + word
	}
}

// home tells when a pool that is well, and stood down, is let back.
func (x *explaining) home(set *roster.Set, g *roster.Group, pool string, mark steer.Mark, in *answer.Inputs) {
	now, _ := x.leadsTo(x.Inputs, set)
	then, _ := x.leadsTo(in, set)
	if now == then {
		return
	}
	still, wake := mark.Step(g.Policy, steer.Pool{}, x.At)
	if !still.Set() || x.Frozen {
		wake = time.Time{}
	}
	next := control.Next{If: "somebody says geosrv return " + g.Name, Then: then}
	if !wake.IsZero() {
		next = control.Next{If: pool + " stays well", Then: then, At: &wake}
	}
	x.out.Next = append(x.out.Next, next)
}

// revive takes a pool's endpoints for up.
func (x *explaining) revive(in *answer.Inputs, g *roster.Group, i int) {
	for _, j := range g.Candidates[i].Judges {
		for _, m := range j.Members {
			for _, e := range m.Endpoints {
				in.Verdicts[e].Standing, in.Verdicts[e].Never = 0, false
				if int(e) < len(in.Joining) {
					in.Joining[e] = false
				}
			}
			delete(in.Forced.Addrs, m.Addr)
		}
	}
}

// settles tells when the long TTL is back, if nothing else happens.
func (x *explaining) settles(set *roster.Set, g *roster.Group) {
	if !x.outlook.Unsettled || x.Inputs.Frozen || len(x.out.Down) > 0 {
		return
	}
	var last time.Time
	for _, c := range g.Candidates {
		for _, j := range c.Judges {
			for _, m := range j.Members {
				for _, e := range m.Endpoints {
					v, until := x.States[x.World.Roster.Endpoints[e].Key()].Verdict(x.At)
					if v.Unsettled && until.IsZero() {
						return // only a probe can say
					}
					if until.After(last) {
						last = until
					}
				}
			}
		}
	}
	if !last.IsZero() {
		x.out.Next = append(x.out.Next, control.Next{If: "nothing else changes", Then: "the TTL is the long one again", At: &last})
	}
}
