package health

import "time"

// Timing says how often an endpoint is probed and how many observations make
// a verdict. Start from DefaultTiming: in the zero value the thresholds count
// as one and nothing is held or quarantined, and the Runner puts the defaults
// for Interval and Timeout. It may be copied and compared.
type Timing struct {
	Interval     time.Duration // between probes when nothing is in doubt
	FastInterval time.Duration // between probes after a first failure, until it is decided
	DownInterval time.Duration // between probes of an endpoint that is down for LongDown; zero: Interval
	Timeout      time.Duration // of one probe, with all its attempts
	Hedge        time.Duration // after so long without an answer a probe makes its next attempt beside the first
	HoldDown     time.Duration // the least time down
	Quarantine   time.Duration // the most that one which keeps falling must answer in a row; up to HoldDown: none
	Attempts     int           // the most attempts of one probe
	Fall         int           // failures that make it silent; answers between them do not clear them, unless
	Ok           int           // so many answers come in a row
	Rise         int           // answers in a row that bring it back
}

// LongDown is after how long down an endpoint is probed less often and by one
// attempt: nobody waits for the first second of its return any more, and what
// is dead for good must not cost more than what lives.
const LongDown = time.Minute

// DefaultTiming is 5 s between probes, 1 s while in doubt and 15 s for the
// long dead; 3 s for one probe of up to three attempts, 300 ms apart; three
// failures to fall, cleared by two answers in a row, and three answers to
// rise; 30 s of hold-down, which grows to 10 minutes for what keeps falling.
func DefaultTiming() Timing {
	return Timing{
		Interval:     5 * time.Second,
		FastInterval: time.Second,
		DownInterval: 15 * time.Second,
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

// usable puts the defaults where a duration would make a loop without a pause
// or a probe without time.
func (t Timing) usable() Timing {
	d := DefaultTiming()
	if t.Interval <= 0 {
		t.Interval = d.Interval
	}
	if t.Timeout <= 0 {
		t.Timeout = d.Timeout
	}
	if t.DownInterval <= 0 {
		t.DownInterval = t.Interval
	}
	t.Attempts = max(t.Attempts, 1)
	return t
}

// quarantines tells whether those that keep falling are held longer.
func (t Timing) quarantines() bool { return t.Quarantine > t.HoldDown }

// held is how long an endpoint is held that fell back so many times: hold_down,
// four times as long each time, up to quarantine. By default these are 30 s,
// 2, 8 and 10 minutes.
func (t Timing) held(flaps int) time.Duration {
	d := max(t.HoldDown, 0)
	for ; flaps > 0 && d < t.Quarantine; flaps-- {
		d *= 4
	}
	return max(min(d, t.Quarantine), t.HoldDown)
}
