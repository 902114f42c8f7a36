package answer

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"geosrv/health"
)

// TestFlipsKeepWhatIsFinished: however flips and slices take turns, the finished
// plan is the one that is composed and finished from nothing, and it holds no
// more than was reckoned with.
func TestFlipsKeepWhatIsFinished(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawLadders(t)
		in := NewInputs(w.Roster)
		var c, fresh Composer
		plan := c.Compose(w, in)
		for range 6 {
			f := c.Finishing(plan)
			f.slice = 1
			for range rapid.IntRange(0, 4).Draw(t, "slices") {
				if !f.Slice() {
					break
				}
			}
			plan = f.Plan()
			e := rapid.IntRange(0, len(in.Verdicts)-1).Draw(t, "endpoint")
			in.Verdicts[e].Standing = rapid.SampledFrom([]health.Standing{health.Up, health.Silent, health.Drained}).Draw(t, "standing")
			plan = c.Update(plan, in, w.Roster.EndpointGroups[e])
		}
		generation := plan.Generation
		plan = c.Finish(plan)
		nothing := fresh.Finish(fresh.Compose(w, in))
		if !plan.Finished() || !plan.Equal(nothing) || !nothing.Equal(plan) || plan.Generation != generation {
			t.Fatal("flips and slices left another plan than one from nothing")
		}
		octets := 0
		for n, l := range plan.views[0].ladders {
			if l == nil {
				continue
			}
			octets += len(l.blocks.data) + 4*len(l.blocks.cuts) + 20*len(l.blocks.slots[0])
			if most := w.ladderOctets(&w.Roster.Sets[n]); octets > most {
				t.Fatalf("set %d has %d octets of blocks, %d were reckoned with", n, octets, most)
			}
			octets = 0
		}
	})
}

// TestOnlyTheClosureIsFinished: blocks of sets that a flip does not touch stay
// where they are, and so do all where a verdict changes nothing.
func TestOnlyTheClosureIsFinished(t *testing.T) {
	w, err := worldFrom(pairs(4), pairsZone(4))
	if err != nil {
		t.Fatal(err)
	}
	in := NewInputs(w.Roster)
	var c Composer
	before := c.Finish(c.Compose(w, in))
	count := func(p *Plan) (kept int) {
		for n, l := range p.views[0].ladders {
			if l != nil && l == before.views[0].ladders[n] {
				kept++
			}
		}
		return kept
	}
	if same := c.Update(before, in, numbers(len(w.Roster.Groups))); count(same) != 4 || !same.Finished() {
		t.Errorf("nothing changed: %d of 4 ladders were kept", count(same))
	}
	in.Verdicts[0].Standing = health.Silent
	after := c.Update(before, in, w.Roster.EndpointGroups[0])
	if count(after) != 3 || after.Finished() {
		t.Errorf("one set changed: %d ladders were kept, want 3", count(after))
	}
	f := c.Finishing(after)
	for f.Slice() {
	}
	if f.Finished() != 1 || !f.Plan().Finished() {
		t.Errorf("one set changed: %d were finished", f.Finished())
	}
}

// TestBudget: ladders past the budget answer from parts, the same ones whatever
// stands how.
func TestBudget(t *testing.T) {
	w, err := worldFrom(pairs(4), pairsZone(4))
	if err != nil {
		t.Fatal(err)
	}
	finished, of, octets := w.Finishable()
	if finished != 4 || of != 4 || octets%4 != 0 {
		t.Fatalf("%d of %d finished, %d octets; want all of 4, alike", finished, of, octets)
	}
	w.budget(octets/2 + 1)
	if finished, of, half := w.Finishable(); finished != 2 || of != 4 || half != octets/2 {
		t.Fatalf("%d of %d finished, %d octets; want 2 of 4, %d", finished, of, half, octets/2)
	}
	in := NewInputs(w.Roster)
	var c Composer
	plan := c.Compose(w, in)
	for e := range in.Verdicts {
		in.Verdicts[e].Standing = health.Silent
		plan = c.Finish(c.Update(plan, in, w.Roster.EndpointGroups[e]))
		n := 0
		for _, l := range plan.views[0].ladders {
			if l != nil && l.finished() {
				n++
			}
		}
		if n != 2 || !plan.Finished() {
			t.Errorf("%d ladders have blocks, want 2", n)
		}
	}
}

