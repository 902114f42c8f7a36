package steer

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestReasonsAreClosed: the list that explain, status, log, metrics and history
// share is this one, and how a candidate that goes first, or behind, is called.
func TestReasonsAreClosed(t *testing.T) {
	var got []string
	for _, r := range Reasons() {
		got = append(got, r.String())
	}
	slices.Sort(got)
	want := []string{"chosen", "degraded", "drained", "farther", "forced", "frozen", "maintenance", "never", "pinned", "rising", "silent", "stood down"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestRule(t *testing.T) {
	never := cand(Silent)
	never.Never = true
	forced := cand(Silent)
	forced.Forced = true
	one, ladder := Policy{Kind: One}, Policy{Kind: Ladder, First: 10, Step: 10}
	for _, c := range []struct {
		what   string
		p      Policy
		cs     []Candidate
		pin    Pin
		family int
		want   []Reason
	}{
		{"all up", one, []Candidate{cand(Up), cand(Up)}, Pin{}, AnyFamily, []Reason{Chosen, Farther}},
		{"silent", one, []Candidate{cand(Silent), cand(Up)}, Pin{}, AnyFamily, []Reason{IsSilent, Chosen}},
		{"silent, and stood down for it", one, []Candidate{down(cand(Silent)), cand(Up)}, Pin{}, AnyFamily, []Reason{IsSilent, Chosen}},
		{"stood down", one, []Candidate{down(cand(Up)), cand(Up)}, Pin{}, AnyFamily, []Reason{StoodDown, Chosen}},
		{"never, and forced", one, []Candidate{never, forced, cand(Up)}, Pin{}, AnyFamily, []Reason{NeverAnswered, Forced, Chosen}},
		{"pinned", one, []Candidate{cand(Up), cand(Up)}, Pin{Set: true, Candidate: 1}, AnyFamily, []Reason{Farther, Pinned}},
		{"degraded is no reason to pass", one, []Candidate{cand(Up), cand(Degraded)}, Pin{}, AnyFamily, []Reason{Chosen, Farther}},
		{"a dead family", one, []Candidate{dual(Up, Silent), dual(Up, Up)}, Pin{}, V6, []Reason{IsSilent, Chosen}},
		{"not whole", Policy{Kind: One, Together: true}, []Candidate{dual(Up, Silent), dual(Up, Up)}, Pin{}, V4, []Reason{IsDegraded, Chosen}},
		{"silence that a takeover by command overlooks", Policy{Kind: One, TakeoverCommand: true}, []Candidate{cand(Up), cand(Silent)}, Pin{}, AnyFamily, []Reason{Chosen, Farther}},
		{"ladder", ladder, []Candidate{cand(Up), cand(Drained), cand(Silent), cand(Rising), cand(Up)}, Pin{}, AnyFamily, []Reason{Chosen, IsDrained, IsSilent, IsRising, Farther}},
		{"ladder of one rung", Policy{First: 10, Step: 10, Rungs: 1}, []Candidate{cand(Up), cand(Up), {Foreign: true}}, Pin{}, AnyFamily, []Reason{Chosen, Farther, Farther}},
		{"maintenance", ladder, []Candidate{cand(Maintenance), cand(Up)}, Pin{}, AnyFamily, []Reason{InMaintenance, Chosen}},
	} {
		var got []Reason
		for _, r := range Rule(c.p, c.cs, c.family, rungsOf(c.p, c.cs, identity(len(c.cs)), c.pin, c.family)) {
			got = append(got, r.Reason)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}

// rungsOf are the rungs of a decision.
func rungsOf(p Policy, cs []Candidate, ranking []int, pin Pin, family int) []Rung {
	if p.Kind == Ladder {
		return Climb(p, cs, ranking, nil)
	}
	chosen, why := Choose(p, cs, ranking, pin, family)
	if chosen < 0 {
		return nil
	}
	return []Rung{{Candidate: chosen, Reason: why}}
}

// TestRuleIsTheCause: what is mended of a candidate that is not answered is no
// longer its rule; then another one is.
func TestRuleIsTheCause(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, cs := drawnPolicy(rt), rapid.SliceOfN(rapid.Custom(drawn), 1, 6).Draw(rt, "pools")
		p.Kind = rapid.SampledFrom([]Kind{Ladder, One}).Draw(rt, "kind")
		ranking := rapid.Permutation(identity(len(cs))).Draw(rt, "ranking")
		rules := Rule(p, cs, AnyFamily, rungsOf(p, cs, ranking, Pin{}, AnyFamily))
		for i, r := range rules {
			if r.Rung >= 0 || r.Reason == Farther {
				continue
			}
			mended := slices.Clone(cs)
			if mended[i].StoodDown = false; r.Reason != StoodDown {
				mended[i].Pool = pool(Up)
			}
			again := Rule(p, mended, AnyFamily, rungsOf(p, mended, ranking, Pin{}, AnyFamily))[i]
			if again.Reason == r.Reason || again.Rung < 0 && again.Reason != Farther {
				rt.Fatalf("pool %d of %+v: %s; mended: %s", i, cs, r.Reason, again.Reason)
			}
		}
	})
}
