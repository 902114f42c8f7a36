package main

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"geosrv/server/handover"
	"geosrv/server/systemd"
)

// starterVerb is the hidden command that waits beside a server in its sandbox.
const starterVerb = "starter"

// successors starts processes that take over from this one. Make it with
// newSuccessors; a nil one starts none.
type successors struct {
	program string
	starter *handover.Starter // nil: this process may run its program itself
	manager *systemd.Manager
}

// newSuccessors must be called before the process closes itself in.
func newSuccessors(manager *systemd.Manager, c *confinement) (*successors, error) {
	program, err := ownProgram()
	if err != nil {
		return nil, err
	}
	s := &successors{program: program, manager: manager}
	if c.mode == "off" || os.Getpid() == 1 {
		return s, nil
	}
	cmd := s.command(append([]string{starterVerb}, os.Args[1:]...))
	if s.starter, err = handover.NewStarter(cmd); err != nil {
		return nil, err
	}
	return s, nil
}

// ownProgram is the path of this program, as somebody would find it who starts it
// anew: behind an upgrade that is another file.
func ownProgram() (string, error) {
	path, err := exec.LookPath(os.Args[0])
	if err != nil {
		return os.Executable()
	}
	return filepath.Abs(path)
}

// command is this program with other arguments.
func (s *successors) command(args []string) *exec.Cmd {
	cmd := exec.Command(s.program)
	cmd.Args = append([]string{os.Args[0]}, args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), s.manager.Environ()...)
	return cmd
}

// start starts one.
func (s *successors) start() (next *handover.Successor, err error) {
	switch {
	case s == nil:
		return nil, errors.New("this process cannot be replaced (its log says why, at the start): restart it")
	case os.Getpid() == 1:
		return nil, errors.New("this process is the first of its container, which ends with it: start another container instead")
	case s.starter != nil:
		next, err = s.starter.Start()
	default:
		next, err = handover.Start(s.command(os.Args[1:]))
	}
	if err == nil {
		next.Chosen = s.manager.Replaced
	}
	return next, err
}

func (s *successors) close() {
	if s != nil && s.starter != nil {
		_ = s.starter.Close()
	}
}

// newStarterCommand is what waits: it is told to start `geosrv serve` with the
// arguments that the server had.
func newStarterCommand() *cobra.Command {
	return &cobra.Command{
		Use: starterVerb, Hidden: true, DisableFlagParsing: true,
		Short: "Start the server that takes over from another (for geosrv serve alone)",
		RunE: func(_ *cobra.Command, args []string) error {
			before, err := handover.Predecessor()
			if err != nil {
				return err
			}
			if before == nil {
				return errors.New("starter is for geosrv serve alone")
			}
			// It ends with the server, whatever is said to all processes of a service.
			signals := make(chan os.Signal, 1)
			signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
			program, err := ownProgram()
			if err != nil {
				return err
			}
			return handover.ServeStarter(before, func() *exec.Cmd {
				cmd := exec.Command(program)
				cmd.Args = append([]string{os.Args[0]}, args...)
				cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
				return cmd
			})
		},
	}
}
