package status

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/server/control"
)

// watched runs a feed in a bubble with n watchers for a minute and returns when it
// asked for reports, since the start.
func watched(t *testing.T, n int, report func(context.Context) (*Report, error)) (asked []time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithTimeout(t.Context(), time.Minute-time.Millisecond)
		defer end()
		began := time.Now()
		f := newFeed(Options{Log: slog.New(slog.DiscardHandler), Report: func(ctx context.Context) (*Report, error) {
			asked = append(asked, time.Since(began))
			return report(ctx)
		}}, newRate(nil))
		for range n {
			if !f.enter() {
				t.Fatal("there is no room")
			}
		}
		f.run(ctx)
	})
	return asked
}

// However many watch, four reports a second are made; while nobody does, none.
func TestFeedPace(t *testing.T) {
	t.Parallel()
	quick := func(context.Context) (*Report, error) { return &Report{At: time.Now()}, nil }
	for n, want := range map[int]int{0: 0, 1: 240, 32: 240} {
		if got := len(watched(t, n, quick)); got != want {
			t.Errorf("%d watchers: %d reports in a minute, want %d", n, got, want)
		}
	}
}

// A report that takes a second is made every ten seconds.
func TestFeedLeisure(t *testing.T) {
	t.Parallel()
	slow := func(context.Context) (*Report, error) {
		r := &Report{At: time.Now()}
		time.Sleep(time.Second)
		return r, nil
	}
	got := watched(t, 1, slow)
	want := []time.Duration{0, 10 * time.Second, 20 * time.Second, 30 * time.Second, 40 * time.Second, 50 * time.Second}
	if !slices.Equal(got, want) {
		t.Errorf("asked at %v, want %v", got, want)
	}
}

// A report that waits for others who are busy is asked for again at once: they are
// when pools die, and then the page must not stand still.
func TestFeedWaitsForBusyPublisher(t *testing.T) {
	t.Parallel()
	busy := func(context.Context) (*Report, error) {
		time.Sleep(4 * time.Second)
		return &Report{At: time.Now()}, nil
	}
	if got := len(watched(t, 1, busy)); got != 15 { // each takes 4 s, and a quarter of a second is between two
		t.Errorf("%d reports in a minute, want 15", got)
	}
	late := func(ctx context.Context) (*Report, error) { <-ctx.Done(); return nil, ctx.Err() }
	if got := len(watched(t, 1, late)); got != 6 {
		t.Errorf("%d reports in a minute that nobody answers, want 6", got)
	}
}

// A report that fails changes nothing, and is asked for again.
func TestFeedFailure(t *testing.T) {
	t.Parallel()
	bad := func(context.Context) (*Report, error) { return nil, errors.New("not yet") }
	if got := len(watched(t, 1, bad)); got != 240 {
		t.Errorf("%d reports, want 240", got)
	}
}

// An event has what changed and nothing else.
func TestFeedChanges(t *testing.T) {
	t.Parallel()
	f := newFeed(Options{}, newRate(nil))
	give := func(pools ...control.PoolStatus) map[string]part {
		_, before, _ := f.since(0)
		f.take(sections(&Report{Pools: pools}, []uint64{}))
		parts, _, _ := f.since(before)
		return parts
	}
	a, b, c := control.PoolStatus{Name: "a", Standing: "up"}, control.PoolStatus{Name: "b", Standing: "up"}, control.PoolStatus{Name: "c"}
	if p := give(a, b)["pools"]; !slices.Equal(p.Keys, []string{"a", "b"}) || len(p.Rows) != 2 {
		t.Errorf("first: %v", p)
	}
	if p := give(a, b); p != nil {
		t.Errorf("nothing changed: %v", p)
	}
	b.Standing = "silent"
	p := give(a, b)
	if got := slices.Collect(maps.Keys(p)); !slices.Equal(got, []string{"pools"}) {
		t.Errorf("one changed: %v", got)
	}
	if s := p["pools"]; s.Keys != nil || len(s.Rows) != 1 || string(s.Rows["b"]) != `{"name":"b","site":"","standing":"silent"}` {
		t.Errorf("one changed: %s", s.Rows)
	}
	if s := give(b, a)["pools"]; !slices.Equal(s.Keys, []string{"b", "a"}) || len(s.Rows) != 0 {
		t.Errorf("the order changed: %v", s)
	}
	if s := give(b, c)["pools"]; !slices.Equal(s.Keys, []string{"b", "c"}) || len(s.Rows) != 1 {
		t.Errorf("one went, one came: %v", s)
	}
	if s := give()["pools"]; !s.None || len(s.Rows) != 0 {
		t.Errorf("all went: %v", s)
	}
}

// There is room for so many watchers; a place that is left is free again.
func TestFeedRoom(t *testing.T) {
	t.Parallel()
	f := newFeed(Options{}, newRate(nil))
	for range mostWatchers {
		f.enter()
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, httptest.NewRequest("GET", "/events", nil))
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("one too many: %d", w.Code)
	}
	f.leave()
	if !f.enter() {
		t.Error("a place that was left is not free")
	}
}

// Of many rows the worst are shown, and the rest is counted.
func TestMostRows(t *testing.T) {
	t.Parallel()
	r := &Report{}
	for i := range mostRows + 10 {
		e := Endpoint{EndpointStatus: control.EndpointStatus{Key: strconv.Itoa(i), Verdict: "up"}}
		if i >= mostRows+8 {
			e.Verdict = "silent"
		}
		r.Endpoints = append(r.Endpoints, e)
	}
	s := sections(r, []uint64{})
	if keys := s["endpoints"].keys; len(keys) != mostRows || keys[0] != "408" || keys[1] != "409" || keys[2] != "0" {
		t.Errorf("%d rows, the first %q", len(keys), keys[:3])
	}
	var c clock
	if err := json.Unmarshal(s["clock"].rows["0"], &c); err != nil || c.Left["endpoints"] != 10 {
		t.Errorf("%v %v", c, err)
	}
}

// Queries are counted by the second, and the last three minutes are kept.
func TestRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		total := uint64(1000)
		r := newRate(func() uint64 { total += 7; return total })
		ctx, end := context.WithTimeout(t.Context(), 200*time.Second+time.Millisecond)
		defer end()
		r.run(ctx)
		if got := r.last(); len(got) != seconds || got[0] != 7 || got[seconds-1] != 7 {
			t.Errorf("%d figures: %v", len(got), got)
		}
	})
}
