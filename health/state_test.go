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

// observation is one made at so many seconds after start: + answers, g badly,
// d drains, - fails; U and D are somebody else's verdicts, up and down.
func observation(seconds int, sign rune) health.Observation {
	o := health.Observation{Began: start().Add(time.Duration(seconds) * time.Second), Reason: "ok"}
	switch sign {
	case 'U':
		o.Final = true
	case 'D':
		o.Outcome, o.Reason, o.Final = health.Failed, "file", true
	case 'g':
		o.Degraded = true
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
// fall and rise are 3, ok is 2, and there are 10 s between observations.
// quarantine is 60 s: so long is held what fell back once.
func TestStep(t *testing.T) {
	for _, c := range []struct{ signs, want string }{
		{"", "unknown: up never"},
		{"-", "unknown: up never"},
		{"--", "unknown: up never"},
		{"--+", "up: up"}, // the first confirmation is no change
		{"--+--", "suspect: up unsettled"},
		{"---", "down: silent never"},  // unknown -> down
		{"----", "down: silent never"}, // stays
		{"+", "up: up"},                // unknown -> up
		{"d", "up: drained"},           // a drain is an answer, and settled
		{"+d", "up: drained"},          // it is followed at once
		{"d+", "up: drained"},          // its end is not,
		{"d++", "up: up"},              // but nor is that a change
		{"d+d++", "up: drained"},       // it fell back: 60 s of answers end it
		{"d+d++++++", "up: drained"},
		{"d+d+++++++", "up: up"},         //
		{"g", "up: degraded"},            // the first answer is all that is known
		{"+g", "up: up"},                 // after that it must be seen twice
		{"+gg", "up: degraded"},          //
		{"+g+g+g", "up: up"},             //
		{"gg+", "up: degraded"},          //
		{"gg++", "up: up"},               //
		{"ggd", "up: drained"},           //
		{"dg+", "up: up"},                // neither asked to be left alone
		{"+-", "suspect: up unsettled"},  // up -> suspect
		{"+--", "suspect: up unsettled"}, //
		{"d-", "suspect: drained unsettled"},
		{"+-+", "suspect: up unsettled"},     // one answer clears nothing
		{"+-++", "up: up"},                   // suspect -> up
		{"+--++--", "suspect: up unsettled"}, // cleared
		{"+--+-", "down: silent unsettled"},  // failures accumulate
		{"+-+-+-", "down: silent unsettled"},
		{"+---", "down: silent unsettled"}, // suspect -> down
		{"d---", "down: silent unsettled"}, // a silent drain is silent
		{"+--- +", "rising: rising unsettled"},
		{"+--- d", "rising: drained unsettled"},
		{"+--- ++", "rising: rising unsettled"}, // 20 s of hold-down, 2 of rise
		{"+--- +++", "up: up unsettled"},        // 30 s, 3: rising -> up
		{"+--- ddd", "up: drained unsettled"},   //
		{"+--- ggg", "up: degraded unsettled"},  //
		{"+--- -+++", "up: up unsettled"},       //
		// It fails while it comes back: 60 s without a failure bring it up,
		{"+--- ++-", "flapping: rising unsettled quarantined"},
		{"+--- ++-++++++", "flapping: rising unsettled quarantined"},
		{"+--- ++-+++++++", "up: up unsettled"},
		{"+--- ++-+++++++-", "suspect: up unsettled"},
		// 60 s without an answer end it,
		{"+--- ++-----", "flapping: rising unsettled quarantined"},
		{"+--- ++------", "down: silent unsettled"},
		{"+--- ++------+", "flapping: rising unsettled quarantined"},
		// It falls again within an hour.
		{"+--- +++---", "down: silent unsettled"},
		{"+--- +++---+", "flapping: rising unsettled quarantined"},
		{"+--- +++---++++++", "flapping: rising unsettled quarantined"},
		{"+--- +++---+++++++", "up: up unsettled"},
		{"--- +++", "up: up unsettled"},
		// So do the manners: to be drained twice within an hour takes 60 s.
		{"+d++d++++++", "up: drained"},
		{"+d++d+++++++", "up: up"},
		{"+d++d++++++d+", "up: drained"},
		// Another's verdict is taken as it stands.
		{"D", "down: silent never"},
		{"+D", "down: silent unsettled"},
		{"+DU", "up: up unsettled"},
		{"UDUDU", "up: up unsettled"},
		{"+--U", "up: up"},
		{"+--U--", "suspect: up unsettled"},
	} {
		timing := health.DefaultTiming()
		timing.Quarantine = time.Minute
		s, now := run(c.signs, timing)
		v, _ := s.Verdict(now)
		got := fmt.Sprintf("%s: %s", s.Phase, v.Standing)
		if v.Never {
			got += " never"
		}
		if v.Unsettled {
			got += " unsettled"
		}
		if v.Quarantined {
			got += " quarantined"
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
	// A relapse while rising does not start it again, where nothing is held longer.
	timing.Quarantine = 0
	s, _ = run("+--- ++-+++", timing)
	if s.Phase != health.PhaseUp {
		t.Errorf("60 s after it went down, with a relapse: %s, want up", s.Phase)
	}
	if s, _ = run("+--- ++-", timing); s.Phase != health.PhaseDown {
		t.Errorf("without quarantine a relapse leads to %s, want down", s.Phase)
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

// TestStepKeepsItsPromises throws random observations at the state machine
// and keeps the books by itself.
func TestStepKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		timing := health.Timing{
			Fall: rapid.IntRange(1, 5).Draw(t, "fall"), Rise: rapid.IntRange(1, 5).Draw(t, "rise"),
			Ok: rapid.IntRange(1, 3).Draw(t, "ok"), Quarantine: time.Duration(rapid.IntRange(0, 900).Draw(t, "quarantine")) * time.Second,
			HoldDown: time.Duration(rapid.IntRange(0, 60).Draw(t, "hold")) * time.Second,
		}
		s, now := health.Fresh(start()), start()
		b := books{timing: timing}
		for _, sign := range rapid.SliceOf(rapid.SampledFrom([]rune("+-dg"))).Draw(t, "signs") {
			now = now.Add(time.Duration(rapid.IntRange(1, 20).Draw(t, "pause")) * time.Second)
			o := observation(0, sign)
			o.Began = now
			before := s
			s = health.Step(s, o, timing)
			if complaint := b.complain(before, s, sign, now); complaint != "" {
				t.Fatal(complaint)
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
