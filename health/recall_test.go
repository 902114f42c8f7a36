package health_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"geosrv/health"
)

// written is the state as it comes back from a file.
func written(t *testing.T, s health.State) (back health.State) {
	t.Helper()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return back
}

// TestRestartForgetsNothing stops and starts at every moment of an outage: the
// opinion goes the same way as without.
func TestRestartForgetsNothing(t *testing.T) {
	signs := "+--- ++-+-++++ ddd++++g g--+-+- ++++"
	whole, _ := run(signs, health.DefaultTiming())
	for cut := range len(signs) {
		s, _ := run(signs[:cut], health.DefaultTiming())
		n := len(strings.ReplaceAll(signs[:cut], " ", ""))
		s = written(t, s).Recalled(start().Add(time.Duration(10*n) * time.Second))
		if !s.Restored {
			t.Fatal("not marked as restored")
		}
		for i, sign := range strings.ReplaceAll(signs[cut:], " ", "") {
			s = health.Step(s, observation(10*(n+i+1), sign), health.DefaultTiming())
		}
		if s != whole {
			t.Fatalf("restarted after %q:\n%+v, want\n%+v", signs[:cut], s, whole)
		}
	}
}

// TestRestartAtTwoOfThree: two of the answers it needs are remembered.
func TestRestartAtTwoOfThree(t *testing.T) {
	s, now := run("+--- ++", health.DefaultTiming())
	s = written(t, s).Recalled(now.Add(time.Minute))
	if v, _ := s.Verdict(now); v.Standing != health.Rising || s.Oks != 2 {
		t.Errorf("restored as %s with %d answers", v.Standing, s.Oks)
	}
	o := observation(0, '+')
	o.Began = now.Add(time.Minute)
	if s = health.Step(s, o, health.DefaultTiming()); s.Phase != health.PhaseUp || s.Restored {
		t.Errorf("the third answer leads to %s, restored: %t", s.Phase, s.Restored)
	}
}

// TestClockSetBackBetweenRuns: nothing is held until a time that is far away.
func TestClockSetBackBetweenRuns(t *testing.T) {
	s, now := run("+---", health.DefaultTiming())
	yesterday := now.Add(-24 * time.Hour)
	s = written(t, s).Recalled(yesterday)
	for i := range 4 {
		o := observation(0, '+')
		o.Began = yesterday.Add(time.Duration(10*(i+1)) * time.Second)
		s = health.Step(s, o, health.DefaultTiming())
	}
	if s.Phase != health.PhaseUp {
		t.Errorf("40 s later: %s", s.Phase)
	}
}

// TestClockSetBackAfterARestart: what was remembered is counted from then on by
// the clock that nobody sets, or a step back would hold it for hours.
func TestClockSetBackAfterARestart(t *testing.T) {
	s, _ := run("+--- ++-", health.DefaultTiming())
	now := time.Now()
	old := now.Add(-time.Minute).Round(0) // as a file has it
	s.DownSince, s.Steady, s.Answered = old, old, old
	s = s.Recalled(now)
	for what, at := range map[string]time.Time{"down since": s.DownSince, "steady": s.Steady, "answered": s.Answered} {
		if !strings.Contains(at.String(), " m=") || now.Sub(at) != time.Minute {
			t.Errorf("%s %s counts by the wall clock (%s ago)", what, at, now.Sub(at))
		}
	}
	if !s.Relieving.IsZero() {
		t.Errorf("what never was is now %s", s.Relieving)
	}
}

func TestBadStatesAreRefused(t *testing.T) {
	for _, text := range []string{
		`{"phase":"dead"}`, `{"phase":7}`, `{"manner":"nice"}`, `{"last":{"outcome":"maybe"}}`, `{"since":"noon"}`, `{"fails":1.5}`,
	} {
		var s health.State
		if err := json.Unmarshal([]byte(text), &s); err == nil {
			t.Errorf("%s is read as %+v", text, s)
		}
	}
	s := health.State{Phase: health.PhaseUp, Fails: -5, Oks: -1, Flaps: 1 << 40, Manner: health.Silent}.Recalled(start())
	if s.Fails != 0 || s.Oks != 0 || s.Flaps > 100 || s.Manner != health.Up {
		t.Errorf("%+v", s)
	}
}

