package probe_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/health/probe/edge"
)

// program is a server of somebody else's that a test started, with all of its
// processes.
type program struct {
	cmd   *exec.Cmd
	said  said
	ended chan struct{} // closed when its first process has ended
}

// said is what a program wrote, for whoever wonders why it does not start.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// launch starts a program. It is killed at the end of the test.
func launch(t *testing.T, path string, args ...string) *program {
	t.Helper()
	p := &program{cmd: exec.Command(path, args...), ended: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = &p.said, &p.said
	// The death of the test must be that of all of its processes.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.cmd.Wait(); close(p.ended) }()
	t.Cleanup(func() { p.signal(syscall.SIGKILL); <-p.ended })
	return p
}

// signal tells all of its processes.
func (p *program) signal(s syscall.Signal) { syscall.Kill(-p.cmd.Process.Pid, s) }

// end tells it, and waits until it has ended.
func (p *program) end(t *testing.T, s syscall.Signal) {
	t.Helper()
	p.signal(s)
	select {
	case <-p.ended:
	case <-time.After(20 * time.Second):
		t.Fatalf("%s does not end by %s: %s", p.cmd.Path, s, &p.said)
	}
}

// ready waits until an endpoint answers; false if the program ended before.
func (p *program) ready(t *testing.T, e health.Endpoint) bool {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(20 * time.Second)
	for ask(t, e, time.Second).Outcome != health.Answered {
		select {
		case <-p.ended:
			return false
		case <-deadline:
			t.Fatalf("%s does not answer at %s: %s", p.cmd.Path, e.Addr, &p.said)
		case <-tick.C:
		}
	}
	return true
}

// leaves writes certificates into a folder, each with its key beside it. They
// end at the given time from now.
func leaves(t *testing.T, folder string, farm *edge.Farm, until map[string]time.Duration) {
	t.Helper()
	for file, d := range until {
		of := file
		if file == "wrong.example.com" {
			of = "other.invalid"
		}
		pair, err := farm.Issue([]string{of}, time.Now().Add(d))
		if err != nil {
			t.Fatal(err)
		}
		chain, key, err := edge.PEM(pair)
		if err != nil {
			t.Fatal(err)
		}
		place(t, filepath.Join(folder, file+".crt"), chain)
		place(t, filepath.Join(folder, file+".key"), key)
	}
}

// place puts a file where it belongs.
func place(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
