package answer

import (
	"encoding/binary"
	"fmt"
	"net/netip"

	"geosrv/health"
	"geosrv/server/roster"
	"geosrv/server/steer"
	"geosrv/server/wire"
	"geosrv/zones"
)

// selfTests is how many records a self-test looks at, about: some tens of
// milliseconds.
const selfTests = 1_000_000

// SelfTest renders a world and looks at what it would answer: every steered set, in
// every order of places, with everything up, with everything down, and with each site
// down. Each answer has records, of the type that was asked for, with a TTL within
// the bounds; `one` is one pool; the targets of our pools have addresses. Above
// a million records it takes a part of the groups, another one for each turn. It
// returns how many sets it tested; the error names set, state and place.
func (w *World) SelfTest(turn uint64) (tested int, err error) {
	t := &selfTest{w: w, in: NewInputs(w.Roster)}
	t.plan = t.composer.Compose(w, t.in)
	groups := t.sample(turn)
	if err := t.look(groups, "with everything up"); err != nil {
		return 0, err
	}
	states := []state{{"with everything down", -1}}
	for i := range w.Roster.Config.Sites {
		states = append(states, state{"with site " + w.Roster.Config.Sites[i].Name + " down", int32(i)})
	}
	base := t.plan
	for _, s := range states {
		in := NewInputs(w.Roster)
		if !s.fall(w.Roster, in) {
			continue
		}
		t.in = in
		t.plan = t.composer.Update(base, in, groups)
		if err := t.look(groups, s.name); err != nil {
			return 0, err
		}
	}
	for _, g := range groups {
		tested += len(w.Roster.Groups[g].Sets)
	}
	return tested, nil
}

// state is a site that is down, or all of them: -1.
type state struct {
	name string
	site int32
}

// fall makes the endpoints of a site silent; false if it has none.
func (s state) fall(r *roster.Roster, in *Inputs) (any bool) {
	for i := range in.Verdicts {
		if s.site < 0 || r.EndpointSites[i] == s.site {
			in.Verdicts[i] = health.Verdict{Standing: health.Silent}
			any = true
		}
	}
	return any
}

// selfTest is one run.
type selfTest struct {
	w        *World
	composer Composer
	in       *Inputs
	plan     *Plan
	answerer Answerer
	out      wire.Room
}

// sample is which groups are tested.
func (t *selfTest) sample(turn uint64) (groups []int32) {
	r := t.w.Roster
	all, states := 0, 2+len(r.Config.Sites)
	for g := range r.Groups {
		all += len(r.Groups[g].Sets) * max(1, len(r.Groups[g].Candidates)) * t.orders(int32(g)) * states
	}
	step := max(1, (all+selfTests-1)/selfTests)
	for g := int(turn % uint64(step)); g < len(r.Groups); g += step {
		groups = append(groups, int32(g))
	}
	return groups
}

func (t *selfTest) orders(group int32) int { return len(t.w.rankings[t.w.shape[group]]) }

// look looks at all answers of groups.
func (t *selfTest) look(groups []int32, state string) error {
	r := t.w.Roster
	for _, g := range groups {
		for _, n := range r.Groups[g].Sets {
			set := &r.Sets[n]
			var err error
			for order := 0; err == nil && order < t.orders(g); order++ {
				err = t.answer(n, uint16(order))
			}
			if err == nil {
				err = t.replies(set)
			}
			if err != nil {
				return fmt.Errorf("self-test: %s %s, %s: %w", set.Owner.Text(), typeWord(set.Type), state, err)
			}
		}
	}
	return nil
}

// answer looks at what is answered to the places of an order.
func (t *selfTest) answer(n int32, order uint16) error {
	v, set := &t.plan.views[0], &t.w.Roster.Sets[n]
	g := &t.w.Roster.Groups[set.Group]
	if set.Type != typeSRV {
		s := v.sets[n]
		b := s.block(order, 0)
		return t.records(set, s.data[b.off:b.off+uint32(b.answer)], int(b.an))
	}
	l := v.ladders[n]
	rungs := l.rungs[l.variant[order]]
	switch {
	case len(rungs) == 0:
		return fmt.Errorf("order %d: nothing is answered", order)
	case g.Policy.Kind == steer.One && !g.Policy.Standby && len(rungs) > 1:
		return fmt.Errorf("order %d: %d pools are answered instead of one", order, len(rungs))
	}
	for _, rung := range rungs {
		p := &l.parts[rung.Candidate]
		if err := t.records(set, l.data[p.off:p.off+uint32(p.size)], int(p.n)); err != nil {
			return err
		}
		if err := t.targets(set, g, rung.Candidate); err != nil {
			return err
		}
	}
	return nil
}

// records looks at the records of an answer section.
func (t *selfTest) records(set *roster.Set, data []byte, n int) error {
	if n == 0 {
		return fmt.Errorf("nothing is answered")
	}
	limit := max(5, min(set.TTL, t.w.Roster.Groups[set.Group].TTL))
	for i := range n {
		if len(data) < pointerLen+fixedLen {
			return fmt.Errorf("record %d is cut short", i)
		}
		size := pointerLen + fixedLen + int(binary.BigEndian.Uint16(data[lengthAt:]))
		kind, ttl := binary.BigEndian.Uint16(data[pointerLen:]), binary.BigEndian.Uint32(data[ttlAt:])
		switch {
		case size > len(data):
			return fmt.Errorf("record %d is cut short", i)
		case kind != set.Type:
			return fmt.Errorf("record %d is of type %d", i, kind)
		case ttl < 5 || ttl > limit:
			return fmt.Errorf("a TTL of %d, not of 5 to %d", ttl, limit)
		}
		data = data[size:]
	}
	if len(data) > 0 {
		return fmt.Errorf("%d octets behind the last record", len(data))
	}
	return nil
}

// targets looks whether the targets of a pool in our zones have addresses.
func (t *selfTest) targets(set *roster.Set, g *roster.Group, candidate int) error {
	if g.Candidates[candidate].Pool < 0 {
		return nil
	}
	for _, i := range set.By[candidate] {
		target := &set.Records[i].Target
		if target.Addr[0] == roster.None && target.Addr[1] == roster.None && t.ours(target.Name) {
			return fmt.Errorf("the target %s has no addresses", target.Name.Text())
		}
	}
	return nil
}

func typeWord(rrtype uint16) string {
	switch rrtype {
	case typeSRV:
		return "SRV"
	case typeAAAA:
		return "AAAA"
	}
	return "A"
}

// ours reports whether a name is in one of our zones.
func (t *selfTest) ours(name zones.Name) bool {
	for _, s := range t.w.Roster.Sources {
		if name.Under(s.Zone.Apex()) {
			return true
		}
	}
	return false
}

// replies asks for a set as anybody would.
func (t *selfTest) replies(set *roster.Set) error {
	in := make([]byte, headerLen, headerLen+len(set.Owner)+4)
	in[5] = 1
	in = append(in, set.Owner...)
	in = append(in, byte(set.Type>>8), byte(set.Type), 0, 1)
	t.answerer.Who, t.answerer.UDP = &Meta{Source: netip.IPv4Unspecified()}, false
	n := t.answerer.Reply(t.plan, in, &t.out)
	switch {
	case n < headerLen:
		return fmt.Errorf("no reply")
	case t.out[2]&4 == 0:
		return fmt.Errorf("the reply is not authoritative")
	case t.out[3]&15 != 0:
		return fmt.Errorf("the reply has RCODE %d", t.out[3]&15)
	case t.out[6]|t.out[7] == 0:
		return fmt.Errorf("the reply has no answer")
	}
	return nil
}
