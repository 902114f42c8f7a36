package batter

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"geosrv/bench/talk"
	"geosrv/server"
	"geosrv/server/listen"
)

// Tally is what a child counted since it started. A value.
type Tally struct {
	Counters   listen.Counters
	Rulings    server.Rulings
	Goroutines int
	Up         int // endpoints that stand up
	Plan       PlanSize
}

// PlanSize is what a plan holds for askers of all places, as `geosrv check`
// counts it. A value.
type PlanSize struct {
	Orders, Classes, Variants int
	Ladders                   int // with finished blocks
}

// Child is a real server in a process of its own. Start makes one; it must not
// be copied, and belongs to one goroutine.
type Child struct {
	Addr netip.AddrPort // where it answers by UDP and TCP

	cmd *exec.Cmd
	in  io.WriteCloser
	out *json.Decoder
	log *logBuffer
}

// logBuffer keeps what a child writes to its standard error. Safe for
// concurrent use; the zero value is ready.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String is what was written so far.
func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Start runs this program a second time, as a server of a configuration at an
// address (port 0 for a free one), and returns when it answers. The program
// must know ServeCommand.
func Start(ctx context.Context, config string, at netip.AddrPort) (*Child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &Child{cmd: exec.CommandContext(ctx, self, childWord, config, at.String()), log: new(logBuffer)}
	c.cmd.Stderr = c.log
	if c.in, c.out, err = talk.Start(c.cmd, (*exec.Cmd).Start); err != nil {
		return nil, err
	}
	if err := c.out.Decode(&c.Addr); err != nil {
		c.cmd.Wait()
		return nil, fmt.Errorf("the server did not start: %s", strings.TrimSpace(c.log.String()))
	}
	return c, nil
}

// Tally asks the child what it counted.
func (c *Child) Tally() (t Tally, err error) {
	if _, err := io.WriteString(c.in, "tally\n"); err != nil {
		return t, fmt.Errorf("the server is gone: %w", err)
	}
	return t, c.out.Decode(&t)
}

// Log is what the child wrote.
func (c *Child) Log() string { return c.log.String() }

// Resident is how much memory the child has, in octets.
func (c *Child) Resident() (int, error) { return resident(strconv.Itoa(c.cmd.Process.Pid)) }

// CPU is the processor time that the child took so far.
func (c *Child) CPU() (time.Duration, error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(c.cmd.Process.Pid) + "/stat")
	if err != nil {
		return 0, err
	}
	// The name, in brackets, may hold anything; utime and stime are the 12th
	// and 13th fields behind it, in hundredths of a second (proc_pid_stat(5)).
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 13 {
		return 0, errors.New("/proc says nothing of processor time")
	}
	user, err := strconv.Atoi(fields[11])
	system, other := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err, other)
}

// Stop ends the child and returns when it is gone. The error says that it did
// not end well.
func (c *Child) Stop() error {
	c.in.Close()
	timer := time.AfterFunc(10*time.Second, func() { c.cmd.Process.Kill() })
	defer timer.Stop()
	return c.cmd.Wait()
}

// resident is the resident memory of a process, "self" for this one, in octets.
func resident(process string) (int, error) {
	text, err := os.ReadFile("/proc/" + process + "/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			return kib << 10, err
		}
	}
	return 0, errors.New("/proc says nothing of resident memory")
}
