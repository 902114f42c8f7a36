package compare

import (
	"bufio"
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
		"--callgrind-out-file=" + filepath.Join(dir, "counts.%p"),
	}, args...)
}

// callgrind tells the processes of a group to do something: "instrumentation
// on", "zero", "dump" (callgrind's monitor commands).
func callgrind(ctx context.Context, group int, words ...string) error {
	for _, pid := range members(group) {
		args := append([]string{"--wait=10", "--pid=" + strconv.Itoa(pid)}, words...)
		cmd := exec.CommandContext(ctx, "vgdb", args...)
		cmd.WaitDelay = time.Second
		if text, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("vgdb %s: %w: %s", strings.Join(words, " "), err, text)
		}
	}
	return nil
}

// instructions runs a server under callgrind and counts what a query costs in
// user space: n replies, with a full window, after as many to warm up.
func (r *run) instructions(ctx context.Context, c *contestant, n int) (float64, error) {
	dir, err := os.MkdirTemp(r.dir, "callgrind")
	if err != nil {
		return 0, err
	}
	p, err := r.launch(ctx, c, dir, true)
	if err != nil {
		return 0, err
	}
	defer p.stop()
	group := p.cmd.Process.Pid
	o := r.order(c, p)
	o.Lasts, o.Count, o.Sample, o.Patient = 0, max(n/4, 200), 0, 20*time.Second
	if err := callgrind(ctx, group, "instrumentation", "on"); err != nil {
		return 0, err
	}
	var replies int
	for i := range 2 {
		if i == 1 {
			o.Count = n
			if err := callgrind(ctx, group, "zero"); err != nil {
				return 0, err
			}
		}
		t, err := r.load.do(o)
		if err != nil {
			return 0, err
		}
		if err := t.check(c.want); err != nil {
			return 0, fmt.Errorf("%s: %w", c.name, err)
		}
		replies = t.Replies
	}
	if err := callgrind(ctx, group, "dump"); err != nil {
		return 0, err
	}
	p.signal(syscall.SIGKILL) // the end writes files too, of what is not counted any more
	sum, err := totals(dir)
	return float64(sum) / float64(replies), err
}

// totals sums what the files of a folder say was counted.
func totals(dir string) (sum int64, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "counts.*"))
	if err != nil {
		return 0, err
	}
	found := false
	for _, file := range files {
		n, ok, err := total(file)
		if err != nil {
			return 0, err
		}
		sum, found = sum+n, found || ok
	}
	if !found {
		return 0, fmt.Errorf("%s: callgrind wrote no totals", dir)
	}
	return sum, nil
}

// total reads the line "totals: N" of a file.
func total(file string) (n int64, ok bool, err error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, false, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if text, is := strings.CutPrefix(lines.Text(), "totals: "); is {
			n, err = strconv.ParseInt(strings.TrimSpace(text), 10, 64)
			return n, true, err
		}
	}
	return 0, false, lines.Err()
}
