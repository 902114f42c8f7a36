package health_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"geosrv/health"
	"pgregory.net/rapid"
)

// start is when the endpoints of these tests were configured.
func start() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

// observation is one made at so many seconds after start: + answers, d drains,
// - fails.
func observation(seconds int, sign rune) health.Observation {
	o := health.Observation{Began: start().Add(time.Duration(seconds) * time.Second), Reason: "ok"}
	switch sign {
	case 'd':
		o.Outcome, o.Reason = health.Draining, "sip-503"
	case '-':
		o.Outcome, o.Reason = health.Failed, "timeout"
	}
	return o
}

// run makes one observation every ten seconds, the first at second ten.
func run(signs string, t health.Timing) (s health.State, now time.Time) {
	s = health.Fresh(start())
	now = start()
	for i, sign := range strings.ReplaceAll(signs, " ", "") {
		o := observation(10*(i+1), sign)
		s, now = health.Step(s, o, t), o.Began
	}
	return s, now
}

// TestStep goes through every line of the state machine. hold_down is 30 s,
// fall and rise are 3, and there are 10 s between observations.
func TestStep(t *testing.T) {
	for _, c := range []struct{ signs, want string }{
		{"", "unknown: up never"},
		{"-", "unknown: up never"},
		{"--", "unknown: up never"},
		{"--+", "up: up"},                // the first confirmation is no change
		{"---", "down: silent never"},    // unknown -> down
		{"----", "down: silent never"},   // stays
		{"+", "up: up"},                  // unknown -> up
		{"d", "up: drained"},             // a drain is an answer, and settled
		{"+d", "up: drained"},            //
		{"d+", "up: up"},                 // nor is its end a change
		{"+-", "suspect: up unsettled"},  // up -> suspect
		{"+--", "suspect: up unsettled"}, //
		{"d-", "suspect: drained unsettled"},
		{"+-+", "up: up"},                   // suspect -> up
		{"+--+--", "suspect: up unsettled"}, // failures count in a row only
		{"+---", "down: silent unsettled"},  // suspect -> down
		{"d---", "down: silent unsettled"},  // a silent drain is silent
		{"+--- +", "rising: rising unsettled"},
		{"+--- d", "rising: drained unsettled"},
		{"+--- ++", "rising: rising unsettled"}, // 20 s of hold-down, 2 of rise
		{"+--- +++", "up: up unsettled"},        // 30 s, 3: rising -> up
		{"+--- ddd", "up: drained unsettled"},   //
		{"+--- -+++", "up: up unsettled"},       //
		{"+--- ++-", "down: silent unsettled"},  // rising -> down
		{"+--- ++-+", "rising: rising unsettled"},
		{"+--- ++-++", "rising: rising unsettled"}, // hold-down is over, rise is not
		{"+--- ++-+++", "up: up unsettled"},
		{"--- +++", "up: up unsettled"},
	} {
		s, now := run(c.signs, health.DefaultTiming())
		v, _ := s.Verdict(now)
		got := fmt.Sprintf("%s: %s", s.Phase, v.Standing)
		if v.Never {
			got += " never"
		}
		if v.Unsettled {
			got += " unsettled"
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.signs, got, c.want)
		}
	}
}

func TestThresholdsOfOne(t *testing.T) {
	once := health.Timing{Fall: 1, Rise: 1}
	for signs, want := range map[string]health.Phase{
		"-": health.PhaseDown, "+-": health.PhaseDown, "+-+": health.PhaseUp,
	} {
		if s, _ := run(signs, once); s.Phase != want {
			t.Errorf("%q: %s, want %s", signs, s.Phase, want)
		}
		if s, _ := run(signs, health.Timing{}); s.Phase != want {
			t.Errorf("%q with thresholds of zero: %s, want %s", signs, s.Phase, want)
		}
	}
}

func TestHoldDownOutlastsRise(t *testing.T) {
	timing := health.DefaultTiming()
	timing.HoldDown = time.Minute
	s, _ := run("+--- +++++", timing)
	if s.Phase != health.PhaseRising {
		t.Errorf("50 s after it went down: %s, want rising", s.Phase)
	}
	s, _ = run("+--- ++++++", timing)
	if s.Phase != health.PhaseUp {
		t.Errorf("60 s after it went down: %s, want up", s.Phase)
	}
	// A relapse while rising does not start it again.
	s, _ = run("+--- ++-+++", timing)
	if s.Phase != health.PhaseUp {
		t.Errorf("60 s after it went down, with a relapse: %s, want up", s.Phase)
	}
}

func TestStateTellsWhenAndWhy(t *testing.T) {
	s, _ := run("+---", health.DefaultTiming())
	at := start().Add(40 * time.Second)
	if s.Since != at || s.Changed != at || s.DownSince != at {
		t.Errorf("since %s, changed %s, down since %s, want all %s", s.Since, s.Changed, s.DownSince, at)
	}
	if s.Reason != "timeout" || s.Last.Reason != "timeout" || s.Fails != 3 || s.Oks != 0 || !s.Ever {
		t.Errorf("%+v", s)
	}
	// The end of the probe counts, not its beginning.
	o := observation(50, '+')
	o.Took = 2 * time.Second
	if s = health.Step(s, o, health.DefaultTiming()); s.Since != start().Add(52*time.Second) {
		t.Errorf("since %s, want 52 s after the start", s.Since)
	}
}

