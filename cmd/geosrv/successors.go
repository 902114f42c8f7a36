package main

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"geosrv/server/handover"
	"geosrv/server/systemd"
)

// starterVerb is the hidden command that waits beside a server in its sandbox.
const starterVerb = "starter"

// successors starts processes that take over from this one. Make it with
// newSuccessors; a nil one starts none. It must not be copied; safe for concurrent
// use.
type successors struct {
	program string
	manager *systemd.Manager
	alone   bool // this process may run its program itself, or may not be followed

	mu      sync.Mutex
	starter *handover.Starter // nil: not open, or alone
}

// newSuccessors starts nothing yet.
func newSuccessors(manager *systemd.Manager, c *confinement) (*successors, error) {
	program, err := ownProgram()
	if err != nil {
		return nil, err
	}
	return &successors{program: program, manager: manager, alone: c.mode == "off" || os.Getpid() == 1}, nil
}

// open starts the process that waits beside. It must be called before this one closes
// itself in, and is best called behind the first answer: to begin takes a core for
// some milliseconds.
func (s *successors) open() (err error) {
	if s == nil || s.alone {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.starter == nil {
		s.starter, err = handover.NewStarter(s.command(append([]string{starterVerb}, os.Args[1:]...)))
	}
	return err
}

// opened is the process that waits beside; nil if there is none.
func (s *successors) opened() *handover.Starter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.starter
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
	case s.alone:
		next, err = handover.Start(s.command(os.Args[1:]))
	case s.opened() != nil:
		next, err = s.opened().Start()
	default:
		return nil, errors.New("nothing waits beside this process yet to start another (its log says why, if it lasts): ask again, or restart it")
	}
	if err == nil {
		next.Chosen = s.manager.Replaced
	}
	return next, err
}

func (s *successors) close() {
	if s == nil {
		return
	}
	if starter := s.opened(); starter != nil {
		_ = starter.Close()
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
