package listen

import "golang.org/x/sys/unix"

// shortest is the shortest turn that the kernel gives, in nanoseconds.
const shortest = 100_000

// shortTurns asks the kernel for short turns on a processor for this thread,
// which must be locked to its goroutine. Since Linux 6.12 a thread with short
// turns that wakes goes before one with long ones: a worker does not wait until a
// load or the collector has had its millisecond or three. It gets no more time
// than others, so a flood takes nothing from them, and it needs no privilege.
// Elsewhere, or where a filter of system calls forbids it, all stays as it is.
func shortTurns() (undo func()) {
	before, err := unix.SchedGetAttr(0, 0)
	if err != nil || before.Policy != unix.SCHED_NORMAL {
		return func() {} // somebody chose otherwise, and knows better
	}
	short := *before
	short.Runtime = shortest
	_ = unix.SchedSetAttr(0, &short, 0) // older kernels know of no turns
	return func() { _ = unix.SchedSetAttr(0, before, 0) }
}
