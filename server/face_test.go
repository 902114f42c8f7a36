package server

import (
	"net/netip"
	"testing"
	"time"

	"geosrv/server/answer"
	"geosrv/server/wire"
)

// What is asked for goes out: NSID, texts of class CH, cookies.
func TestFace(t *testing.T) {
	a := windowOf(t, "nsid: ns-ams\nchaos: {version: 'one', id: 'two'}\n")
	f := a.desk.face.Load()
	if f.NSID != "ns-ams" || f.Version != "one" || f.ID != "two" || f.Secrets != a.desk.random {
		t.Errorf("%+v", f)
	}
	l := loadedOf(t, "")
	l.Secrets = wire.RandomSecrets()
	if a.desk.set(l); *a.desk.face.Load() != (answer.Face{Secrets: l.Secrets}) {
		t.Errorf("%+v", a.desk.face.Load())
	}
	off := loadedOf(t, "cookies: off\n")
	if a.desk.set(off); *a.desk.face.Load() != (answer.Face{}) {
		t.Errorf("%+v, want no cookies", a.desk.face.Load())
	}
}

// Who is limited stays so over loads, unless the rates are others.
func TestLimiterOverLoads(t *testing.T) {
	a := windowOf(t, "")
	limiter := func() any { return a.desk.limiter.Load() }
	for _, c := range []struct {
		lines string
		same  bool
	}{
		{"", true},
		{"nsid: other\ncookies: off\n", true},
		{"rate_limit: {answers: 200, errors: 50, slip: 2, v4: 24, v6: 56, exempt: []}\n", true},
		{"rate_limit: {answers: 201}\n", false},
		{"rate_limit: {errors: 51}\n", false},
		{"rate_limit: {slip: 3}\n", false},
		{"rate_limit: {v4: 25}\n", false},
		{"rate_limit: {v6: 57}\n", false},
		{"rate_limit: {exempt: [192.0.2.0/24]}\n", false},
		{"rate_limit: {exempt: [192.0.2.0/24]}\ntcp: {idle: 3s}\n", true},
		{"rate_limit: {exempt: [192.0.2.0/25]}\n", false},
		{"", false},
	} {
		before := limiter()
		a.desk.set(loadedOf(t, c.lines))
		if got := limiter() == before; got != c.same {
			t.Errorf("%q: the same limiter: %t, want %t", c.lines, got, c.same)
		}
	}
	a.desk.set(loadedOf(t, "rate_limit: off\n"))
	if a.desk.limiter.Load() != nil {
		t.Error("off, and there is a limiter")
	}
	a.desk.set(loadedOf(t, ""))
	if a.desk.limiter.Load() == nil {
		t.Error("on again, and there is none")
	}
}

// What the limiter counted outlives it.
func TestCrowdedOverLoads(t *testing.T) {
	a := windowOf(t, "rate_limit: {answers: 2}\n")
	now := time.Now()
	for i := range 1 << 18 { // twice the room that there is
		to := netip.AddrFrom4([4]byte{byte(10 + i>>16), byte(i >> 8), byte(i), 1})
		for range 2 { // who owes more than one reply is not forgotten for another
			a.desk.limiter.Load().Rule(to, false, 0, now)
		}
	}
	crowded := a.desk.crowds()
	if crowded == 0 {
		t.Fatal("a table holds more than it has room for")
	}
	for _, lines := range []string{"rate_limit: {answers: 3}\n", "rate_limit: off\n", ""} {
		a.desk.set(loadedOf(t, lines))
		if got := a.desk.crowds(); got != crowded {
			t.Errorf("%q: %d, want %d as before", lines, got, crowded)
		}
	}
}
