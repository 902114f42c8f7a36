package chaos

import (
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// process is one that runs, whoever started it: a nameserver that took over from
// another is not our child. Make it with watch; it must not be copied. Safe for
// concurrent use.
type process struct {
	pid  int
	file *os.File      // pidfd_open(2): it means this process for ever
	gone chan struct{} // closed when it has ended
}

// watch begins to look after a process.
func watch(pid int) (*process, error) {
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return nil, fmt.Errorf("process %d: %w", pid, err)
	}
	p := &process{pid: pid, file: os.NewFile(uintptr(fd), fmt.Sprintf("pidfd %d", pid)), gone: make(chan struct{})}
	go func() {
		defer close(p.gone)
		for {
			look := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
			if n, err := unix.Poll(look, -1); n > 0 || err != nil && err != unix.EINTR {
				return
			}
		}
	}()
	return p, nil
}

// ended reports whether it has.
func (p *process) ended() bool {
	select {
	case <-p.gone:
		return true
	default:
		return false
	}
}

// signal sends it a signal.
func (p *process) signal(sig syscall.Signal) error {
	return unix.PidfdSendSignal(int(p.file.Fd()), sig, nil, 0)
}
