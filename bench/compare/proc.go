package compare

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// usage is what processes used up so far, and how much memory they hold.
type usage struct {
	CPU          time.Duration // in all, as the scheduler counts it, to the nanosecond
	User, System int64         // how it divides, in ticks of the clock
	Resident     int64         // octets
	Running      int           // threads that run or want to
}

// since is what was used after before. The division by ticks is a sample of
// 100 a second, the sum is exact.
func (u usage) since(before usage) (user, system time.Duration) {
	ticks := u.User - before.User + u.System - before.System
	cpu := u.CPU - before.CPU
	if ticks <= 0 {
		return cpu, 0
	}
	user = time.Duration(float64(cpu) * float64(u.User-before.User) / float64(ticks))
	return user, cpu - user
}

// members lists the processes of a group.
func members(group int) (pids []int) {
	files, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is good
	for _, file := range files {
		f, err := statFields(file)
		if err != nil || len(f) < 3 {
			continue // it ended
		}
		if g, err := strconv.Atoi(f[2]); err == nil && g == group {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			pids = append(pids, pid)
		}
	}
	return pids
}

// statFields are the fields of /proc/PID/stat from the third on, the state
// (proc(5)): the second may hold anything.
func statFields(file string) ([]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	_, after, ok := strings.Cut(string(text), ") ")
	if !ok {
		return nil, fmt.Errorf("%s: no fields", file)
	}
	return strings.Fields(after), nil
}

// usageOf sums over the processes of a group and all their threads.
func usageOf(group int) (u usage, err error) {
	pids := members(group)
	if len(pids) == 0 {
		return u, fmt.Errorf("no process of group %d", group)
	}
	for _, pid := range pids {
		f, err := statFields(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || len(f) < 22 {
			continue
		}
		u.User += number(f[11])
		u.System += number(f[12])
		u.Resident += number(f[21]) * int64(os.Getpagesize())
		u.CPU += clock(pid)
		threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
		for _, file := range threads {
			if f, err := statFields(file); err == nil && f[0] == "R" {
				u.Running++
			}
		}
	}
	return u, nil
}

// clock is the CPU time of a process, of threads that ended too
// (clock_getcpuclockid(3)); 0 if it ended.
func clock(pid int) time.Duration {
	const scheduler = 2 // CPUCLOCK_SCHED: to the nanosecond
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|scheduler), &t); err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// number is a number of the kernel's, 0 for what is none.
func number(word string) int64 {
	n, _ := strconv.ParseInt(word, 10, 64)
	return n
}
