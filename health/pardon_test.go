package health_test

import (
	"testing"
	"time"

	"geosrv/health"
)

// TestPardonKeepsTheManner: who was silent only because we were blind, and asks
// to be left alone when we see again, drains at once and for good.
func TestPardonKeepsTheManner(t *testing.T) {
	subjects := estate(2, 1, 0)
	d := health.NewDoubt(subjects, nil, nil)
	timing := health.DefaultTiming()
	var s health.State
	rule := func(seconds int, sign rune) health.Verdict {
		s = health.Step(s, observation(seconds, sign), timing)
		d.See(0, s)
		now := start().Add(time.Duration(seconds) * time.Second)
		v, until := s.Verdict(now)
		v, _ = d.Rule(0, v, until, now)
		d.Asks(now)
		return v
	}
	for i, sign := range "+----" {
		if v := rule(i, sign); v.Standing != health.Up {
			t.Fatalf("after %d: %s", i, v.Standing)
		}
	}
	if v := rule(10, 'd'); v.Standing != health.Drained {
		t.Errorf("it asks to be left alone, and stands %s", v.Standing)
	}
	p, ok := d.Pardons()[subjects[0].Key]
	if v, _ := p.Verdict(start()); !ok || p.Phase != health.PhaseUp || v.Standing != health.Drained {
		t.Errorf("pardoned: %t, %s, stands %s; want up and drained", ok, p.Phase, v.Standing)
	}
	s = p
	if v := rule(15, '+'); v.Standing != health.Drained {
		t.Errorf("after one answer %s, want drained until `ok` answers in a row", v.Standing)
	}
	if v := rule(20, '+'); v.Standing != health.Up {
		t.Errorf("after two answers %s, want up", v.Standing)
	}
}
