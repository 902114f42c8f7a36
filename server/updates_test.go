package server

import (
	"math/rand/v2"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// TestUpdatesEqualCompose flips verdicts, marks, pins and words ten thousand
// times, publishes by what each flip touches, and compares with plans composed
// from nothing: of parts, and finished.
func TestUpdatesEqualCompose(t *testing.T) {
	for seed := range uint64(4) {
		w := smallworld.Of(t, statesConfig, nil, statesZone("x.example"), statesZone("y.example"))
		if seed%2 == 1 {
			w = smallworld.Of(t, familiesConfig, nil, familiesZone)
		}
		f := &flipper{rand: rand.New(rand.NewPCG(seed, 7)), r: w.Roster, in: answer.NewInputs(w.Roster)}
		var c answer.Composer
		plan := c.Compose(w, f.in)
		for n := 0; n < 2500; {
			groups := []int32{}
			for range 1 + f.rand.IntN(8) {
				groups = append(groups, f.flip()...)
				n++
			}
			plan = c.Update(plan, f.in, groups)
			if n%16 > 7 {
				continue // often enough: a fault stays until its set is rendered again
			}
			var fresh answer.Composer
			nothing := fresh.Compose(w, f.in)
			if !plan.Equal(nothing) {
				t.Fatalf("seed %d: after %d flips the plan differs from one composed from nothing", seed, n)
			}
			plan = c.Finish(plan) // the next flips find blocks
			if !plan.Finished() || !plan.Equal(fresh.Finish(nothing)) {
				t.Fatalf("seed %d: after %d flips the finished plan differs from one composed and finished from nothing", seed, n)
			}
		}
	}
}

// TestUpdateNoticesEverything makes sure that the comparison can fail: a flip
// that nobody says leaves a plan behind.
func TestUpdateNoticesEverything(t *testing.T) {
	w := smallworld.Of(t, statesConfig, nil, statesZone("x.example"), statesZone("y.example"))
	in := answer.NewInputs(w.Roster)
	var c, fresh answer.Composer
	plan := c.Compose(w, in)
	in.Verdicts[0].Standing = health.Silent
	if plan.Equal(fresh.Compose(w, in)) {
		t.Error("a plan with a dead server equals one without")
	}
	for _, g := range w.Roster.EndpointGroups[0] {
		some := c.Update(plan, in, []int32{g})
		if len(w.Roster.EndpointGroups[0]) > 1 && some.Equal(fresh.Compose(w, in)) {
			t.Errorf("group %s alone makes up for the others", w.Roster.Groups[g].Name)
		}
	}
}

// flipper changes inputs at random and says which groups that touches, as the
// publisher does.
type flipper struct {
	rand *rand.Rand
	r    *roster.Roster
	in   *answer.Inputs
}

func (f *flipper) flip() []int32 {
	switch f.rand.IntN(10) {
	case 0:
		return f.mark()
	case 1:
		return f.pin()
	case 2:
		return f.word()
	}
	e := f.rand.IntN(len(f.r.Endpoints))
	f.in.Verdicts[e] = health.Verdict{
		Standing: health.Standing(f.rand.IntN(5)), Never: f.rand.IntN(4) == 0, Unsettled: f.rand.IntN(3) == 0,
	}
	return f.r.EndpointGroups[e]
}

func (f *flipper) group() (int32, *roster.Group) {
	g := f.rand.IntN(len(f.r.Groups))
	return int32(g), &f.r.Groups[g]
}

func (f *flipper) mark() []int32 {
	g, group := f.group()
	m := &f.in.Marks[g][f.rand.IntN(len(group.Candidates))]
	if m.Set() {
		*m = steer.Mark{}
	} else {
		m.Since = time.Unix(1, 0)
	}
	return []int32{g}
}

func (f *flipper) pin() []int32 {
	g, group := f.group()
	f.in.Pins[g] = steer.Pin{Set: f.rand.IntN(2) == 0, Candidate: f.rand.IntN(len(group.Candidates)), Hard: f.rand.IntN(2) == 0}
	return []int32{g}
}

// word says something of a pool or an address. Words touch everything, as the
// publisher has it.
func (f *flipper) word() []int32 {
	w := answer.Word(f.rand.IntN(3))
	if f.rand.IntN(2) == 0 {
		f.in.Pools[f.rand.IntN(len(f.r.Pools))] = w
	} else {
		f.in.Addrs[f.r.Endpoints[f.rand.IntN(len(f.r.Endpoints))].Addr.Addr()] = w
	}
	return everyGroup(f.r)
}

// A world of both families with aliases, carriers, needs, areas and weights.
const familiesConfig = `
profile: sip-trunk
geo: {networks: {10.0.0.0/24: s0, 10.0.1.0/24: s1, "2001:db8:a::/48": s2}}
sites: {s0: {at: [52, 5]}, s1: {at: [41, -74]}, s2: {at: [1, 104]}, s3: {at: [51, 0]}}
areas: {eu: [s0, s3]}
pools:
  p0: {site: s0, names: [h0.x.example, i0.x.example], min_up: 2}
  p1: {site: s1, names: [h1.x.example]}
  p2: {site: s2, names: [h2.x.example]}
  p3: {site: s3, names: [h3.x.example]}
groups:
  trunk: {policy: ladder, by: nearest, needs: all, sets: [_sip._udp.x.example, _sip._tcp.x.example, _sips._tcp.x.example]}
  homes: {policy: nearest, families: together, failback: command, pools: [p0, p1, p2], service: {check: tcp, port: 80}, sets: [www.x.example, ftp.x.example]}
steer:
  - {name: far.x.example, policy: nearest, pools: [p2, p1, p0], service: {check: tcp, port: 80}}
  - {name: _z._tcp.x.example, down: omit, drained: demote, rungs: 2, pool: none}
`

const familiesZone = `$ORIGIN x.example.
$TTL 60
@ SOA ns h 1 7200 900 1209600 60
@ NS ns
ns A 192.0.2.53
@ MX 10 h0
@ MX 20 h1
h0 A 192.0.0.0
h0 A 192.0.0.1
h0 AAAA 2001:db8::1
i0 A 192.0.0.2
h1 A 192.0.1.0
h1 AAAA 2001:db8:1::1
h1 AAAA 2001:db8:1::2
h2 A 192.0.2.0
h3 A 192.0.3.0
h3 A 192.0.3.1
_sip._udp SRV 10 40 5060 h0
_sip._udp SRV 10 20 5060 i0
_sip._udp SRV 20 30 5060 h1
_sip._udp SRV 30 30 5060 h2
_sip._udp SRV 30 30 5060 h3
_sip._tcp SRV 15 40 5060 h0
_sip._tcp SRV 20 30 5060 h1
_sip._tcp SRV 30 30 5060 h2
_sip._tcp SRV 30 30 5060 h3
_sips._tcp SRV 5 40 5061 h0
_sips._tcp SRV 20 30 5061 h1
_sips._tcp SRV 30 30 5061 h2
_sips._tcp SRV 30 30 5061 h3
_z._tcp SRV 0 0 9 h0
_z._tcp SRV 0 0 9 h1
_z._tcp SRV 0 0 9 h3
_z._tcp SRV 0 0 9 elsewhere.invalid.
www A 192.0.0.0
www AAAA 2001:db8::1
ftp A 192.0.0.0
far A 192.0.2.0
alias CNAME www
*.wild CNAME far
sub NS ns.sub
ns.sub A 192.0.2.99
`
