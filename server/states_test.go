package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
	"geosrv/server/steer"
)

// Four pools of three servers, one endpoint each: 4,096 states of up and down.
const statesConfig = `
geo: {networks: {10.0.0.0/24: s0, 10.0.1.0/24: s1, 10.0.2.0/24: s2, 10.0.3.0/24: s3}}
sites: {s0: {at: [52, 5]}, s1: {at: [41, -74]}, s2: {at: [1, 104]}, s3: {at: [-24, -47]}}
pools:
  p0: {site: s0, names: [h0.x.example]}
  p1: {site: s1, names: [h1.x.example]}
  p2: {site: s2, names: [h2.x.example]}
  p3: {site: s3, names: [h3.x.example]}
services: {t: {check: tcp, port: 443}}
groups:
  clients: {policy: ladder, service: t, sets: [_l._tcp.x.example, _l._tcp.y.example]}
  omits: {policy: ladder, by: zone, down: omit, service: t, sets: [_o._tcp.x.example]}
  partners: {policy: nearest, service: t, pools: [p3, p1, p0, p2], sets: [fed.x.example, fed.y.example]}
  gateway: {policy: single, service: t, pools: [p2, p0, p3, p1], sets: [_g._tcp.x.example, _g._tcp.y.example]}
`

func statesZone(origin string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "$ORIGIN %s.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n", origin)
	for p := range 4 {
		if origin == "x.example" {
			for s := range 3 {
				fmt.Fprintf(&b, "h%d A 192.0.%d.%d\n", p, p, s)
			}
		}
		fmt.Fprintf(&b, "_l._tcp SRV %d 0 443 h%d.x.example.\n", 10+10*p, p)
		fmt.Fprintf(&b, "_o._tcp SRV %d 7 443 h%d.x.example.\n", 10+10*(p/2), p)
		fmt.Fprintf(&b, "_g._tcp SRV 5 0 443 h%d.x.example.\n", p)
	}
	b.WriteString("fed A 192.0.0.0\nfed A 192.0.0.1\n_f._tcp SRV 0 0 5061 fed\n")
	return b.String()
}

// states is the world of statesConfig with everything that is asked of it.
type states struct {
	decoder
	t        *testing.T
	world    *answer.World
	hosts    map[string]int // target in wire form -> pool
	askers   []string
	in       map[string][]byte // "name type asker" -> query
	shape    map[string][]string
	composer answer.Composer
}

func newStates(t *testing.T) *states {
	s := &states{
		t: t, hosts: map[string]int{}, in: map[string][]byte{}, shape: map[string][]string{},
		askers: []string{"", "10.0.0.1", "10.0.1.1", "10.0.2.1", "10.0.3.1"},
		world:  smallworld.Of(t, statesConfig, nil, statesZone("x.example"), statesZone("y.example")),
	}
	for p := range 4 {
		s.hosts[wireOf(t, fmt.Sprintf("h%d.x.example", p))] = p
	}
	if n := len(s.world.Roster.Endpoints); n != 12 {
		t.Fatalf("%d endpoints, want 12", n)
	}
	return s
}

// inputs are the verdicts of a state: bit 3*p+s is server s of pool p.
func (s *states) inputs(state int, never bool) *answer.Inputs {
	in := answer.NewInputs(s.world.Roster)
	for i, e := range s.world.Roster.Endpoints {
		a := e.Addr.Addr().As4()
		if state>>(3*int(a[2])+int(a[3]))&1 == 0 {
			in.Verdicts[i] = health.Verdict{Standing: health.Silent, Never: never}
		}
	}
	return in
}

func live(state, pool int) bool { return state>>(3*pool)&7 != 0 }

