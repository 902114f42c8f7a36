package listen

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// TestT3GraceForAQuarter: of newcomers that crowd out newcomers, a quarter of
// the limit has its grace, and not one more.
func TestT3GraceForAQuarter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const limit = 12
		r := NewRegister(Limits{Connections: limit})
		for i := range 3 * limit {
			joins(r, fmt.Sprintf("192.0.%d.1:53", i), new(tally))
			if got, want := left(r), min(max(i+1-limit, 0), limit/4); got != want {
				t.Errorf("%d came at once: %d have their grace, want %d", i+1, got, want)
			}
		}
		time.Sleep(time.Minute) // the sweep that a crowd asks for comes to its end
		synctest.Wait()
	})
}

// TestShortestIdle: every time above 0 is one, and 0 takes the default.
func TestShortestIdle(t *testing.T) {
	for idle, want := range map[time.Duration]time.Duration{-1: defaultIdle, 0: defaultIdle, 1: 1, 2: 2} {
		if got := (Limits{Idle: idle}).withDefaults().Idle; got != want {
			t.Errorf("a limit of %d is one of %d, want %d", idle, got, want)
		}
		if got := NewRegister(Limits{}).idleTime(idle); got != want {
			t.Errorf("a server's %d is %d, want %d", idle, got, want)
		}
	}
}
