package swap

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"geosrv/bench/talk"
)

// served is a `geosrv serve`. Make it with serve; it must not be copied.
type served struct {
	cmd  *exec.Cmd
	addr netip.AddrPort
	said chan string // the last that it logged, once it has ended
	page string      // where its status page is, if it has one
}

// serve starts the server and returns when it listens.
func serve(program, config string) (*served, error) {
	s := &served{cmd: exec.Command(program, "serve", config), said: make(chan string, 1)}
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	log, err := s.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	listening := regexp.MustCompile(`msg=listening addresses="?\[(\S+?)[\] ]`)
	shown := regexp.MustCompile(`msg="shown at" status=(\S+)`)
	var before []string
	for lines := bufio.NewScanner(log); lines.Scan(); {
		before = append(before, lines.Text())
		if found := shown.FindStringSubmatch(lines.Text()); found != nil {
			s.page = found[1]
		}
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			s.addr, err = netip.ParseAddrPort(found[1])
			go s.follow(lines)
			return s, err
		}
	}
	_ = s.cmd.Wait() // what it said is better than its exit code
	return nil, fmt.Errorf("geosrv serve ends:\n%s", strings.Join(before, "\n"))
}

// follow reads the log, for a full pipe would stop the server, and keeps the
// last of what is wrong.
func (s *served) follow(lines *bufio.Scanner) {
	last := ""
	for lines.Scan() {
		if strings.Contains(lines.Text(), "level=ERROR") {
			last = lines.Text()
		}
	}
	s.said <- last
}

// cpu is the processor time that the server took so far, threads that ended
// included (clock_getcpuclockid(3)); 0 if it is gone.
func (s *served) cpu() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(int32(^s.cmd.Process.Pid<<3|2), &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// stop ends the server; the error is the last that it logged.
func (s *served) stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	last := <-s.said
	if err := s.cmd.Wait(); err != nil {
		return fmt.Errorf("geosrv serve: %w: %s", err, last)
	}
	if last != "" {
		return errors.New("geosrv serve logged: " + last)
	}
	return nil
}

// helper is this program again, with a part of its own.
type helper struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *json.Decoder
}

// start starts a helper.
func start(part string) (*helper, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	h := &helper{cmd: exec.Command(self, word, part)}
	h.cmd.Stderr = os.Stderr
	h.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	h.in, h.out, err = talk.Start(h.cmd, (*exec.Cmd).Start)
	return h, err
}

// stop ends it.
func (h *helper) stop() error {
	h.in.Close()
	return h.cmd.Wait()
}

// do gives the load an order and returns its samples.
func (h *helper) do(o order) ([]sample, error) {
	if err := json.NewEncoder(h.in).Encode(o); err != nil {
		return nil, err
	}
	failed := ""
	if err := h.out.Decode(&failed); err != nil {
		return nil, fmt.Errorf("the load ended: %w", err)
	}
	if failed != "" {
		return nil, errors.New("the load: " + failed)
	}
	return readSamples(o.File)
}

// orders is the load's process: an order a line comes in, and what failed goes
// out for each, "" if nothing did.
func orders(ctx context.Context, in io.Reader, out io.Writer) error {
	read, answers := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var o order
		if err := read.Decode(&o); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		failed := ""
		l, err := newLoad(o)
		if err == nil {
			l.run(ctx)
			l.close()
			err = l.save()
		}
		if err != nil {
			failed = err.Error()
		}
		if err := answers.Encode(failed); err != nil {
			return err
		}
	}
}
