package listen

import (
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// A thread has short turns until it gives them back; how nice it is stays.
func TestShortTurns(t *testing.T) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // for good: a nice thread is not for others
		attr := func() *unix.SchedAttr {
			a, err := unix.SchedGetAttr(0, 0)
			if err != nil {
				t.Error(err)
				return &unix.SchedAttr{}
			}
			return a
		}
		if err := unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), 3); err != nil {
			t.Error(err)
		}
		before := attr()
		if before.Policy != unix.SCHED_NORMAL || before.Runtime == 0 {
			t.Log("this kernel gives no turns (before Linux 6.12), or somebody chose another policy")
			return
		}
		undo := shortTurns()
		if got := attr(); got.Runtime != 100_000 || got.Nice != 3 {
			t.Errorf("turns of %d ns, nice %d", got.Runtime, got.Nice)
		}
		undo()
		if got := attr(); got.Runtime != before.Runtime || got.Nice != 3 {
			t.Errorf("given back: turns of %d ns, nice %d", got.Runtime, got.Nice)
		}
	}()
	<-done
}
