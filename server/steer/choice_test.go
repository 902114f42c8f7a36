package steer

import "testing"

// cand is a candidate of one family that stands so.
func cand(s Standing) Candidate { return Candidate{Pool: pool(s), Area: -1} }

// dual is a candidate of both families.
func dual(v4, v6 Standing) Candidate {
	return Candidate{Area: -1, Pool: Fold([]Member{{Standing: v4}, {Standing: v6, V6: true}}, 1)}
}

func down(c Candidate) Candidate { c.StoodDown = true; return c }

func TestChoose(t *testing.T) {
	foreign := Candidate{Foreign: true, Area: -1}
	never := Candidate{Area: -1, Pool: Pool{Standing: Silent, Never: true, Has: [2]bool{true}, Family: [2]Standing{Silent}}}
	command, together := Policy{Kind: One, TakeoverCommand: true}, Policy{Kind: One, Together: true}
	soft, hard := Pin{Set: true, Candidate: 1}, Pin{Set: true, Candidate: 1, Hard: true}
	for _, c := range []struct {
		what   string
		p      Policy
		cs     []Candidate
		pin    Pin
		family int
		want   int
		why    Reason
	}{
		{"nobody", Policy{}, nil, Pin{}, AnyFamily, -1, Chosen},
		{"all up", Policy{}, []Candidate{cand(Up), cand(Up)}, Pin{}, AnyFamily, 0, Chosen},
		{"first silent", Policy{}, []Candidate{cand(Silent), cand(Up)}, Pin{}, AnyFamily, 1, Chosen},
		{"degraded is good enough", Policy{}, []Candidate{cand(Degraded), cand(Up)}, Pin{}, AnyFamily, 0, IsDegraded},
		{"rising is not", Policy{}, []Candidate{cand(Rising), cand(Up)}, Pin{}, AnyFamily, 1, Chosen},
		{"stood down", Policy{}, []Candidate{down(cand(Up)), cand(Up)}, Pin{}, AnyFamily, 1, Chosen},
		{"stood down, and the only one that answers", Policy{}, []Candidate{cand(Silent), down(cand(Up))}, Pin{}, AnyFamily, 1, Chosen},
		{"nobody is live: rising before drained", Policy{}, []Candidate{cand(Drained), cand(Rising)}, Pin{}, AnyFamily, 1, IsRising},
		{"drained before silent", Policy{}, []Candidate{cand(Silent), cand(Drained)}, Pin{}, AnyFamily, 1, IsDrained},
		{"silent before maintenance", Policy{}, []Candidate{cand(Maintenance), cand(Silent)}, Pin{}, AnyFamily, 1, IsSilent},
		{"all silent: the first", Policy{}, []Candidate{cand(Silent), cand(Silent)}, Pin{}, AnyFamily, 0, IsSilent},
		{"all in maintenance: the first", Policy{}, []Candidate{cand(Maintenance), cand(Maintenance)}, Pin{}, AnyFamily, 0, InMaintenance},
		{"never answered", Policy{}, []Candidate{never, never}, Pin{}, AnyFamily, 0, NeverAnswered},
		{"foreign behind silence", Policy{}, []Candidate{cand(Silent), foreign}, Pin{}, AnyFamily, 1, Chosen},

		{"soft pin", Policy{}, []Candidate{cand(Up), cand(Up)}, soft, AnyFamily, 1, Pinned},
		{"soft pin of a stood-down pool", Policy{}, []Candidate{cand(Up), down(cand(Up))}, soft, AnyFamily, 1, Pinned},
		{"soft pin of a silent pool", Policy{}, []Candidate{cand(Up), cand(Silent)}, soft, AnyFamily, 0, Chosen},
		{"hard pin of a silent pool", Policy{}, []Candidate{cand(Up), cand(Silent)}, hard, AnyFamily, 1, Pinned},
		{"hard pin, and the pool lacks the family", Policy{}, []Candidate{dual(Up, Up), cand(Up)}, hard, V6, 0, Chosen},
		{"a rank name is not pinned", Policy{Rank: 2}, []Candidate{cand(Up), cand(Up), cand(Up)}, Pin{Set: true, Candidate: 2}, AnyFamily, 1, Chosen},

		{"gateway stays when silent", command, []Candidate{cand(Silent), cand(Up)}, Pin{}, AnyFamily, 0, IsSilent},
		{"and while it rises", command, []Candidate{cand(Rising), cand(Up)}, Pin{}, AnyFamily, 0, IsRising},
		{"but not when drained", command, []Candidate{cand(Drained), cand(Up)}, Pin{}, AnyFamily, 1, Chosen},

		{"second", Policy{Rank: 2}, []Candidate{cand(Up), cand(Silent), cand(Up)}, Pin{}, AnyFamily, 2, Chosen},
		{"third is silent", Policy{Rank: 3}, []Candidate{cand(Up), cand(Silent), cand(Up)}, Pin{}, AnyFamily, 1, IsSilent},
		{"fourth of three", Policy{Rank: 4}, []Candidate{cand(Up), cand(Up), cand(Up)}, Pin{}, AnyFamily, 2, Chosen},

		{"apart: A of a pool whose IPv6 is dead", Policy{}, []Candidate{dual(Up, Silent), dual(Up, Up)}, Pin{}, V4, 0, IsDegraded},
		{"apart: its AAAA", Policy{}, []Candidate{dual(Up, Silent), dual(Up, Up)}, Pin{}, V6, 1, Chosen},
		{"apart: AAAA of a drained pool", Policy{}, []Candidate{{Area: -1, Pool: Pool{Standing: Drained, Has: [2]bool{true, true}}}, dual(Up, Up)}, Pin{}, V6, 1, Chosen},
		{"apart: no AAAA", Policy{}, []Candidate{cand(Up), dual(Up, Silent)}, Pin{}, V6, 1, IsDegraded},
		{"nobody has AAAA", Policy{}, []Candidate{cand(Up)}, Pin{}, V6, -1, Chosen},
		{"together: the pool that is whole", together, []Candidate{dual(Up, Silent), dual(Up, Up)}, Pin{}, V4, 1, Chosen},
		{"together: nobody is whole", together, []Candidate{dual(Up, Silent), dual(Silent, Up)}, Pin{}, V6, 0, IsDegraded},
		{"together: both families silent", together, []Candidate{dual(Silent, Silent), dual(Silent, Up)}, Pin{}, V4, 1, IsDegraded},
		{"together: too few servers is whole enough", together, []Candidate{cand(Degraded), cand(Up)}, Pin{}, V4, 0, IsDegraded},
	} {
		ranking := make([]int, len(c.cs))
		for i := range ranking {
			ranking[i] = i
		}
		if got, why := Choose(c.p, c.cs, ranking, c.pin, c.family); got != c.want || why != c.why {
			t.Errorf("%s: %d because %s, want %d because %s", c.what, got, why, c.want, c.why)
		}
	}
}

// TestDrainedPoolWithDeadFamily: a drained pool that answers beats a silent
// one, but only in the family in which it answers.
func TestDrainedPoolWithDeadFamily(t *testing.T) {
	drained := dual(Up, Silent)
	drained.Standing = Drained
	if s := Stands(Policy{}, &drained, V6); s != Silent {
		t.Errorf("the dead IPv6 of a drained pool stands at %s, want silent", s)
	}
	if s := Stands(Policy{}, &drained, V4); s != Drained {
		t.Errorf("the live IPv4 of a drained pool stands at %s, want drained", s)
	}
	other := dual(Silent, Up)
	other.Standing = Drained
	if got, _ := Choose(Policy{}, []Candidate{drained, other}, []int{0, 1}, Pin{}, V6); got != 1 {
		t.Errorf("AAAA of pool %d, want of 1, which answers", got)
	}
}
