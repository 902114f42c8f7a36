package health

import "time"

// beat is how often a probe that waits looks at the clocks, and pauseLimit by
// how much they may disagree, or a look be late, before we say that this
// process did not run: it was stopped, its machine was suspended, or it was
// starved. What a probe saw then says nothing of its peer.
const (
	beat       = 250 * time.Millisecond
	pauseLimit = 500 * time.Millisecond
)

// vigil watches over one probe whether this process ran all the while. The
// zero value began at its first moment. It is not for several goroutines.
type vigil struct {
	last   time.Duration // of the monotonic clock, at the latest look
	paused bool
}

// look takes how long the probe lasts by the monotonic clock and by the wall
// clock. The monotonic clock stands still while the machine is suspended, and
// goes on while only this process is stopped. A clock set back is no pause; a
// clock set forward costs the probes under way.
func (v *vigil) look(monotonic, wall time.Duration) {
	if monotonic-v.last > beat+pauseLimit || wall-monotonic > pauseLimit {
		v.paused = true
	}
	v.last = monotonic
}
