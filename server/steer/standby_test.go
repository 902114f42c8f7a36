package steer

import (
	"slices"
	"testing"
)

func TestBehind(t *testing.T) {
	as := func(s Standing) Candidate {
		return Candidate{Pool: Pool{Standing: s, Live: 1, Total: 1}, Area: -1, Priority: 7}
	}
	cs := []Candidate{as(Silent), as(Up), as(Degraded), as(Up), as(Drained), as(Rising), as(Maintenance)}
	cs[3].StoodDown = true
	p := Policy{Kind: One, Standby: true, First: 10, Step: 5}
	want := []Rung{
		{Candidate: 0, Priority: 10, Quarters: 4, Lone: true, Reason: IsSilent},
		{Candidate: 1, Priority: 15, Quarters: 4, Lone: true, Reason: Farther},
		{Candidate: 3, Priority: 20, Quarters: 4, Lone: true, Reason: StoodDown},
		{Candidate: 2, Priority: 25, Quarters: 4, Lone: true, Reason: IsDegraded},
	}
	if got := Behind(p, cs, []int{2, 0, 1, 3, 4, 5, 6}, 0, IsSilent); !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	p.Rungs = 2
	if got := Behind(p, cs, []int{0, 1, 2, 3, 4, 5, 6}, 0, IsSilent); !slices.Equal(got, want[:2]) {
		t.Errorf("two rungs: %+v", got)
	}
	if got := Behind(p, cs[:1], []int{0}, 0, IsSilent); !slices.Equal(got, want[:1]) {
		t.Errorf("nobody behind: %+v", got)
	}
}
