package server

import (
	"fmt"
	"slices"
	"strings"

	"geosrv/server/answer"
	"geosrv/server/journal"
	"geosrv/server/outbound"
	"geosrv/server/picture"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// advice is what the publisher has to remember to tell people what is left to
// them. The zero value is ready.
type advice struct {
	of       *roster.Roster
	outbound map[int32][]outbound.Way
	leads    map[string]string // the pool that a group with such a service leads to, by group
}

// advise looks at groups that were just published, and says what a person has
// to do about them: where a service leads elsewhere whose way out DNS does not
// move, and where a group stays at a silent pool although that is to nobody's
// liking. Operators who move a group are told so by their verb; this is for
// moves that nobody commanded.
func (p *Publisher) advise(changed []int32) (out []journal.Advice) {
	r, a := p.world.Roster, &p.advice
	if a.of != r {
		a.of, a.outbound = r, outbound.Of(r)
		before := a.leads
		a.leads = map[string]string{}
		for g := range a.outbound {
			name := r.Groups[g].Name
			a.leads[name] = before[name]
		}
	}
	changed = slices.DeleteFunc(slices.Clone(changed), func(g int32) bool {
		group := &r.Groups[g]
		return group.Policy.Kind != steer.One || group.Observe || len(a.outbound[g]) == 0 && !p.silent(g)
	})
	for i, o := range p.world.Outlooks(p.in, changed) {
		g := changed[i]
		name := r.Groups[g].Name
		if is, was := picture.Leader(r, g, &o), a.leads[name]; len(a.outbound[g]) > 0 && is != was {
			a.leads[name] = is
			for _, s := range a.outbound[g] {
				if was != "" && is != "" {
					out = append(out, journal.Advice{Group: name, Pools: []string{was, is}, Text: s.Repoint(is)})
				}
			}
		}
		if text, pools := p.stranded(g, &o); text != "" {
			out = append(out, journal.Advice{Group: name, Pools: pools, Text: text})
		}
	}
	return out
}

// silent reports whether a candidate of the group fell silent.
func (p *Publisher) silent(g int32) bool {
	return slices.ContainsFunc(p.composer.Standings(g).Candidates, fellSilent)
}

// fellSilent reports whether a candidate answered once, and does not any more.
func fellSilent(c steer.Candidate) bool { return c.Standing == steer.Silent && !c.Never }

// stranded says that a group leads somebody to a pool that fell silent, and what
// would help, with the pools that this is about; "" if it does not. Of a hard pin
// pinned tells.
func (p *Publisher) stranded(g int32, o *answer.Outlook) (text string, pools []string) {
	r := p.world.Roster
	group, pin := &r.Groups[g], p.in.Pins[g]
	at := lost(o)
	if at < 0 || group.Candidates[at].Pool < 0 || o.Disabled || pin.Set && pin.Hard {
		return "", nil
	}
	var live, never []string
	others := 0
	for i, c := range group.Candidates {
		if i == at || c.Pool < 0 || c.StandIn > 0 {
			continue
		}
		others++
		switch name := r.Pools[c.Pool].Name; {
		case o.Candidates[i].Standing.Live():
			live = append(live, name)
		case o.Candidates[i].Never:
			never = append(never, name)
		}
	}
	pool := r.Pools[group.Candidates[at].Pool].Name
	text = group.Name + " stays at " + pool + ", which is silent: "
	switch {
	case len(live) > 0:
		text += "geosrv move " + group.Name + " " + live[0]
	case others == 0:
		text += "it has no other pool"
	case len(never) == others:
		first := "bring it up in one"
		if slices.Contains(p.advice.outbound[g], outbound.Federation) {
			first = "publish Topology"
		}
		text += fmt.Sprintf("no other pool has ever answered%s; %s, then geosrv move %s %s", p.ports(g, at), first, group.Name, never[0])
	default:
		text += "no other pool answers"
	}
	return text, append(live, pool)
}

// lost is a candidate that fell silent and to which people of some place are
// led, or -1.
func lost(o *answer.Outlook) int {
	for order := range o.Orders() {
		if rung, ok := o.First(order); ok && fellSilent(o.Candidates[rung.Candidate]) {
			return rung.Candidate
		}
	}
	return -1
}

// ports are those that the other pools of a group are probed at, as words.
func (p *Publisher) ports(g int32, but int) string {
	r := p.world.Roster
	var ports []string
	for i, c := range r.Groups[g].Candidates {
		for _, j := range c.Judges {
			for _, m := range j.Members {
				for _, n := range m.Endpoints {
					if port := fmt.Sprint(r.Endpoints[n].Addr.Port()); i != but && port != "0" && !slices.Contains(ports, port) {
						ports = append(ports, port)
					}
				}
			}
		}
	}
	if len(ports) == 0 {
		return ""
	}
	slices.Sort(ports)
	return " on " + strings.Join(ports, ", ")
}
