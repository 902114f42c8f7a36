package health

import (
	"testing"
	"time"
)

func TestHeld(t *testing.T) {
	timing := DefaultTiming()
	for flaps, want := range []time.Duration{30 * time.Second, 2 * time.Minute, 8 * time.Minute, 10 * time.Minute, 10 * time.Minute} {
		if got := timing.held(flaps); got != want {
			t.Errorf("after %d falls back: %s, want %s", flaps, got, want)
		}
	}
	timing.HoldDown = time.Hour // longer than quarantine: nothing grows
	if got := timing.held(maxFlaps); got != time.Hour || timing.quarantines() {
		t.Errorf("hold_down of an hour becomes %s", got)
	}
	if got := (Timing{Quarantine: time.Minute}).held(maxFlaps); got != 0 {
		t.Errorf("no hold_down becomes %s", got)
	}
}
