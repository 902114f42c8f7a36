package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// monotonic is the system's monotonic clock in nanoseconds: the one clock that
// two processes share.
func monotonic() int64 {
	var t unix.Timespec
	// It cannot fail: the clock exists and the pointer is good.
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return t.Nano()
}

// nap sleeps for so short a time that the runtime's timers would round it up.
func nap(d time.Duration) {
	t := unix.NsecToTimespec(int64(d))
	// A signal may end it early, which does no harm.
	_ = unix.Nanosleep(&t, nil)
}