// pairs are n ladder sets with pools of their own, two each.
func pairs(n int) string {
	var pools, sets strings.Builder
	for i := range n {
		for k := range 2 {
			fmt.Fprintf(&pools, "  p%d%d: {site: s%d, names: [h%d%d.x.example]}\n", i, k, k, i, k)
		}
		fmt.Fprintf(&sets, "  - {name: _s%d._tcp.x.example, policy: ladder, service: {check: tcp, port: 443}}\n", i)
	}
	return "sites: {s0: {at: [52, 5]}, s1: {at: [41, -74]}}\npools:\n" + pools.String() + "steer:\n" + sets.String()
}

func pairsZone(n int) string {
	var z strings.Builder
	z.WriteString("$ORIGIN x.example.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n NS ns\nns A 192.0.2.53\n")
	for i := range n {
		for k := range 2 {
			fmt.Fprintf(&z, "h%d%d A 192.0.2.%d\n_s%d._tcp SRV 10 10 443 h%d%d\n", i, k, 10*i+k, i, i, k)
		}
	}
	return z.String()
}

// long is a ladder of two pools with n targets each, of 242 octets, with many
// addresses.
func long(n, addresses int) (yaml, zone string) {
	fill := strings.Repeat(strings.Repeat("f", 58)+".", 4)
	var c, z strings.Builder
	c.WriteString("probe: {max_in_flight: 11000}\ngeo: {networks: {10.0.0.0/16: s0, 10.1.0.0/16: s1}}\nsites: {s0: {at: [52, 5]}, s1: {at: [41, -74]}}\npools:\n")
	z.WriteString("$ORIGIN e.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n NS ns\nns A 192.0.2.53\n")
	for p := range 2 {
		fmt.Fprintf(&c, "  p%d:\n    site: s%d\n    names:\n", p, p)
		for i := range n {
			name := fmt.Sprintf("t%02d%d.%se", i, p, fill)
			fmt.Fprintf(&c, "      - %s\n", name)
			fmt.Fprintf(&z, "_s._tcp SRV 10 10 443 %s.\n", name)
			for a := range addresses {
				fmt.Fprintf(&z, "%s. A 10.%d.%d.%d\n", name, 9+p, i, a)
			}
		}
	}
	c.WriteString("steer:\n  - {name: _s._tcp.e, policy: ladder, service: {check: tcp, port: 443}}\n")
	return c.String(), z.String()
}

// TestLongLadders: no pointer reaches behind 16,383 octets, and no message
// holds more than 65,535. Additional sections end there.
func TestLongLadders(t *testing.T) {
	for _, c := range []struct{ targets, addresses, full, ar int }{
		{2, 1, 4*262 + 4*16, 4},
		{50, 1, 100*262 + 63*16, 63},     // the record of the 64th target stands at 16,551
		{50, 60, 100*262 + 40*960, 2400}, // 41 would be 65,560
	} {
		w, err := worldFrom(long(c.targets, c.addresses))
		if err != nil {
			t.Fatal(err)
		}
		in := NewInputs(w.Roster)
		var composer Composer
		parts := composer.Compose(w, in)
		whole := composer.Finish(parts)
		for n, l := range whole.views[0].ladders {
			if l == nil {
				continue
			}
			b := l.blocks.slots[1][0]
			if int(b.full) != c.full || int(b.ar) != c.ar {
				t.Errorf("%d targets: a block of %d octets with %d addresses, want %d with %d", 2*c.targets, b.full, b.ar, c.full, c.ar)
			}
			for _, room := range []int{0, 1200, 16_000, 17_000, 27_000, 28_000, 63_000, math.MaxUint16} {
				newAsker().same(t, parts, whole, n, room)
			}
		}
	}
}
