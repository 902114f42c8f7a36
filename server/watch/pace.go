package watch

import "time"

// When a change is reported.
const (
	quiet     = 250 * time.Millisecond // after the last event: a save is several
	settled   = time.Second            // after the last write: whoever copies over a slow line pauses
	patience  = 2 * time.Second        // after the first event, if they do not end
	writing   = 5 * time.Second        // after the first event, if it is writes that do not end
	tick      = 30 * time.Second       // without any event
	blindTick = 5 * time.Second        // where the kernel gives no events
)

// pace turns events into calls of report until done is closed: once they have
// been quiet, or when patience ends, and at every tick. A file that is written in
// place takes longer than one that is renamed into place, which is whole.
func pace(done, touched, written, blind <-chan struct{}, report func()) {
	last := time.NewTimer(quiet) // runs while events are pending
	last.Stop()
	every := time.NewTicker(tick)
	defer last.Stop()
	defer every.Stop()
	var first, due time.Time // of the pending events; zero: none
	wait := func(after, atMost time.Duration) {
		now := time.Now()
		if first.IsZero() {
			first, due = now, now
		}
		if at := now.Add(min(after, first.Add(atMost).Sub(now))); at.After(due) {
			due = at
		}
		last.Reset(due.Sub(now))
	}
	for {
		select {
		case <-done:
			return
		case <-blind:
			blind = nil
			every.Reset(blindTick)
		case <-touched:
			wait(quiet, patience)
		case <-written:
			wait(settled, writing)
		case <-last.C:
			first = time.Time{}
			report()
		case <-every.C: // pending events keep their own time
			report()
		}
	}
}
