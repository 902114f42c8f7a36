package health_test

import (
	"slices"
	"testing"
	"time"

	"geosrv/health"
)

// TestAFamilyThatCannotBeSentIsTold: a host that has lost its IPv6 cannot see
// any more what speaks it. It acts on nothing there, and must say so, even if it
// sees all else.
func TestAFamilyThatCannotBeSentIsTold(t *testing.T) {
	subjects := estate(2, 2, 1)
	subjects[1].V6, subjects[3].V6 = true, true
	d := health.NewDoubt(subjects, nil, nil)
	states, now := make([]health.State, len(subjects)), start()
	round := func(cut ...int) {
		now = now.Add(5 * time.Second)
		for i := range subjects {
			o := health.Observation{Began: now, Reason: health.ReasonOK}
			if slices.Contains(cut, i) {
				o.Outcome, o.Reason = health.Failed, health.ReasonLocal
			}
			states[i] = health.Step(states[i], o, subjects[i].Timing)
			d.See(i, states[i])
		}
		d.Asks(now)
	}
	for _, c := range []struct {
		cut  []int
		want []string
	}{
		{nil, nil},
		{[]int{1}, nil}, // another of its family is seen
		{[]int{1, 3}, []string{"s0/1", "s1/1"}},
		{[]int{0, 2}, []string{"s0/0", "s1/0"}},
		{[]int{0, 1, 2, 3}, []string{"s0/0", "s1/0", "s0/1", "s1/1"}},
		{nil, nil},
	} {
		if round(c.cut...); !slices.Equal(d.Blind(), c.want) {
			t.Errorf("%v cannot be sent: %v, want %v", c.cut, d.Blind(), c.want)
		}
	}
}
