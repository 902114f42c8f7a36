package server

import "time"

// Verdicts that keep coming are published at most 200 times a second, and for
// at most half of the time. The first after a pause, and the next few, wait for
// nothing: the servers of a site fall together, but not in the same moment. What
// somebody waits for never waits, and is not paid for by verdicts that come later:
// a world may take a second.
const (
	gap   = time.Second / 195 // what a publish costs at least
	burst = 4 * gap           // what a pause saves up
)

// pace is the time that publishes may still take before they have to wait. The
// zero value has all of it. A value of the publisher's goroutine.
type pace struct {
	spent   time.Duration // of burst
	at      time.Time
	pressed bool // somebody waits for the next publish
}

// wait is how long the next publish has to wait at a time.
func (p *pace) wait(now time.Time) time.Duration {
	p.spent = max(0, p.spent-now.Sub(p.at))
	p.at = now
	return max(0, p.spent-burst+gap)
}

// spend notes a publish that took so long. While it ran, that much was already
// saved up again: what is noted twice leaves as long a pause as it took.
func (p *pace) spend(took time.Duration) {
	if p.pressed {
		p.spent = max(p.spent, min(p.spent+gap, burst))
		return
	}
	p.spent += max(gap, 2*took)
}
