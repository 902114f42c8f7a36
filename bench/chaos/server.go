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
	spoilt  atomic.Int64 // odd while its zone or its database is bad: then no process takes over

	files sync.Mutex // held while its files change, and while they are bad

	turn sync.Mutex // held while one process follows on another

	mu      sync.Mutex
	running *process // nil while none does
	lives   int      // how often it was started, woken, or replaced
	last    string   // the last error that it logged
	bad     []string // what it must never do
}

// start runs the process, and returns when it listens.
func (s *server) start() error {
	p, listens, err := s.launch()
	if err != nil {
		return err
	}
	select {
	case <-listens:
	case <-p.gone:
		return fmt.Errorf("ns%d does not start: %s", s.k+1, s.lastError())
	case <-time.After(startTime):
		return fmt.Errorf("ns%d does not listen within %v", s.k+1, startTime)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = p
	s.lives++
	s.truth.put(&s.truth.process[s.k], good)
	return nil
}

// launch starts the process. The channel is closed when it listens.
func (s *server) launch() (*process, <-chan struct{}, error) {
	said, says, err := os.Pipe() // whoever takes over from it will write there too
	if err != nil {
		return nil, nil, err
	}
	defer says.Close()
	cmd := exec.Command(s.program, "serve", configFile)
	cmd.Dir, cmd.Stderr = s.dir, says
	if err := s.node.Start(cmd); err != nil {
		said.Close()
		return nil, nil, err
	}
	p, err := watch(cmd.Process.Pid)
	if err != nil {
		_ = cmd.Process.Kill()
	}
	go func() { _ = cmd.Wait() }() // how it ended is asked of p
	listens := make(chan struct{})
	go s.follow(said, listens)
	return p, listens, err
}

// follow reads the log to its end.
func (s *server) follow(said io.ReadCloser, listens chan<- struct{}) {
	defer said.Close()
	for lines := bufio.NewScanner(said); lines.Scan(); {
		line := lines.Text()
		fmt.Fprintln(s.log, line)
		if strings.Contains(line, "msg=listening") && listens != nil {
			close(listens)
			listens = nil
		}
		panics := strings.Contains(line, "panic") || strings.HasPrefix(line, "fatal error")
		if panics {
			s.blame(line)
		}
		if panics || strings.Contains(line, "level=ERROR") {
			s.mu.Lock()
			s.last = line
			s.mu.Unlock()
		}
	}
}

// lastError is the last error that it logged.
func (s *server) lastError() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

// blame keeps what must never happen.
func (s *server) blame(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bad = append(s.bad, fmt.Sprintf("ns%d: %s", s.k+1, what))
}

// now is the process that runs; nil if none does.
func (s *server) now() *process {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.running
}

// take is now, and from then on none runs any more: what comes is its end.
func (s *server) take() *process {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.running
	s.running = nil
	s.truth.put(&s.truth.process[s.k], bad)
	return p
}

// kill ends the process as nothing else does.
func (s *server) kill() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	p := s.take()
	if p == nil {
		return nil
	}
	if p.ended() {
		return fmt.Errorf("ns%d ended by itself: %s", s.k+1, s.lastError())
	}
	if err := p.signal(syscall.SIGKILL); err != nil {
		return err
	}
	<-p.gone
	return nil
}

// signal stops or wakes the process.
func (s *server) signal(sig syscall.Signal) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running == nil {
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
	err := s.running.signal(sig)
	if is == good {
		s.truth.put(&s.truth.process[s.k], is)
	}
	return err
}

// life is which life the process is in; ok is false while it does not run.
func (s *server) life() (n int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lives, s.running != nil
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
