package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"geosrv/bench/port"
)

// contestant is a server and how it is run. Constant.
type contestant struct {
	name, program string
	geo           bool                  // it reads geo databases
	zone          func(d string) string // where it wants its zone
	// prepare writes the configuration and returns the arguments.
	prepare func(dir string, at netip.AddrPort) ([]string, error)
	// reload tells it that its files changed.
	reload func(ctx context.Context, p *process) error
}

// installed finds the program, also where only root looks; "" if there is none.
func (c *contestant) installed() string {
	if path, err := exec.LookPath(c.program); err == nil {
		return path
	}
	path, err := exec.LookPath(filepath.Join("/usr/sbin", c.program))
	if err != nil {
		return ""
	}
	return path
}

// process is a contestant that runs in a folder. Make it with start; one goroutine
// uses it.
type process struct {
	*contestant
	dir   string
	at    netip.AddrPort
	args  []string
	cmd   *exec.Cmd
	said  *output
	ended chan struct{}
}

// output is what a process says, to be read while it goes on. The zero value is
// ready.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// start prepares a folder and starts the contestant in it.
func (c *contestant) start(dir string) (*process, error) {
	at, err := port.Free("127.0.0.1")
	if err != nil {
		return nil, err
	}
	p := &process{contestant: c, dir: dir, at: at}
	if p.args, err = c.prepare(dir, at); err != nil {
		return nil, err
	}
	return p, p.run()
}

// run starts the program.
func (p *process) run() error {
	p.said = new(output)
	p.cmd = exec.Command(p.installed(), p.args...)
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = p.dir, p.said, p.said
	p.cmd.WaitDelay = time.Second
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		return err
	}
	p.ended = make(chan struct{})
	go func(cmd *exec.Cmd, ended chan struct{}) {
		_ = cmd.Wait() // how it ended is not asked for
		close(ended)
	}(p.cmd, p.ended)
	return nil
}

// alive reports whether the process runs.
func (p *process) alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// end ends it, by a signal first.
func (p *process) end(by os.Signal) {
	_ = p.cmd.Process.Signal(by) // it may have ended
	select {
	case <-p.ended:
	case <-time.After(3 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}

// tool runs a program that tells a server something.
func tool(ctx context.Context, name string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for _, dir := range []string{"", "/usr/sbin", "/usr/bin"} {
		path, err := exec.LookPath(filepath.Join(dir, name))
		if err != nil {
			continue
		}
		if out, err := exec.CommandContext(ctx, path, args...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", name, err, bytes.TrimSpace(out))
		}
		return nil
	}
	return errors.New(name + " is not installed")
}
