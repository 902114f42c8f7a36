package siege

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
)

// errNoNamespace says that this machine lets us have no network of our own.
var errNoNamespace = errors.New("no network namespace of our own (run it as root, or allow user namespaces)")

// inNamespace runs this program again, with arguments, in a network namespace
// of its own: as root with that alone, else in a user namespace too.
func inNamespace(ctx context.Context, out io.Writer, args ...string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = out, &said
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if os.Geteuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%w: %w", errNoNamespace, err)
	}
	if err := cmd.Wait(); err != nil {
		text := strings.TrimSpace(said.String())
		if strings.Contains(text, errNoNamespace.Error()) {
			return fmt.Errorf("%w: %s", errNoNamespace, text)
		}
		return fmt.Errorf("in the namespace: %s (%w)", text, err)
	}
	return nil
}
