package chaos

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// What there is for those who hunger, in octets: less than who is with the
// nameserver wants.
const (
	hungerLimit = 32 << 20
	hungerWants = 100 << 20
	hungerTries = 20
)

// hungerFault: the kernel ends a nameserver for want of memory, and it is started
// again. Where no control group with a limit can be made it is killed.
func hungerFault(w *world, random *rand.Rand) fault {
	k := random.IntN(servers)
	return fault{
		what: fmt.Sprintf("ns%d has no memory left", k+1), subjects: []string{processName(k)},
		begin: func() error {
			err := w.servers[k].hunger()
			if err != nil {
				w.say("ns%d is killed (-9), as the kernel does not do it: %v", k+1, err)
				return w.servers[k].kill()
			}
			return nil
		},
		end: func() error { return w.revive(k) },
	}
}

// hunger has the kernel end the process for want of memory. The error says why it
// does not.
func (s *server) hunger() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	p := s.now()
	if p == nil {
		return nil
	}
	group, err := memoryGroup(s.k)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(group) }() // it is empty, or the next run's
	for path, text := range map[string]string{
		filepath.Join(group, "cgroup.procs"):         strconv.Itoa(p.pid),
		fmt.Sprintf("/proc/%d/oom_score_adj", p.pid): "1000", // the first to go
	} {
		if err := os.WriteFile(path, []byte(text), 0); err != nil {
			return err
		}
	}
	if p.ended() {
		return fmt.Errorf("it ended before")
	}
	s.take()
	for range hungerTries {
		// Who is beside it in the group wants more than there is.
		other := exec.Command("/bin/sh", "-c", fmt.Sprintf("echo $$ > %s/cgroup.procs; head -c %d /dev/zero | tail", group, hungerWants))
		other.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		_ = other.Run() // it may be the one that is ended
		select {
		case <-p.gone:
			return nil
		case <-time.After(50 * time.Millisecond):
		}
	}
	_ = p.signal(syscall.SIGKILL)
	<-p.gone
	return fmt.Errorf("%d times something else was ended", hungerTries)
}

// memoryGroup makes a control group with a limit of memory, of either version.
func memoryGroup(k int) (dir string, err error) {
	err = fmt.Errorf("there are no control groups here")
	for _, v := range []struct{ top, file string }{
		{"/sys/fs/cgroup", "memory.max"}, {"/sys/fs/cgroup/memory", "memory.limit_in_bytes"},
	} {
		if _, gone := os.Stat(filepath.Join(v.top, "cgroup.procs")); gone != nil {
			continue
		}
		dir = filepath.Join(v.top, fmt.Sprintf("geosrv-chaos-%d-ns%d", os.Getpid(), k+1))
		if err = os.Mkdir(dir, 0o755); err != nil {
			continue
		}
		if err = os.WriteFile(filepath.Join(dir, v.file), []byte(strconv.Itoa(hungerLimit)), 0); err == nil {
			return dir, nil
		}
		_ = os.Remove(dir)
	}
	return "", err
}