func TestVerdictSettlesByTimeAlone(t *testing.T) {
	s, now := run("+---", health.DefaultTiming())
	v, until := s.Verdict(now)
	want := now.Add(5 * time.Minute)
	if !v.Unsettled || until != want {
		t.Fatalf("%+v until %s, want unsettled until %s", v, until, want)
	}
	if v, _ := s.Verdict(until.Add(-1)); !v.Unsettled {
		t.Error("settled a moment too early")
	}
	if v, next := s.Verdict(until); v.Unsettled || !next.IsZero() {
		t.Errorf("at its time: %+v, next %s", v, next)
	}
	for _, signs := range []string{"", "+", "---", "+-", "+---+", "d"} {
		s, now := run(signs, health.DefaultTiming())
		if _, until := s.Verdict(now); !until.IsZero() {
			t.Errorf("%q changes by time alone at %s", signs, until)
		}
	}
}

func TestPace(t *testing.T) {
	timing := health.DefaultTiming()
	for signs, want := range map[string]time.Duration{
		"": 5 * time.Second, "-": time.Second, "--": time.Second, "---": 5 * time.Second,
		"+": 5 * time.Second, "+-": time.Second, "+--": time.Second, "+---": 5 * time.Second,
		"+---+": 5 * time.Second, "+-+": 5 * time.Second,
	} {
		if s, _ := run(signs, timing); s.Pace(timing) != want {
			t.Errorf("%q: %s, want %s", signs, s.Pace(timing), want)
		}
	}
	s, _ := run("-", timing)
	timing.Interval = 300 * time.Millisecond
	if got := s.Pace(timing); got != timing.Interval {
		t.Errorf("fast is %s, slower than the interval", got)
	}
	timing.FastInterval = 0
	if got := s.Pace(timing); got != timing.Interval {
		t.Errorf("without fast_interval: %s", got)
	}
}

// TestStepKeepsItsPromises throws random observations at the state machine
// and keeps the books by itself.
func TestStepKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		timing := health.Timing{
			Fall: rapid.IntRange(1, 5).Draw(t, "fall"), Rise: rapid.IntRange(1, 5).Draw(t, "rise"),
			HoldDown: time.Duration(rapid.IntRange(0, 60).Draw(t, "hold")) * time.Second,
		}
		s, now := health.Fresh(start()), start()
		fails, oks, ever := 0, 0, false
		var wentDown time.Time
		for _, sign := range rapid.SliceOf(rapid.SampledFrom([]rune("+-d"))).Draw(t, "signs") {
			now = now.Add(time.Duration(rapid.IntRange(1, 20).Draw(t, "pause")) * time.Second)
			o := observation(0, sign)
			o.Began = now
			if sign == '-' {
				fails, oks = fails+1, 0
			} else {
				fails, oks, ever = 0, oks+1, true
			}
			before := s.Phase
			s = health.Step(s, o, timing)
			after, until := s.Verdict(now)
			silent := after.Standing == health.Silent
			switch {
			case silent && before != health.PhaseDown && before != health.PhaseRising && fails < timing.Fall:
				t.Fatalf("silent after %d failures of %d", fails, timing.Fall)
			case silent && fails == 0:
				t.Fatal("silent after an answer")
			case !silent && fails >= timing.Fall:
				t.Fatalf("%s after %d failures of %d", after.Standing, fails, timing.Fall)
			case after.Never == ever:
				t.Fatalf("never is %t, ever %t", after.Never, ever)
			case after.Never && after.Unsettled:
				t.Fatal("an endpoint that never answered is unsettled")
			case !until.IsZero() && (!until.After(now) || !after.Unsettled):
				t.Fatalf("until %s is not in the future of an unsettled verdict", until)
			}
			if s.Phase == health.PhaseUp && !wentDown.IsZero() {
				if now.Sub(wentDown) < timing.HoldDown || oks < timing.Rise {
					t.Fatalf("up %s after it went down, %d answers", now.Sub(wentDown), oks)
				}
				wentDown = time.Time{}
			}
			if s.Phase == health.PhaseDown && wentDown.IsZero() {
				wentDown = now
			}
		}
	})
}

// TestOurOwnFailureIsNoEvidence: without a route or a socket we have not asked.
func TestOurOwnFailureIsNoEvidence(t *testing.T) {
	start := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	s := health.Fresh(start)
	for i := range 10 {
		o := health.Observation{Outcome: health.Failed, Reason: health.ReasonLocal, Detail: "no route from here", Began: start.Add(time.Duration(i) * time.Second)}
		s = health.Step(s, o, health.DefaultTiming())
	}
	if s.Phase != health.PhaseUnknown || s.Fails != 0 || s.Last.Reason != health.ReasonLocal {
		t.Errorf("phase %s, %d failures, last %q; want unknown, 0, local", s.Phase, s.Fails, s.Last.Reason)
	}
	if v, _ := s.Verdict(start); v.Standing != health.Up || !v.Never {
		t.Errorf("verdict %+v, want up and never answered", v)
	}
}
