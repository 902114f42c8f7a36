package main

import (
	"time"

	"geosrv/health"
	"geosrv/health/probe/edge"
)

// profile is one row of failover.
type profile struct {
	name   string
	timing health.Timing // HoldDown and Rise only matter between rounds
	death  edge.Mode
	bounds bounds
}

// profiles are the rows that are measured. The times of coming back are short,
// so that rounds follow each other; they have no part in dying.
func profiles() []profile {
	defaults := health.DefaultTiming()
	fast := defaults
	fast.Interval, fast.FastInterval, fast.Timeout, fast.Fall = 2*time.Second, 250*time.Millisecond, time.Second, 3
	list := []profile{
		{"fast-refused", fast, edge.Refuse, bounds{1900 * time.Millisecond, 3 * time.Second}},
		{"fast-black-hole", fast, edge.BlackHole, bounds{5 * time.Second, 6500 * time.Millisecond}},
		{"defaults-refused", defaults, edge.Refuse, bounds{p99: 8 * time.Second}},
		{"defaults-black-hole", defaults, edge.BlackHole, bounds{p99: 17 * time.Second}},
	}
	for i := range list {
		list[i].timing.HoldDown, list[i].timing.Quarantine, list[i].timing.Rise = time.Second, time.Second, 1
	}
	return list
}
