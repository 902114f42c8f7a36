package namespace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// ErrNone says that this machine lets us have no network of our own.
var ErrNone = errors.New("no network namespace of our own (run it as root, or allow user namespaces)")

// Run runs this program again, with arguments, in a network namespace of its
// own: as root with that alone, else in a user namespace too. What it writes to
// its standard error goes to said, or, if that is nil, into the error. When ctx is
// done it is interrupted, and has ten seconds to tidy up.
func Run(ctx context.Context, out, said io.Writer, args ...string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, args...)
	var kept bytes.Buffer
	cmd.Stdout, cmd.Stderr = out, &kept
	if said != nil {
		cmd.Stderr = io.MultiWriter(&kept, said)
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if os.Geteuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%w: %w", ErrNone, err)
	}
	if err := cmd.Wait(); err != nil {
		text := strings.TrimSpace(kept.String())
		if strings.Contains(text, ErrNone.Error()) {
			return fmt.Errorf("%w: %s", ErrNone, text)
		}
		if said != nil {
			text = "it failed" // as was said
		}
		return fmt.Errorf("in the namespace: %s (%w)", text, err)
	}
	return nil
}
