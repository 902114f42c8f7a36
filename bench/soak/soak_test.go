package soak

import (
	"testing"
	"time"

	"geosrv/bench/shipped"
)

// at makes looks of one minute each with so many octets.
func at(resident ...float64) (out []look) {
	for i, r := range resident {
		out = append(out, look{At: time.Duration(i) * time.Minute, Resident: r, Live: r, Goroutines: r})
	}
	return out
}

func TestSlope(t *testing.T) {
	for _, c := range []struct {
		looks []look
		want  float64
	}{
		{at(5, 5, 5, 5), 0},
		{at(1, 2, 3, 4), 60},
		{at(10, 10, 90, 10, 10, 10), 0}, // one peak is no growth
		{at(8, 7, 6), -60},
	} {
		if got, _, ok := slope(minutes(c.looks, live)); !ok || got < c.want-.001 || got > c.want+.001 {
			t.Errorf("%v: %g an hour, want %g", c.looks, got, c.want)
		}
	}
	if _, _, ok := slope(minutes(at(1), live)); ok {
		t.Error("one look has a slope")
	}
}

// A slope is sure if nine of ten pairs have it.
func TestSurely(t *testing.T) {
	if _, got, _ := slope(minutes(at(1, 2, 3, 4, 5), live)); got < 59.9 || got > 60.1 {
		t.Errorf("steady growth: surely %g an hour, want 60", got)
	}
	if _, got, _ := slope(minutes(at(5, 1, 4, 2, 5, 3), live)); got >= 0 {
		t.Errorf("up and down: surely %g an hour", got)
	}
}

func TestMinutes(t *testing.T) {
	second := func(s int, r float64) look { return look{At: time.Duration(s) * time.Second, Resident: r} }
	got := minutes([]look{second(1, 9), second(30, 7), second(59, 8), second(60, 5), second(119, 6)}, resident)
	if len(got) != 2 || got[0].octets != 7 || got[1].octets != 5 || got[1].at != time.Minute {
		t.Errorf("%v", got)
	}
}

func TestGrown(t *testing.T) {
	count := func(l look) float64 { return l.Goroutines }
	for _, c := range []struct {
		looks []look
		want  bool
	}{
		{at(3, 3, 3, 3), false}, {at(3, 5, 6, 7), true}, {at(3, 9, 3, 8), false}, {at(3), false},
	} {
		if got := grown(c.looks, count); got != c.want {
			t.Errorf("%v: %t", c.looks, got)
		}
	}
}

// TestSoak is a short run of all of it: that the server's metrics say all that is
// looked at, and that what is answered are answers.
func TestSoak(t *testing.T) {
	dir := t.TempDir()
	program, err := shipped.Build(t.Context(), dir, "")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{For: 6 * time.Second, Queries: 500, Reload: time.Second, Seed: 1}
	r, err := Run(t.Context(), o, program, dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Looks) != 1 || r.Looks[0].Live < 1<<20 || r.Looks[0].Resident <= r.Looks[0].Live || r.Looks[0].Goroutines < 5 || r.Looks[0].Descriptors < 5 {
		t.Errorf("looks: %+v", r.Looks)
	}
	if r.Sent < 2000 || r.Heard < r.Sent*9/10 || r.Failed > 0 || r.Reloads < 2 || r.Flaps < 1 {
		t.Errorf("%+v", r)
	}
}

// TestMemory: a heap that grows is found, and a process whose memory goes up and
// down is not.
func TestMemory(t *testing.T) {
	const MiB = 1 << 20
	run := func(heap, process func(minute float64) float64) (out []look) {
		for m := range 20 {
			out = append(out, look{At: time.Duration(m) * time.Minute, Live: heap(float64(m)), Resident: process(float64(m))})
		}
		return out
	}
	steady := func(float64) float64 { return 20 * MiB }
	grows := func(m float64) float64 { return (20 + 2*m/60) * MiB }
	waves := func(m float64) float64 { return (40 + float64(int(m)%3)) * MiB }
	for _, c := range []struct {
		heap, process func(float64) float64
		want          string
	}{
		{steady, waves, ""},
		{grows, waves, "the live heap grows by 2.00 MiB an hour"},
		{steady, grows, "resident memory grows by 2.00 MiB an hour, surely by 2.00"},
	} {
		got := ""
		if err := memory(run(c.heap, c.process)); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
