package mutants

import (
	"context"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// confine is a command that may not have more address space than maxAddresses,
// in a process group of its own: whatever it started ends with it.
func confine(ctx context.Context, binary string, args []string) *exec.Cmd {
	const script = `ulimit -v "$1"; shift; exec "$@"`
	kib := strconv.Itoa(maxAddresses >> 10)
	cmd := exec.CommandContext(ctx, "sh", append([]string{"-c", script, "sh", kib, binary}, args...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}
