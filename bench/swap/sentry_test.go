package swap

import (
	"errors"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestSentrySeesStop takes a core from everybody for a while, by a thread that goes before
// the sentry itself.
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
	for range 100 {
		from, done := monotonic(), make(chan error)
		go func() {
			runtime.LockOSThread() // and never back: the thread ends with its priority
			err := first(cores[0], above+1)
			for end := monotonic() + int64(taken); monotonic() < end; {
			}
			done <- err
		}()
		if err := <-done; errors.Is(err, unix.EPERM) && os.Getenv("GEOSRV_CI") == "" {
			t.Skip("the system gives no priority above the sentry's")
		} else if err != nil {
			t.Fatal(err)
		}
		// The sentry notes its stop when it runs again, which may be after we ask.
		stops, err := s.stops()
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(stops, func(s stop) bool { return s.From > from && s.To-s.From > int64(taken)*7/10 }) {
			return
		}
	}
	t.Errorf("100 times %v were taken from a core, and no sentry saw it", taken)
}
