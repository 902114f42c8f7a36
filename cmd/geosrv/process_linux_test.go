package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// process is `geosrv` as a process of its own, in a folder. Make one with launch.
type process struct {
	t    *testing.T
	run  *exec.Cmd
	gone chan struct{} // closed when its log has an end

	mu   sync.Mutex
	said []string
	more chan struct{} // closed and made anew with each line
}

// launch starts a program in a folder; it ends with the test.
func launch(t *testing.T, dir, program string, args ...string) *process {
	t.Helper()
	return prepare(t, dir, program, args...).start()
}

// prepare is launch without the start.
func prepare(t *testing.T, dir, program string, args ...string) *process {
	t.Helper()
	p := &process{t: t, run: exec.Command(program, args...), gone: make(chan struct{}), more: make(chan struct{})}
	p.run.Dir = dir
	p.run.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return p
}

func (p *process) start() *process {
	log, err := p.run.StderrPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	lines := bufio.NewScanner(log)
	if err := p.run.Start(); err != nil {
		p.t.Fatal(err)
	}
	go func() {
		defer close(p.gone)
		for lines.Scan() {
			p.mu.Lock()
			p.said = append(p.said, lines.Text())
			close(p.more)
			p.more = make(chan struct{})
			p.mu.Unlock()
		}
	}()
	p.t.Cleanup(p.kill)
	return p
}

// kill ends it as kill -9 does, and returns when it is gone. It may be called
// twice.
func (p *process) kill() {
	_ = p.run.Process.Kill() // it may be gone already
	<-p.gone
	_ = p.run.Wait()
}

func (p *process) signal(which syscall.Signal) {
	p.t.Helper()
	if err := p.run.Process.Signal(which); err != nil {
		p.t.Fatal(err)
	}
}

// wait returns what a pattern's first group found in a line of the log, as soon as
// there is one.
func (p *process) wait(pattern string) string {
	p.t.Helper()
	want := regexp.MustCompile(pattern)
	for from := 0; ; {
		p.mu.Lock()
		said, more := p.said, p.more
		p.mu.Unlock()
		for ; from < len(said); from++ {
			if found := want.FindStringSubmatch(said[from]); found != nil {
				return found[1]
			}
		}
		select {
		case <-more:
		case <-p.gone:
			p.t.Fatalf("it ends without %q:\n%s", pattern, strings.Join(said, "\n"))
		}
	}
}

// verb asks the server over a control socket in the folder.
func (p *process) verb(args ...string) (string, error) {
	c := exec.Command(geosrv(p.t), append(args, "--socket", filepath.Join(p.run.Dir, "control.sock"))...)
	c.Dir = p.run.Dir
	out, err := c.CombinedOutput()
	return string(out), err
}

// geosrv is the program, which this test's binary plays.
func geosrv(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("geosrv") // TestMain has put it there
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// site makes a folder with a configuration of one zone, and with what more says.
func site(t *testing.T, more string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	write(t, filepath.Join(dir, "geosrv.yaml"), "zones: [zones/example.com.zone]\ncontrol: control.sock\nstate: state\n"+more)
	if err := os.Mkdir(filepath.Join(dir, "zones"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "zones/example.com.zone"), exampleZone)
	return dir
}

const exampleZone = "$ORIGIN example.com.\n$TTL 300\n@ SOA ns1 hostmaster 7 7200 900 1209600 60\n NS ns1\nns1 A 192.0.2.53\nwww A 192.0.2.80\n"
