package server

import (
	"maps"
	"net"
	"slices"
	"time"

	"geosrv/health"
	"geosrv/server/picture"
	"geosrv/server/roster"
)

// sight is what the publisher knows of being able to see. The zero value is
// that of a publisher without a world. It belongs to the publisher's goroutine.
type sight struct {
	doubt    *health.Doubt
	numbers  map[string]int // subjects by key: endpoints by their number, references behind them
	look     time.Time      // when doubt wants to be asked again; zero: never
	isolated bool           // verdicts wait because nobody answers who would prove that we can see
	prober   prober
}

// prober is what the publisher wants of a runner: to probe endpoints out of
// turn, and to take opinions back that were never acted on.
type prober interface {
	Hurry(keys ...string)
	Restate(states map[string]health.State)
}

// Ask gives the publisher the runner that reports to it. It must be called
// before Run; without it nobody is asked.
func (p *Publisher) Ask(by prober) { p.prober = by }

// probed are all endpoints of a world that are probed: those that steer, and
// the references.
func probed(r *roster.Roster) []health.Endpoint {
	all := make([]health.Endpoint, 0, len(r.Endpoints)+len(r.References))
	all = append(all, r.Endpoints...)
	for _, ref := range r.References {
		all = append(all, ref.Endpoint)
	}
	return all
}

// asked are the endpoints that a runner of this host probes: a nameserver of the
// zones that is this very host proves nothing.
func asked(r *roster.Roster) []health.Endpoint {
	all := probed(r)
	ours, err := net.InterfaceAddrs()
	if err != nil {
		return all
	}
	for i := len(r.References) - 1; i >= 0; i-- {
		ref := &r.References[i]
		here := slices.ContainsFunc(ours, func(a net.Addr) bool {
			n, ok := a.(*net.IPNet)
			return ok && n.IP.Equal(ref.Endpoint.Dial.Addr().AsSlice())
		})
		if !ref.Said && (here || ref.Endpoint.Dial.Addr().IsLoopback()) {
			at := len(r.Endpoints) + i
			all = slices.Delete(all, at, at+1)
		}
	}
	return all
}

// doubts makes the doubt about a world; what was known by key goes on.
func (p *Publisher) doubts(r *roster.Roster) {
	p.numbers = map[string]int{}
	var list []health.Subject
	for i, e := range probed(r) {
		s := health.Subject{Key: e.Key(), V6: e.Dial.Addr().Is6(), Timing: e.Timing, Told: e.Check == "file"}
		at := int32(-1)
		if s.Reference = i >= len(r.Endpoints); s.Reference {
			at = r.References[i-len(r.Endpoints)].Site
		} else {
			at = r.EndpointSites[i]
		}
		if at >= 0 {
			s.Site = r.Config.Sites[at].Name
		}
		p.numbers[s.Key] = i
		list = append(list, s)
	}
	p.doubt = health.NewDoubt(list, p.states, p.doubt)
}

// see takes in states, in the order in which they were seen.
func (p *Publisher) see(states map[string]health.State) {
	for _, key := range health.InOrder(states) {
		if n, ok := p.numbers[key]; ok {
			p.doubt.See(n, states[key])
		}
	}
}

// weigh looks again at the verdicts that wait, has those asked who could
// corroborate them, and raises or ends the alarm. It returns the groups that
// look at a verdict that moved. While an operator froze the verdicts nobody
// waits for anything.
func (p *Publisher) weigh(now time.Time, groups []int32) []int32 {
	p.look = time.Time{}
	if p.frozen {
		return groups
	}
	endpoints := p.world.Roster.Endpoints
	for _, n := range p.doubt.Waiting(now) {
		groups = p.judge(int32(n), p.states[endpoints[n].Key()], now, groups)
	}
	pardons := p.doubt.Pardons()
	for key, s := range pardons {
		if i, ok := p.index[key]; ok {
			p.states[key] = s
			groups = p.judge(i, s, now, groups)
		}
	}
	var keys []string
	if keys, p.look = p.doubt.Asks(now); p.prober != nil {
		p.prober.Hurry(keys...)
		p.prober.Restate(pardons)
	}
	blind := p.doubt.Blind()
	if isolated := len(blind) > 0; isolated != p.isolated {
		p.isolated = isolated
		p.freezes()
		p.journal.Sight(now, blind)
		return everyGroup(p.world.Roster)
	}
	return groups
}

// opinions are the states of all that is probed.
func (p *Publisher) opinions() map[string]health.State {
	all := copied(p.states)
	for i, ref := range p.world.Roster.References {
		if s := p.doubt.Opinion(len(p.world.Roster.Endpoints) + i); s.Ever {
			all[ref.Endpoint.Key()] = s
		}
	}
	return all
}

// acted are the states of endpoints as they are acted on. Of those that are worse, what
// answered once stands as it is acted on, and what never did is left out: after a
// restart nobody would know any more that it was doubted. References that fell silent
// with it stand as they did, so that they are missed; other silent ones are left out.
func acted(pic *picture.Picture) map[string]health.State {
	acted := maps.Clone(pic.States)
	doubted := false
	for i, v := range pic.Inputs.Verdicts {
		key := pic.World.Roster.Endpoints[i].Key()
		s, ok := acted[key]
		opinion, _ := s.Verdict(pic.At)
		switch {
		case !ok || opinion.Standing <= v.Standing:
		case s.Ever:
			acted[key], doubted = s.Doubted(v.Standing), true
		default:
			delete(acted, key)
		}
	}
	for _, ref := range pic.World.Roster.References {
		key := ref.Endpoint.Key()
		s := acted[key]
		switch v, _ := s.Verdict(pic.At); {
		case v.Standing != health.Silent:
		case doubted && s.Ever:
			acted[key] = s.Doubted(health.Up)
		default:
			delete(acted, key)
		}
	}
	return acted
}
