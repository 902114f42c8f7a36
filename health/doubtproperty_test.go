package health_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"geosrv/health"
)

// TestNoSilenceWithoutAWitness observes anything in any order: whatever is
// acted on as silent was corroborated by somebody else, who was asked after a
// failure and answered before another.
func TestNoSilenceWithoutAWitness(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		timing := health.DefaultTiming()
		timing.Fall = rapid.IntRange(1, 3).Draw(t, "fall")
		subjects := estate(rapid.IntRange(1, 3).Draw(t, "sites"), rapid.IntRange(1, 2).Draw(t, "servers"), rapid.IntRange(0, 2).Draw(t, "references"))
		for i := range subjects {
			subjects[i].Timing = timing
			subjects[i].V6 = rapid.Bool().Draw(t, "v6")
		}
		d := health.NewDoubt(subjects, nil, nil)
		states := make([]health.State, len(subjects))
		stands := make([]health.Standing, len(subjects))
		seen := make([][]health.Observation, len(subjects))
		now := time.Unix(1e9, 0)
		for range rapid.IntRange(10, 120).Draw(t, "probes") {
			i := rapid.IntRange(0, len(subjects)-1).Draw(t, "who")
			o := health.Observation{Began: now, Took: time.Duration(rapid.IntRange(0, 3000).Draw(t, "took")) * time.Millisecond}
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0, 1, 2:
				o.Outcome, o.Reason = health.Failed, health.ReasonTimeout
			case 3:
				o.Outcome, o.Reason = health.Failed, health.ReasonLocal
			}
			now = now.Add(o.Took).Add(time.Duration(rapid.IntRange(1, 2000).Draw(t, "rest")) * time.Millisecond)
			seen[i] = append(seen[i], o)
			states[i] = health.Step(states[i], o, timing)
			d.See(i, states[i])
			for _, j := range append(d.Waiting(now), i) {
				if subjects[j].Reference {
					continue
				}
				v, until := states[j].Verdict(now)
				v, _ = d.Rule(j, v, until, now)
				if v.Standing == health.Silent && stands[j] != health.Silent && !witnessed(seen, j) {
					t.Fatalf("%s is acted on as silent, and nobody else answered", subjects[j].Key)
				}
				stands[j] = v.Standing
			}
			d.Asks(now)
			d.Pardons()
		}
	})
}

// witnessed reports whether somebody else was asked after a failure of i and
// answered before another.
func witnessed(seen [][]health.Observation, i int) bool {
	own := seen[i]
	for _, first := range own {
		for _, later := range own {
			if first.Outcome != health.Failed || later.Outcome != health.Failed {
				continue
			}
			for j, others := range seen {
				for _, o := range others {
					if j != i && o.Outcome != health.Failed && !o.Began.Before(first.Began.Add(first.Took)) && !later.Began.Before(o.Began.Add(o.Took)) {
						return true
					}
				}
			}
		}
	}
	return false
}
