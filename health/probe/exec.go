package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"geosrv/health"
)

// Exit statuses of a command that mean something. Any other, and an end by a
// signal, say that the command broke, not the peer.
const (
	exitUp       = 0
	exitDown     = 1
	exitDrain    = 2
	exitDegraded = 3
)

// exec runs a command that somebody else wrote, and takes its exit status as
// the verdict and its first line of output as the detail. No shell reads the
// arguments; the environment holds what is asked and a PATH, and nothing of
// ours. At the deadline the command is killed with all that it started: it has
// a process group of its own.
//
// A command that cannot be started, or ends in a way of its own, is a failure
// of our own side. One that does not end in time is a time-out of the peer's:
// that is how commands meet a black hole.
func (p prober) exec(ctx context.Context, e health.Endpoint) health.Observation {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out := &heard{full: func() { cancel(errTooLong) }}
	cmd := exec.CommandContext(ctx, e.Command[0], e.Command[1:]...)
	cmd.Env = environment(ctx, e)
	cmd.Dir = "/"
	cmd.Stdout = out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	cmd.WaitDelay = pipeDelay
	if err := cmd.Start(); err != nil {
		if ctx.Err() != nil {
			return broken(ctx.Err())
		}
		return failed(health.ReasonLocal, err.Error())
	}
	err := cmd.Wait()
	// What it left behind in its group has no more to say.
	killGroup(cmd.Process.Pid)
	switch cause := context.Cause(ctx); {
	case cmd.ProcessState == nil:
		return failed(health.ReasonLocal, err.Error())
	case out.size > Limit:
		return broken(errTooLong)
	case cause != nil && !cmd.ProcessState.Exited():
		return broken(cause)
	}
	return verdictOfExit(cmd.ProcessState, out.firstLine())
}

// pipeDelay is how long the output is waited for once the command has ended:
// a process that it left behind may hold the other end.
const pipeDelay = 100 * time.Millisecond

// verdictOfExit judges how a command ended.
func verdictOfExit(state *os.ProcessState, said string) health.Observation {
	switch status := state.ExitCode(); status {
	case exitUp:
		return answered(said)
	case exitDown:
		return failed(health.ExecReason(status), said)
	case exitDrain:
		return draining(health.ExecReason(status), said)
	case exitDegraded:
		return degraded(health.ExecReason(status), said)
	}
	return failed(health.ReasonLocal, strings.TrimSuffix(fmt.Sprintf("the command broke, %s: %s", state, said), ": "))
}

// killGroup ends a process and all that it started and that did not leave.
func killGroup(pid int) error {
	err := syscall.Kill(-pid, syscall.SIGKILL)
	if errors.Is(err, syscall.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}

// commandPath is where commands find others.
const commandPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// environment is all that a command is told: where to ask, and for what.
func environment(ctx context.Context, e health.Endpoint) []string {
	env := []string{
		"PATH=" + commandPath,
		"LANG=C.UTF-8",
		"GEOSRV_ADDR=" + e.Dial.Addr().Unmap().String(),
		"GEOSRV_PORT=" + port(e.Dial),
		"GEOSRV_PUBLISHED_ADDR=" + e.Addr.Addr().Unmap().String(),
		"GEOSRV_PUBLISHED_PORT=" + port(e.Addr),
		"GEOSRV_NAME=" + e.Name,
		"GEOSRV_KEY=" + e.Key(),
	}
	if e.Source.IsValid() {
		env = append(env, "GEOSRV_SOURCE="+e.Source.Unmap().String())
	}
	if deadline, ok := ctx.Deadline(); ok {
		seconds := strconv.FormatFloat(time.Until(deadline).Seconds(), 'f', 3, 64)
		env = append(env, "GEOSRV_TIMEOUT="+seconds)
	}
	return env
}

// port is the port of an address in digits, "" if there is none.
func port(a netip.AddrPort) string {
	if a.Port() == 0 {
		return ""
	}
	return strconv.Itoa(int(a.Port()))
}

// heard keeps the beginning of what a command says, and calls full when it has
// said more than Limit. One goroutine writes to it; it is read afterwards.
type heard struct {
	text []byte
	size int
	full func()
}

// heardLimit is how much of a command's output is kept, in bytes.
const heardLimit = 1 << 10

// Write takes everything.
func (h *heard) Write(b []byte) (int, error) {
	if h.size += len(b); h.size > Limit {
		h.full()
	}
	h.text = append(h.text, b[:min(len(b), heardLimit-len(h.text))]...)
	return len(b), nil
}

// firstLine is the first line with something in it.
func (h *heard) firstLine() string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(h.text), []byte("\n"))
	return strings.TrimSpace(string(line))
}
