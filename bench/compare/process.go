package compare

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"github.com/miekg/dns"
)

// process is a server that runs. Make it with launch; it must not be copied.
type process struct {
	name  string
	addr  netip.AddrPort
	cmd   *exec.Cmd
	said  *said
	ended chan struct{}
}

// said is the last that a program wrote. The zero value is empty. Safe for
// concurrent use.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// mostSaid is how much of it is kept.
const mostSaid = 1 << 14

// Write implements io.Writer.
func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Write(p)
	if over := s.text.Len() - mostSaid; over > 0 {
		s.text.Next(over)
	}
	return len(p), nil
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// launch starts a server on a core, in a process group of its own, in a folder.
// It returns when the server answers the question, or with an error that holds
// what it said.
func launch(ctx context.Context, name, dir string, args, env []string, addr netip.AddrPort, core int, first question, patient time.Duration) (*process, error) {
	p := newProcess(name, dir, args, env, addr)
	err := p.start(func(cmd *exec.Cmd) error { return startPinned(cmd, core) })
	if err != nil {
		return nil, err
	}
	err = p.ready(ctx, first, patient)
	if err == nil {
		err = pinAll(p.cmd.Process.Pid, core)
	}
	if err == nil {
		err = p.settle(ctx)
	}
	if err != nil {
		p.stop()
		return nil, fmt.Errorf("%s: %w\n%s", name, err, p.said)
	}
	return p, nil
}

// newProcess is a server that does not run yet, in a process group and a folder of
// its own.
func newProcess(name, dir string, args, env []string, addr netip.AddrPort) *process {
	p := &process{name: name, addr: addr, cmd: exec.Command(args[0], args[1:]...), said: &said{}, ended: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = dir, env, p.said, p.said
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	p.cmd.WaitDelay = time.Second
	return p
}

// start starts it, the way that is given.
func (p *process) start(by func(*exec.Cmd) error) error {
	if err := by(p.cmd); err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	go func() { p.cmd.Wait(); close(p.ended) }()
	return nil
}

// stop ends the server and all of its group.
func (p *process) stop() {
	p.signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(2 * time.Second):
	}
	p.signal(syscall.SIGKILL)
	<-p.ended
}

// signal goes to the server and to what it started. It may be gone already.
func (p *process) signal(s syscall.Signal) { _ = syscall.Kill(-p.cmd.Process.Pid, s) }

// ready waits until the server answers a question with anything but a failure.
func (p *process) ready(ctx context.Context, first question, patient time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	client := &dns.Client{Timeout: 500 * time.Millisecond}
	last := "nothing came"
	for {
		m := new(dns.Msg).SetQuestion(first.name, first.qtype)
		reply, _, err := client.ExchangeContext(ctx, m, p.addr.String())
		switch {
		case err == nil && (reply.Rcode == dns.RcodeSuccess || reply.Rcode == dns.RcodeNameError):
			return nil
		case err == nil:
			last = dns.RcodeToString[reply.Rcode]
		}
		select {
		case <-p.ended:
			return fmt.Errorf("ended before it answered")
		case <-ctx.Done():
			return fmt.Errorf("no answer for %s (%s)", first.name, last)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// How long a server may be busy with its start after it answers; and how long it
// is looked at, how much of that it may work, and how often in a row it must be
// found so, to count as settled.
const (
	settleMost  = 30 * time.Second
	settleLook  = 100 * time.Millisecond
	settleWork  = 10 * time.Millisecond
	settleLooks = 2
)

// settle waits until a server that nobody asks does next to nothing, nor wants
// to: some answer before they have done all that belongs to their start. One that
// never rests is measured as it is.
func (p *process) settle(ctx context.Context) error {
	before, err := usageOf(p.cmd.Process.Pid)
	if err != nil {
		return err
	}
	for began, quiet := time.Now(), 0; quiet < settleLooks && time.Since(began) < settleMost; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(settleLook):
		}
		after, err := usageOf(p.cmd.Process.Pid)
		if err != nil {
			return err
		}
		if quiet++; after.CPU-before.CPU > settleWork || after.Running > 0 {
			quiet = 0
		}
		before = after
	}
	return nil
}
