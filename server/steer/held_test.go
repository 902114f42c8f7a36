package steer

import (
	"slices"
	"testing"
)

// TestSpare: servers that ask to be left alone are, as long as another one is
// left; an operator's drain is no wish of theirs.
func TestSpare(t *testing.T) {
	asks, told := Member{Standing: Drained, Asks: true}, Member{Standing: Drained}
	as := func(s Standing) Member { return Member{Standing: s} }
	for _, c := range []struct {
		members []Member
		want    []Standing
	}{
		{[]Member{asks, as(Up)}, []Standing{Drained, Up}},
		{[]Member{asks, as(Degraded)}, []Standing{Drained, Degraded}},
		{[]Member{asks, as(Rising)}, []Standing{Drained, Rising}},
		{[]Member{asks, as(Silent)}, []Standing{Degraded, Silent}},
		{[]Member{asks, as(Maintenance)}, []Standing{Degraded, Maintenance}},
		{[]Member{asks, asks}, []Standing{Degraded, Degraded}},
		{[]Member{asks, told}, []Standing{Degraded, Drained}},
		{[]Member{told, told}, []Standing{Drained, Drained}},
		{[]Member{told, as(Silent)}, []Standing{Drained, Silent}},
		{nil, nil},
	} {
		members := slices.Clone(c.members)
		Spare(members)
		var got []Standing
		for _, m := range members {
			got = append(got, m.Standing)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.members, got, c.want)
		}
	}
}

// TestHeld: what is held because we cannot see says so, and stays where it is.
func TestHeld(t *testing.T) {
	pool := Fold([]Member{{Held: true}, {}}, 1)
	if pool.Standing != Up || !pool.Held {
		t.Fatalf("a pool with one member held: %+v", pool)
	}
	if p := Fold([]Member{{Standing: Silent, Held: true}, {}}, 1); p.Held {
		t.Error("a pool is held for a member that does not decide how it stands")
	}
	cs := []Candidate{{Pool: pool, Area: -1}, {Pool: Pool{Standing: Up, Live: 1, Total: 1}, Area: -1}}
	rungs := Climb(Policy{First: 10, Step: 10}, cs, []int{0, 1}, nil)
	if len(rungs) != 2 || rungs[0].Candidate != 0 || rungs[0].Reason != Frozen || rungs[1].Reason != Farther {
		t.Errorf("ladder: %+v", rungs)
	}
	if i, why := Choose(Policy{Kind: One}, cs, []int{0, 1}, Pin{}, AnyFamily); i != 0 || why != Frozen {
		t.Errorf("chosen: %d, %v", i, why)
	}
}
