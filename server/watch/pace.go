package watch

import "time"

// When a change is reported.
const (
	quiet     = 250 * time.Millisecond // after the last event: a save is several
	patience  = 2 * time.Second        // after the first event, if they do not end
	tick      = 30 * time.Second       // without any event
	blindTick = 5 * time.Second        // where the kernel gives no events
)

// pace turns events into calls of report until done is closed: once they have
// been quiet, or when patience ends, and at every tick.
func pace(done, touched, blind <-chan struct{}, report func()) {
	last := time.NewTimer(quiet) // runs while events are pending
	last.Stop()
	every := time.NewTicker(tick)
	defer last.Stop()
	defer every.Stop()
	var first time.Time // of the pending events; zero: none
	for {
		select {
		case <-done:
			return
		case <-blind:
			blind = nil
			every.Reset(blindTick)
		case <-touched:
			now := time.Now()
			if first.IsZero() {
				first = now
			}
			last.Reset(min(quiet, first.Add(patience).Sub(now)))
		case <-last.C:
			first = time.Time{}
			report()
		case <-every.C: // pending events keep their own time
			report()
		}
	}
}
