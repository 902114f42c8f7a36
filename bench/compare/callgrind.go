package compare

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// underCallgrind is a command line that runs a server under callgrind, which
// counts nothing until it is told to.
func underCallgrind(dir string, args []string) []string {
	return append([]string{
		"valgrind", "--quiet", "--tool=callgrind", "--instr-atstart=no",
		"--separate-threads=yes",
		"--trace-children=yes", // else those that are forked do not listen
		"--vgdb-prefix=" + pipes(dir),
		"--callgrind-out-file=" + filepath.Join(dir, "counts.%p"),
	}, args...)
}

// pipes is where a folder's processes are told what to do.
func pipes(dir string) string { return filepath.Join(dir, "pipe") }

// callgrind tells the processes of a group to do something: "instrumentation
// on", "zero", "dump" (callgrind's monitor commands). A forked one that has done
// nothing yet, and only such a one, cannot be told.
func callgrind(ctx context.Context, dir string, group int, words ...string) error {
	told := 0
	for _, pid := range members(group) {
		args := append([]string{"--wait=1", "--vgdb-prefix=" + pipes(dir), "--pid=" + strconv.Itoa(pid)}, words...)
		cmd := exec.CommandContext(ctx, "vgdb", args...)
		cmd.WaitDelay = time.Second
		text, err := cmd.CombinedOutput()
		switch {
		case err == nil:
			told++
		case !strings.Contains(string(text), "no FIFO"):
			return fmt.Errorf("vgdb %s: %w: %s", strings.Join(words, " "), err, text)
		}
	}
	if told == 0 {
		return fmt.Errorf("nobody listens to vgdb %s", strings.Join(words, " "))
	}
	return nil
}

// parts is in how many parts it is counted. The median of them leaves out what is
// done now and then by the clock: that is fifty times as often for a query here.
const parts = 9

// least is what no answer costs less than, in instructions.
const least = 50

// instructions runs a server under callgrind and counts what a query costs in
// user space: n replies, with a full window, after some to warm up. Aside are
// those that Go's scheduler and collector took besides, and what threads of
// geosrv did that serve nobody: they run by the clock, and the clock runs fifty
// times as fast as the program here. For the same reason no edge flips.
func (r *run) instructions(ctx context.Context, c *contestant, n int) (each, aside float64, err error) {
	if err := r.edges.hold(); err != nil {
		return 0, 0, fmt.Errorf("the edge that flips stays down: %w", err)
	}
	defer r.edges.release()
	dir, err := os.MkdirTemp(r.dir, "callgrind")
	if err != nil {
		return 0, 0, err
	}
	p, err := r.launch(ctx, c, dir, true)
	if err != nil {
		return 0, 0, err
	}
	defer p.stop()
	o := r.order(c, p)
	o.Lasts, o.Sample, o.Patient = 0, 0, 5*time.Second
	told := func(count int, then ...string) (*tally, error) {
		t, err := r.counting(ctx, c, dir, p.cmd.Process.Pid, o, count, then)
		if err != nil {
			return nil, fmt.Errorf("%w\n%s", err, p.said)
		}
		return t, nil
	}
	for _, then := range [][]string{{"instrumentation", "on"}, {"zero"}} {
		if _, err := told(max(n/4, 200), then...); err != nil {
			return 0, 0, err
		}
	}
	var costs, asides []float64
	for range parts {
		t, err := told(max(n/parts, 1), "dump")
		if err != nil {
			return 0, 0, err
		}
		sum, besides, err := totals(dir)
		if err == nil && sum < int64(t.Replies)*least {
			err = fmt.Errorf("%d instructions for %d replies: they were counted elsewhere", sum, t.Replies)
		}
		if err != nil {
			return 0, 0, err
		}
		costs = append(costs, float64(sum)/float64(t.Replies))
		asides = append(asides, float64(besides)/float64(t.Replies))
	}
	p.signal(syscall.SIGKILL) // the end writes files too, of what is not counted any more
	return median(costs), median(asides), nil
}

// counting loads a server that runs under callgrind until so many replies have
// come, and then tells callgrind to do something.
func (r *run) counting(ctx context.Context, c *contestant, dir string, group int, o order, replies int, then []string) (*tally, error) {
	o.Count = replies
	t, err := r.load.do(o)
	if err != nil {
		return nil, err
	}
	if err := t.checkKinds(c.want); err != nil { // it is slow enough for its buffers to run over
		return nil, err
	}
	return t, callgrind(ctx, dir, group, then...)
}
