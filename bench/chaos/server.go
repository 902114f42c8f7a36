package chaos

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"geosrv/bench/netlab"
	"geosrv/server/control"
)

// startTime is how long a nameserver may take to listen.
const startTime = 10 * time.Second

// server is a nameserver: a folder, and a process in a node that may be killed
// and started again. Its methods may be called from any goroutine.
type server struct {
	k       int
	node    *netlab.Node
	program string
	dir     string
	truth   *truth
	log     io.Writer    // all that it logged, of all its lives
	disk    atomic.Int64 // the generation on its disk; 0 if what is there is bad

	files sync.Mutex // held while its files change, and while they are bad

	mu    sync.Mutex
	cmd   *exec.Cmd // nil while it does not run
	lives int       // how often it was started or woken
	gone  chan error
	bad   []string // what it must never do
}

// start runs the process, and returns when it listens.
func (s *server) start() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	cmd := exec.Command(s.program, "serve", configFile)
	cmd.Dir = s.dir
	said, err := cmd.StderrPipe()
	if err == nil {
		err = s.node.Start(cmd)
	}
	if err != nil {
		return err
	}
	listens, gone := make(chan struct{}), make(chan error, 1)
	go s.follow(cmd, said, listens, gone)
	select {
	case <-listens:
	case err := <-gone:
		return fmt.Errorf("ns%d does not start: %w", s.k+1, err)
	case <-time.After(startTime):
		return fmt.Errorf("ns%d does not listen within %v", s.k+1, startTime)
	}
	s.cmd, s.gone = cmd, gone
	s.lives++
	s.truth.put(&s.truth.process[s.k], good)
	return nil
}

// follow reads the log to its end.
func (s *server) follow(cmd *exec.Cmd, said io.Reader, listens chan<- struct{}, gone chan<- error) {
	last := ""
	for lines := bufio.NewScanner(said); lines.Scan(); {
		line := lines.Text()
		fmt.Fprintln(s.log, line)
		if strings.Contains(line, "msg=listening") && listens != nil {
			close(listens)
			listens = nil
		}
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "panic") {
			last = line
		}
		if strings.Contains(line, "panic") || strings.HasPrefix(line, "fatal error") {
			s.blame(line)
		}
	}
	err := cmd.Wait()
	gone <- fmt.Errorf("%w: %s", err, last)
}

// blame keeps what must never happen.
func (s *server) blame(what string) {
	go func() { // start may hold the lock
		s.mu.Lock()
		defer s.mu.Unlock()
		s.bad = append(s.bad, fmt.Sprintf("ns%d: %s", s.k+1, what))
	}()
}

// kill ends the process as nothing else does.
func (s *server) kill() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.truth.put(&s.truth.process[s.k], bad)
	if s.cmd == nil {
		return nil
	}
	_ = s.cmd.Process.Kill() // one that is gone by itself says so below
	err := <-s.gone
	s.cmd = nil
	if !strings.Contains(err.Error(), "signal: killed") {
		return fmt.Errorf("ns%d ended by itself: %w", s.k+1, err)
	}
	return nil
}

// signal stops or wakes the process.
func (s *server) signal(sig syscall.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return nil
	}
	is := bad
	if sig == syscall.SIGCONT {
		is = good
		s.lives++
	}
	if is == bad {
		s.truth.put(&s.truth.process[s.k], is)
	}
	err := s.cmd.Process.Signal(sig)
	if is == good {
		s.truth.put(&s.truth.process[s.k], is)
	}
	return err
}

// life is which life the process is in; ok is false while it does not run.
func (s *server) life() (n int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lives, s.cmd != nil
}

// onDisk is the generation that a start would read; 0 if none.
func (s *server) onDisk() int { return int(s.disk.Load()) }

// ask has the process do a verb.
func (s *server) ask(verb string, in any) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return control.NewClient(filepath.Join(s.dir, "control.sock")).Ask(ctx, verb, in, nil)
}

// write puts a content in the place of a file.
func (s *server) write(file, content string) error {
	return replaceFile(filepath.Join(s.dir, file), []byte(content))
}

// database makes the geo database with geosrv itself.
func (s *server) database() ([]byte, error) {
	path := filepath.Join(s.dir, geoFile)
	out, err := exec.Command(s.program, "geo", "build", "-o", path, filepath.Join(s.dir, "places.csv")).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("geosrv geo build: %w: %s", err, out)
	}
	return os.ReadFile(path)
}
