package health

import (
	"testing"
	"time"
)

// Who was taken for a witness, and is one again after a reload without it, still
// takes back what it said when it fails; who never was looks at nobody.
func TestWitnessOfBeforeIsForgotten(t *testing.T) {
	t.Parallel()
	list := []Subject{{Key: "a", Site: "ams"}, {Key: "b", Site: "ams"}, {Key: "c", Site: "nyc"}}
	d := NewDoubt(list, nil, nil)
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	probed := func(i int, outcome Outcome) {
		at = at.Add(time.Second)
		s := State{Ever: true, Last: Observation{Began: at, Outcome: outcome}}
		if outcome == Failed {
			s.Fails, s.Phase = 1, PhaseSuspect
		}
		d.See(i, s)
	}
	probed(0, Failed)
	probed(1, Answered)
	if home := d.subjects[0].wary.seen[0].home; home.by != "b" {
		t.Fatalf("the witness of a is %q", home.by)
	}
	if d.subjects[2].spoke {
		t.Error("c is said to have spoken")
	}
	d = NewDoubt([]Subject{list[0], list[2]}, nil, d)
	d = NewDoubt(list, nil, d)
	probed(1, Failed)
	if home := d.subjects[0].wary.seen[0].home; !home.at.IsZero() {
		t.Errorf("b failed, and is still a witness")
	}
}
