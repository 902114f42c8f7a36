package compare

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"

	"golang.org/x/sys/unix"
)

// startPinned starts a program that may run on one core alone. A child begins
// with the cores of the thread that made it, so that even what it asks the
// system first thing (how many cores there are) is true.
func startPinned(cmd *exec.Cmd, core int) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return fmt.Errorf("which cores there are: %w", err)
	}
	one.Set(core)
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		return fmt.Errorf("core %d: %w", core, err)
	}
	err := cmd.Start()
	if back := unix.SchedSetaffinity(0, &before); back != nil && err == nil {
		err = fmt.Errorf("giving back the cores: %w", back)
	}
	return err
}

// pinAll puts all threads of the processes of a group on a core. Some servers
// choose cores for their threads themselves (Knot DNS the first one).
func pinAll(group, core int) error {
	var one unix.CPUSet
	one.Set(core)
	for _, pid := range members(group) {
		threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid)) // the pattern is good
		for _, thread := range threads {
			tid := int(number(filepath.Base(thread)))
			if err := unix.SchedSetaffinity(tid, &one); err != nil && !errors.Is(err, unix.ESRCH) {
				return fmt.Errorf("core %d for thread %d: %w", core, tid, err)
			}
		}
	}
	return nil
}

// cores are two that we may run on: one for the server, one for the load. They
// are the same where there is only one.
func cores() (server, load int, err error) {
	var all unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		return 0, 0, err
	}
	var found []int
	for i := 0; len(found) < all.Count(); i++ {
		if all.IsSet(i) {
			found = append(found, i)
		}
	}
	return found[len(found)-1], found[0], nil // the first core does most of the machine's own work
}
