package swap

import "golang.org/x/sys/unix"

// monotonic is the system's monotonic clock in nanoseconds: the one clock that
// processes share.
func monotonic() int64 {
	var t unix.Timespec
	// It cannot fail: the clock exists and the pointer is good.
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return t.Nano()
}