// query asks once more what was asked before.
func (s *states) query(p *answer.Plan, name string, qtype uint16, from string) reply {
	key := fmt.Sprint(name, " ", qtype, " ", from)
	in, ok := s.in[key]
	if !ok {
		in = packed(s.t, name, qtype, from)
		s.in[key] = in
	}
	r := s.ask(s.t, p, in)
	if r.rcode != dns.RcodeSuccess || len(r.answer) == 0 {
		s.t.Fatalf("%s %d from %q: rcode %d and %d records", name, qtype, from, r.rcode, len(r.answer))
	}
	return r
}

// TestEveryState asks every steered name, as every kind of asker, in every
// state of 12 servers.
func TestEveryState(t *testing.T) {
	s := newStates(t)
	step := 1
	if underRace {
		step = 13 // a divisor of 4,095: the first and the last are among them
	}
	for state := 1<<12 - 1; state >= 0; state -= step {
		plan := s.composer.Compose(s.world, s.inputs(state, false))
		addresses := s.members(plan, state)
		for _, from := range s.askers {
			s.service(plan, state, "_l._tcp.x.example", from, addresses)
			s.service(plan, state, "_l._tcp.y.example", from, addresses)
			s.service(plan, state, "_o._tcp.x.example", from, addresses)
			s.partners(plan, state, from)
		}
		s.gateway(plan, state, addresses)
		if t.Failed() {
			t.Fatalf("in state %012b", state)
		}
	}
	plan := s.composer.Compose(s.world, s.inputs(0, true))
	for _, from := range s.askers { // silent since ever: the same shape
		s.service(plan, 0, "_l._tcp.x.example", from, s.members(plan, 0))
		s.partners(plan, 0, from)
	}
}

// members checks the host names of pools and returns what they answer.
func (s *states) members(p *answer.Plan, state int) (addresses [4][]string) {
	for pool := range 4 {
		var want []string
		for server := range 3 {
			if state>>(3*pool+server)&1 == 1 || !live(state, pool) {
				want = append(want, string([]byte{192, 0, byte(pool), byte(server)}))
			}
		}
		addresses[pool] = rdatas(s.query(p, fmt.Sprintf("h%d.x.example", pool), dns.TypeA, "").answer)
		if !slices.Equal(addresses[pool], want) {
			s.t.Errorf("host of pool %d: %v, want %v", pool, []byte(strings.Join(addresses[pool], "")), []byte(strings.Join(want, "")))
		}
	}
	return addresses
}

// service checks a ladder: no weight of 0, a live pool first, the additional
// section as the names themselves answer, and the shape of all up when all are
// silent.
func (s *states) service(p *answer.Plan, state int, name, from string, addresses [4][]string) {
	r := s.query(p, name, dns.TypeSRV, from)
	lowest, shape := uint16(0xffff), []string{}
	for _, rr := range r.answer {
		priority, weight, _, _ := rr.service()
		lowest = min(lowest, priority)
		if weight == 0 {
			s.t.Errorf("%s: weight 0", name)
		}
		shape = append(shape, rr.rdata)
	}
	for _, rr := range r.answer {
		if priority, _, _, target := rr.service(); priority == lowest && state != 0 && !live(state, s.hosts[target]) {
			s.t.Errorf("%s from %q: pool %d is silent and on the first rung", name, from, s.hosts[target])
		}
	}
	s.additional(r, addresses)
	s.same(state, name+" "+from, shape)
}

// additional checks that each host of an answer brings the addresses that it
// answers itself.
func (s *states) additional(r reply, addresses [4][]string) {
	brought := map[string][]record{}
	for _, rr := range r.additional {
		brought[rr.owner] = append(brought[rr.owner], rr)
	}
	targets := map[string]bool{}
	for _, rr := range r.answer {
		_, _, _, target := rr.service()
		targets[target] = true
		if got := rdatas(brought[target]); !slices.Equal(got, addresses[s.hosts[target]]) {
			s.t.Errorf("additional of pool %d differs from its name", s.hosts[target])
		}
	}
	if len(brought) != len(targets) {
		s.t.Errorf("additional of %d names for %d targets", len(brought), len(targets))
	}
}

