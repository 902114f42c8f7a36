package swap

import (
	"os"
	"runtime"
	"testing"
	"time"
)

// TestWaits reckons by hand: of a stop of 20 ms in 10 s those who come in its
// first 10 ms, one in a thousand, wait longer than 10 ms.
func TestWaits(t *testing.T) {
	ms := func(all ...int64) (stops []stop) {
		for i, n := range all {
			stops = append(stops, stop{int64(i) * int64(time.Second), int64(i)*int64(time.Second) + n*int64(time.Millisecond)})
		}
		return stops
	}
	cases := []struct {
		name  string
		stops []stop
		cores int
		want  spread
	}{
		{"none", nil, 1, spread{}},
		{"one", ms(20), 1, spread{P999: 10, P9999: 19, Max: 20}},
		{"of two cores", ms(20), 2, spread{P999: 0, P9999: 18, Max: 20}},
		{"two", ms(20, 15), 1, spread{P999: 12.5, P9999: 19, Max: 20}},
		{"the longest last", ms(1, 2, 20), 1, spread{P999: 10, P9999: 19, Max: 20}},
		{"half of all time", ms(5000, 400), 1, spread{P50: 200, P99: 4900, P999: 4990, P9999: 4999, Max: 5000}},
	}
	for _, c := range cases {
		got := waits(c.stops, c.cores, int64(10*time.Second))
		for _, pair := range [][2]float64{{got.P50, c.want.P50}, {got.P99, c.want.P99}, {got.P999, c.want.P999}, {got.P9999, c.want.P9999}, {got.Max, c.want.Max}} {
			if d := pair[0] - pair[1]; d > .001 || d < -.001 {
				t.Errorf("%s: %+v\nwant %+v", c.name, got, c.want)
				break
			}
		}
	}
}

// TestSentrySeesStop takes a core from everybody for a while, by a thread that
// goes before the sentry itself.
func TestSentrySeesStop(t *testing.T) {
	// The watch dies with the thread that started it: none of those below may be it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	s, err := posted()
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case s != nil:
	case os.Getenv("GEOSRV_CI") != "":
		t.Fatal("the system gives no priority here (CAP_SYS_NICE), and nothing may be skipped")
	default:
		t.Skip("the system gives no priority here (CAP_SYS_NICE): nobody can watch the cores")
	}
	defer func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	}()
	cores, err := allowed()
	if err != nil {
		t.Fatal(err)
	}
	// Shorter than the turn that the runtime gives: it would take the core back.
	const taken = 5 * time.Millisecond
	var got *spread
	for range 100 {
		from, done := monotonic(), make(chan error)
		go func() {
			runtime.LockOSThread() // and never back: the thread ends with its priority
			err := first(cores[0], above+1)
			for end := monotonic() + int64(taken); monotonic() < end; {
			}
			done <- err
		}()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		// The sentry notes its stop when it runs again, which may be after we ask.
		if got, err = s.waits(from, monotonic()); err != nil {
			t.Fatal(err)
		}
		if got.Max >= .7*float64(taken)/float64(time.Millisecond) {
			return
		}
	}
	t.Errorf("100 times %v were taken from a core, and the longest stop is %.1f ms", taken, got.Max)
}