// TestYearOfFaults lets one endpoint live through a year of all kinds of
// faults: the books hold, also over restarts, and no counter grows for ever.
func TestYearOfFaults(t *testing.T) {
	days := 20
	if long() {
		days = 365
	}
	timing := health.DefaultTiming()
	r := rand.New(rand.NewPCG(3, 65))
	s, now, b, phases := health.Fresh(start()), start(), books{timing: timing}, map[health.Phase]int{}
	for end := now.Add(time.Duration(days) * 24 * time.Hour); now.Before(end); {
		mood := []string{"+", "+", "+", "+", "-", "d", "g", "+-", "+++-", "+d", "+-dg", "l+", "----+"}[r.IntN(13)]
		for until := now.Add(time.Duration(r.ExpFloat64() * float64(20*time.Minute))); now.Before(until); {
			sign := rune(mood[r.IntN(len(mood))])
			o := observation(0, sign)
			o.Began, o.Took = now, time.Duration(r.Int64N(int64(timing.Timeout)))
			before := s
			if sign == 'l' {
				o = health.Observation{Outcome: health.Failed, Reason: health.ReasonLocal, Began: now}
				if s = health.Step(s, o, timing); s.Phase != before.Phase || s.Fails != before.Fails {
					t.Fatalf("our own failure led to %+v", s)
				}
			} else if s = health.Step(s, o, timing); true {
				if complaint := b.complain(before, s, sign, now.Add(o.Took)); complaint != "" {
					t.Fatalf("%s after the start: %s\n%+v\n%+v", now.Sub(start()), complaint, before, s)
				}
			}
			if r.IntN(5000) == 0 {
				s = written(t, s).Recalled(now.Add(o.Took))
			}
			phases[s.Phase]++
			now = now.Add(drawn(r, s, timing))
		}
	}
	for p := health.PhaseUp; p <= health.PhaseFlapping; p++ {
		if phases[p] < 100 {
			t.Errorf("it was only %d times %s", phases[p], p)
		}
	}
	if s.Flaps > 32 {
		t.Errorf("%d flaps", s.Flaps)
	}
}

// TestAnyYear goes through an outage in years in which clocks turn over, and in the
// one in which a machine without a battery begins: all is as in any other year.
func TestAnyYear(t *testing.T) {
	const signs = "+--- ++++ gg- +++ dd +++"
	went := func(from time.Time) (phases []string) {
		s := health.Fresh(from)
		for i, sign := range strings.ReplaceAll(signs, " ", "") {
			o := observation(0, sign)
			o.Began = from.Add(time.Duration(10*(i+1)) * time.Second)
			s = written(t, health.Step(s, o, health.DefaultTiming())).Recalled(o.Began)
			phases = append(phases, s.Phase.String())
		}
		return phases
	}
	want := strings.Join(went(start()), " ")
	if !strings.Contains(want, "down") || !strings.HasSuffix(want, "up") {
		t.Fatalf("as ever: %s", want)
	}
	for _, from := range []string{"1970-01-01T00:00:00Z", "2038-01-19T03:12:00Z", "2106-02-07T06:26:00Z", "2016-12-31T23:58:00Z"} {
		at, err := time.Parse(time.RFC3339, from)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(went(at), " "); got != want {
			t.Errorf("from %s: %s, want %s", from, got, want)
		}
	}
}

// TestDoubted: what was never acted on goes on as it stands, with nothing counted against
// it, and is known to have answered.
func TestDoubted(t *testing.T) {
	at := time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC)
	s := health.State{
		Phase: health.PhaseDown, Fails: 5, Ever: true, Since: at, Failing: at, Answered: at.Add(-time.Minute), Reason: health.ReasonTimeout,
		Manner: health.Degraded, Flaps: 2,
	}
	for stands, want := range map[health.Standing]health.Phase{health.Degraded: health.PhaseUp, health.Rising: health.PhaseRising} {
		got := s.Doubted(stands)
		if v, _ := got.Verdict(at); v.Standing != stands || v.Never || got.Phase != want {
			t.Errorf("%s: it is %s and stands as %s, never %v", stands, got.Phase, v.Standing, v.Never)
		}
		if got.Fails != 0 || !got.Failing.IsZero() || got.Flaps != 2 || !got.Since.Equal(s.Answered) {
			t.Errorf("%s: %+v", stands, got)
		}
	}
}
