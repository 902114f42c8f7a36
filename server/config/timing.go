package config

import (
	"cmp"
	"math"
	"time"
)

// Timing is when and how often an endpoint is probed, and how its verdict moves.
// Zero fields inherit: service, then probe, then the defaults of DefaultTiming.
type Timing struct {
	Interval     time.Duration // between probes of a settled endpoint
	FastInterval time.Duration // between probes after a first failure
	DownInterval time.Duration // between probes of an endpoint that is down for a minute
	Timeout      time.Duration // of one probe, with all its attempts
	Hedge        time.Duration // after so long a probe makes its next attempt beside the first
	HoldDown     time.Duration // an endpoint's least time down
	Quarantine   time.Duration // the longest that one which keeps falling has to answer in a row
	Attempts     int           // the most of one probe
	Fall, Ok     int           // failures that make it silent; answers in a row that clear them
	Rise         int           // answers in a row that bring it back
}

// downFactor is how many intervals a down_interval has that nobody said.
const downFactor = 3

// DefaultTiming is the timing of every probe for which nobody says otherwise.
func DefaultTiming() Timing {
	return Timing{
		Interval:     5 * time.Second,
		FastInterval: time.Second,
		DownInterval: downFactor * 5 * time.Second,
		Timeout:      3 * time.Second,
		Hedge:        300 * time.Millisecond,
		HoldDown:     30 * time.Second,
		Quarantine:   10 * time.Minute,
		Attempts:     3,
		Fall:         3,
		Ok:           2,
		Rise:         3,
	}
}

// Bounds of a probe's timing. Below them a probe is an attack, above them a
// typing error.
const (
	minProbeTime = 10 * time.Millisecond
	maxProbeTime = time.Hour
	maxTimeout   = time.Minute
	maxCount     = 100
	maxAttempts  = 5
	maxMaxFlight = 1 << 16 // a socket each
)

// timing is the table of the keys that services and probe share.
func (r *reader) timing(t *Timing) []field {
	return []field{
		{"interval", r.duration(&t.Interval, minProbeTime, maxProbeTime)},
		{"fast_interval", r.duration(&t.FastInterval, minProbeTime, maxProbeTime)},
		{"down_interval", r.duration(&t.DownInterval, minProbeTime, maxProbeTime)},
		{"timeout", r.duration(&t.Timeout, minProbeTime, maxTimeout)},
		{"hedge", r.duration(&t.Hedge, minProbeTime, maxTimeout)},
		{"attempts", r.number(&t.Attempts, 1, maxAttempts)},
		{"hold_down", r.duration(&t.HoldDown, minProbeTime, math.MaxInt64)},
		{"quarantine", r.duration(&t.Quarantine, minProbeTime, 24*time.Hour)},
		{"fall", r.number(&t.Fall, 1, maxCount)},
		{"ok", r.number(&t.Ok, 1, maxCount)},
		{"rise", r.number(&t.Rise, 1, maxCount)},
	}
}

// timingOrder checks what two keys of one mapping say together.
func (r *reader) timingOrder(t Timing, v *node) {
	if t.Interval > 0 && t.FastInterval > t.Interval {
		r.fail(v.get("fast_interval").pos, "", "fast_interval %s is longer than interval %s",
			short(t.FastInterval), short(t.Interval))
	}
	if t.DownInterval > 0 && t.DownInterval < t.Interval {
		r.fail(v.get("down_interval").pos, "the dead are not asked more often than the living",
			"down_interval %s is shorter than interval %s", short(t.DownInterval), short(t.Interval))
	}
}

// Over fills the zero fields of t from base. A fast interval that t does not
// say is never longer than the interval; a down interval that it does not say
// is three times an interval that it does.
func (t Timing) Over(base Timing) Timing {
	fast := cmp.Or(t.FastInterval, base.FastInterval)
	if t.FastInterval == 0 {
		fast = min(fast, cmp.Or(t.Interval, base.Interval))
	}
	return Timing{
		Interval:     cmp.Or(t.Interval, base.Interval),
		FastInterval: fast,
		DownInterval: cmp.Or(t.DownInterval, downFactor*t.Interval, max(base.DownInterval, t.Interval)),
		Timeout:      cmp.Or(t.Timeout, base.Timeout),
		Hedge:        cmp.Or(t.Hedge, base.Hedge),
		HoldDown:     cmp.Or(t.HoldDown, base.HoldDown),
		Quarantine:   cmp.Or(t.Quarantine, base.Quarantine),
		Attempts:     cmp.Or(t.Attempts, base.Attempts),
		Fall:         cmp.Or(t.Fall, base.Fall),
		Ok:           cmp.Or(t.Ok, base.Ok),
		Rise:         cmp.Or(t.Rise, base.Rise),
	}
}
