package health_test

import (
	"fmt"
	"testing"
	"time"

	"geosrv/health"
)

// books are what a bookkeeper with a plain mind would count of an endpoint.
type books struct {
	timing   health.Timing
	fails    int // in a row
	pending  int // since `ok` answers came in a row, or it was up or down
	oks      int // in a row
	ever     bool
	wentDown time.Time
}

// complain takes one observation in and says what the state machine broke of
// its promises; "" if nothing.
func (b *books) complain(before, s health.State, sign rune, now time.Time) string {
	if sign == '-' {
		b.fails, b.oks, b.pending = b.fails+1, 0, b.pending+1
	} else {
		b.fails, b.oks, b.ever = 0, b.oks+1, true
		if b.oks >= b.timing.Ok || before.Phase == health.PhaseUnknown {
			b.pending = 0
		}
	}
	v, until := s.Verdict(now)
	silent := v.Standing == health.Silent
	switch {
	case silent && before.Phase <= health.PhaseSuspect && b.pending < b.timing.Fall:
		return fmt.Sprintf("silent after %d failures of %d", b.pending, b.timing.Fall)
	case silent && b.fails == 0:
		return "silent after an answer"
	case !silent && !v.Quarantined && b.fails >= b.timing.Fall:
		return fmt.Sprintf("%s after %d failures of %d", v.Standing, b.fails, b.timing.Fall)
	case v.Never == b.ever:
		return fmt.Sprintf("never is %t, ever %t", v.Never, b.ever)
	case v.Never && v.Unsettled:
		return "an endpoint that never answered is unsettled"
	case v.Quarantined && (b.timing.Quarantine <= b.timing.HoldDown || v.Standing == health.Up):
		return fmt.Sprintf("quarantined, and stands %s", v.Standing)
	case !until.IsZero() && (!until.After(now) || !v.Unsettled):
		return fmt.Sprintf("until %s is not in the future of an unsettled verdict", until)
	case s.Failing.IsZero() != (s.Fails == 0):
		return fmt.Sprintf("%d failures, the first at %s", s.Fails, s.Failing)
	}
	if s.Phase == health.PhaseUp {
		b.pending = 0
		if !b.wentDown.IsZero() && (now.Sub(b.wentDown) < b.timing.HoldDown || b.oks < b.timing.Rise) {
			return fmt.Sprintf("up %s after it went down, %d answers", now.Sub(b.wentDown), b.oks)
		}
		b.wentDown = time.Time{}
	}
	if s.Phase == health.PhaseDown && b.wentDown.IsZero() {
		b.wentDown = now
	}
	return ""
}

func TestPace(t *testing.T) {
	timing := health.DefaultTiming()
	const ms = time.Millisecond
	for _, c := range []struct {
		signs       string
		least, most time.Duration
		attempts    int
	}{
		{"", 4500 * ms, 5500 * ms, 3},
		{"-", 900 * ms, 1100 * ms, 3}, // undecided
		{"--", 900 * ms, 1100 * ms, 3},
		{"---", 4500 * ms, 5500 * ms, 3},
		{"--------", 4500 * ms, 5500 * ms, 3}, // down for 50 s
		{"---------", 13500 * ms, 16500 * ms, 1},
		{"+", 4500 * ms, 5500 * ms, 3},
		{"+-", 900 * ms, 1100 * ms, 3},
		{"+-+", 900 * ms, 1100 * ms, 3}, // not cleared yet
		{"+-++", 4500 * ms, 5500 * ms, 3},
		{"+---+", 4500 * ms, 5500 * ms, 3},
		{"+---+-", 2500 * ms, 7500 * ms, 3}, // it fell back
		{"+---------+", 4500 * ms, 5500 * ms, 3},
		{"+----------", 13500 * ms, 16500 * ms, 1},
		{"d", 4500 * ms, 5500 * ms, 3},
		{"d++d", 2500 * ms, 7500 * ms, 3},
		{"d-", 900 * ms, 1100 * ms, 3},
	} {
		s, _ := run(c.signs, timing)
		if least, most := s.Pace(timing); least != c.least || most != c.most || s.Attempts(timing) != c.attempts {
			t.Errorf("%q: %s to %s, %d attempts, want %s to %s, %d", c.signs, least, most, s.Attempts(timing), c.least, c.most, c.attempts)
		}
	}
	s, _ := run("-", timing)
	timing.Interval = 300 * ms
	if _, most := s.Pace(timing); most != 330*ms {
		t.Errorf("fast is %s, slower than the interval", most)
	}
	timing.FastInterval = 0
	if _, most := s.Pace(timing); most != 330*ms {
		t.Errorf("without fast_interval: %s", most)
	}
}
