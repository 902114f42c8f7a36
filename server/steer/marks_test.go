package steer

import (
	"testing"
	"time"
)

func pool(s Standing) Pool {
	return Pool{Standing: s, Total: 1, Live: 1, Has: [2]bool{true, false}, Family: [2]Standing{s, Up}}
}

// TestRisingPoolStandsDown is patch night: the second server fell while the
// first was rising, so that the pool went from up to rising without ever being
// silent. Its group has left it, and must wait for return_after.
func TestRisingPoolStandsDown(t *testing.T) {
	now := time.Unix(1000, 0)
	p := Policy{Kind: One, ReturnAfter: time.Minute, Forgive: 10 * time.Minute}
	m, _ := Mark{}.Step(p, pool(Rising), now)
	if !m.Set() || m.Why != IsRising {
		t.Fatalf("mark is %+v, want one because of rising", m)
	}
	m, wake := m.Step(p, pool(Up), now.Add(10*time.Second))
	if !m.Set() || !wake.Equal(now.Add(70*time.Second)) {
		t.Fatalf("mark is %+v, asked again at %v; want to be asked at 70 s", m, wake)
	}
	if m, _ = m.Step(p, pool(Up), wake); m.Set() {
		t.Error("the mark holds after return_after")
	}
}

func TestStep(t *testing.T) {
	t0 := time.Unix(1000, 0)
	after := func(d time.Duration) time.Time { return t0.Add(d) }
	auto := Policy{ReturnAfter: time.Minute, Forgive: 10 * time.Minute}
	failback, takeover := auto, auto
	failback.FailbackCommand = true
	takeover.TakeoverCommand = true
	never := Pool{Standing: Silent, Never: true}
	marked := Mark{Since: t0, Why: IsSilent}
	back := Mark{Since: t0, Why: IsSilent, Back: after(time.Minute)}
	for _, c := range []struct {
		what string
		m    Mark
		p    Policy
		pool Pool
		now  time.Time
		want Mark
		wake time.Time
	}{
		{"up", Mark{}, auto, pool(Up), t0, Mark{}, time.Time{}},
		{"silent", Mark{}, auto, pool(Silent), t0, marked, time.Time{}},
		{"drained", Mark{}, auto, pool(Drained), t0, Mark{Since: t0, Why: IsDrained}, time.Time{}},
		{"maintenance", Mark{}, auto, pool(Maintenance), t0, Mark{Since: t0, Why: InMaintenance}, time.Time{}},
		{"never answered", Mark{}, auto, never, t0, Mark{}, time.Time{}},
		{"gateway silent", Mark{}, takeover, pool(Silent), t0, Mark{}, time.Time{}},
		{"gateway rising", Mark{}, takeover, pool(Rising), t0, Mark{}, time.Time{}},
		{"gateway drained", Mark{}, takeover, pool(Drained), t0, Mark{Since: t0, Why: IsDrained}, time.Time{}},
		{"still silent", marked, auto, pool(Silent), after(time.Hour), marked, time.Time{}},
		{"rising", marked, auto, pool(Rising), after(time.Minute), marked, time.Time{}},
		{"back", marked, auto, pool(Up), after(time.Minute), back, after(2 * time.Minute)},
		{"back, degraded", marked, auto, pool(Degraded), after(time.Minute), back, after(2 * time.Minute)},
		{"not long enough", back, auto, pool(Up), after(2*time.Minute - 1), back, after(2 * time.Minute)},
		{"long enough", back, auto, pool(Up), after(2 * time.Minute), Mark{}, time.Time{}},
		{"relapse", back, auto, pool(Silent), after(90 * time.Second), marked, time.Time{}},
		{"relapse while rising", back, auto, pool(Rising), after(90 * time.Second), marked, time.Time{}},
		{"command, young: forgiven", back, failback, pool(Up), after(2 * time.Minute), Mark{}, time.Time{}},
		{"command, young: asked again", back, failback, pool(Up), after(61 * time.Second), back, after(2 * time.Minute)},
		{"command, just too old", marked, failback, pool(Up), after(9 * time.Minute), Mark{Since: t0, Why: IsSilent, Back: after(9 * time.Minute)}, time.Time{}},
		{"command, just young enough", marked, failback, pool(Up), after(9*time.Minute - 1), Mark{Since: t0, Why: IsSilent, Back: after(9*time.Minute - 1)}, after(10*time.Minute - 1)},
		{"auto, old", marked, auto, pool(Up), after(time.Hour), Mark{Since: t0, Why: IsSilent, Back: after(time.Hour)}, after(time.Hour + time.Minute)},
	} {
		got, wake := c.m.Step(c.p, c.pool, c.now)
		if got != c.want || !wake.Equal(c.wake) {
			t.Errorf("%s: %+v, wake %v; want %+v, %v", c.what, got, wake, c.want, c.wake)
		}
	}
}

// TestMarkRecalled: nobody stays away until a time that is far off, and what is
// recalled is counted by the clock that nobody sets.
func TestMarkRecalled(t *testing.T) {
	now := time.Now()
	ago := func(d time.Duration) time.Time { return now.Round(0).Add(-d) }
	for _, c := range []struct{ since, back, wantSince, wantBack time.Duration }{
		{time.Hour, time.Minute, time.Hour, time.Minute},
		{time.Hour, -time.Minute, time.Hour, 0},
		{-24 * time.Hour, -23 * time.Hour, 0, 0},
	} {
		m := Mark{Since: ago(c.since), Back: ago(c.back), Why: IsDrained}.Recalled(now)
		want := Mark{Since: now.Add(-c.wantSince), Back: now.Add(-c.wantBack), Why: IsDrained}
		if m != want {
			t.Errorf("%v and %v ago: %v, want %v", c.since, c.back, m, want)
		}
	}
	if m := (Mark{Since: ago(time.Hour)}).Recalled(now); !m.Back.IsZero() {
		t.Errorf("back since %v", m.Back)
	}
}