// same notes the shape of everything up and compares it with that of
// everything silent.
func (s *states) same(state int, key string, shape []string) {
	switch state {
	case 1<<12 - 1:
		s.shape[key] = shape
	case 0:
		if !slices.Equal(shape, s.shape[key]) {
			s.t.Errorf("%s: all silent %q, all up %q", key, shape, s.shape[key])
		}
	}
}

// partners checks a group of names whose addresses move: both name the one
// pool that this asker should have, and nothing carries what is tailored.
func (s *states) partners(p *answer.Plan, state int, from string) {
	x := rdatas(s.query(p, "fed.x.example", dns.TypeA, from).answer)
	y := rdatas(s.query(p, "fed.y.example", dns.TypeA, from).answer)
	if !slices.Equal(x, y) {
		s.t.Errorf("partners from %q: two names of a group differ", from)
	}
	pool := int(x[0][2])
	if state != 0 && !live(state, pool) {
		s.t.Errorf("partners from %q: sent to pool %d, which is silent", from, pool)
	}
	for _, a := range x {
		if int(a[2]) != pool || live(state, pool) && state>>(3*pool+int(a[3]))&1 == 0 {
			s.t.Errorf("partners from %q: address %v", from, []byte(a))
		}
	}
	if r := s.query(p, "_f._tcp.x.example", dns.TypeSRV, from); len(r.additional) > 0 {
		s.t.Error("a record carries addresses that depend on the asker")
	}
	s.same(state, "fed "+from, x)
}

// gateway checks an SRV set of one pool: one record, the same for both names,
// the first live pool of the list.
func (s *states) gateway(p *answer.Plan, state int, addresses [4][]string) {
	want := 2
	for _, pool := range [...]int{1, 3, 0, 2} {
		if live(state, pool) {
			want = pool
		}
	}
	for _, name := range [...]string{"_g._tcp.x.example", "_g._tcp.y.example"} {
		for _, from := range s.askers {
			r := s.query(p, name, dns.TypeSRV, from)
			priority, weight, _, target := r.answer[0].service()
			if len(r.answer) != 1 || s.hosts[target] != want || priority != 5 || weight != 1 {
				s.t.Errorf("%s: %d records, the first of pool %d (%d %d), want one of pool %d (5 1)",
					name, len(r.answer), s.hosts[target], priority, weight, want)
			}
			s.additional(r, addresses)
		}
	}
}

// TestEveryStanding asks in every combination of standings of four pools, as
// operators and servers make them: no name is ever empty.
func TestEveryStanding(t *testing.T) {
	s := newStates(t)
	standings := [...]steer.Standing{steer.Up, steer.Rising, steer.Drained, steer.Silent, steer.Maintenance}
	for n := range 625 {
		in := s.inputs(1<<12-1, false)
		for pool, rest := 0, n; pool < 4; pool, rest = pool+1, rest/5 {
			s.stand(in, pool, standings[rest%5])
		}
		plan := s.composer.Compose(s.world, in)
		for _, from := range s.askers {
			for _, name := range [...]string{"_l._tcp.x.example", "_o._tcp.x.example", "_g._tcp.x.example"} {
				s.query(plan, name, dns.TypeSRV, from)
			}
			s.query(plan, "fed.x.example", dns.TypeA, from)
			s.query(plan, "h0.x.example", dns.TypeA, from)
		}
	}
}

// stand brings one pool into a standing.
func (s *states) stand(in *answer.Inputs, pool int, standing steer.Standing) {
	switch standing {
	case steer.Drained:
		in.Pools[pool] = answer.Drain
	case steer.Maintenance:
		in.Pools[pool] = answer.Maintenance
	}
	for i, e := range s.world.Roster.Endpoints {
		if int(e.Addr.Addr().As4()[2]) != pool {
			continue
		}
		switch standing {
		case steer.Rising:
			in.Verdicts[i].Standing = health.Rising
		case steer.Silent:
			in.Verdicts[i].Standing = health.Silent
		}
	}
}
