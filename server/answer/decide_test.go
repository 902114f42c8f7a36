package answer

import (
	"testing"

	"geosrv/server/steer"
)

// TestDecisionKey changes one thing of a candidate at a time: groups that
// differ in it must not share a decision.
func TestDecisionKey(t *testing.T) {
	seen := map[string]string{}
	for name, change := range map[string]func(c *steer.Candidate){
		"nothing":      func(*steer.Candidate) {},
		"standing":     func(c *steer.Candidate) { c.Standing = steer.Drained },
		"IPv4":         func(c *steer.Candidate) { c.Family[steer.V4] = steer.Silent },
		"IPv6":         func(c *steer.Candidate) { c.Family[steer.V6] = steer.Silent },
		"has IPv4":     func(c *steer.Candidate) { c.Has[steer.V4] = true },
		"has IPv6":     func(c *steer.Candidate) { c.Has[steer.V6] = true },
		"weight":       func(c *steer.Candidate) { c.Live, c.Total = 1, 2 },
		"foreign":      func(c *steer.Candidate) { c.Foreign = true },
		"stood down":   func(c *steer.Candidate) { c.StoodDown = true },
		"never":        func(c *steer.Candidate) { c.Never = true },
		"area":         func(c *steer.Candidate) { c.Area = 1 },
		"priority":     func(c *steer.Candidate) { c.Priority = 1 },
		"its high end": func(c *steer.Candidate) { c.Priority = 256 },
	} {
		var c steer.Candidate
		change(&c)
		key := string(appendCandidate(nil, &c))
		if other, ok := seen[key]; ok {
			t.Errorf("%s and %s share a decision", name, other)
		}
		seen[key] = name
	}
}
