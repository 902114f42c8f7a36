package compare

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"golang.org/x/sys/unix"

	"geosrv/bench/talk"
)

// replayOrders is the load's process: an order a line comes in, and a tally or an
// error goes out for each.
func replayOrders(ctx context.Context, in io.Reader, out io.Writer) error {
	orders, answers := json.NewDecoder(in), json.NewEncoder(out)
	files := map[string]*deck{}
	for {
		var o order
		if err := orders.Decode(&o); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		done := outcome{}
		t, err := o.do(ctx, files)
		if err != nil {
			done.Error = err.Error()
		}
		done.Tally = t
		if err := answers.Encode(done); err != nil {
			return err
		}
	}
}

// outcome is what the load's process says of an order.
type outcome struct {
	Tally *tally `json:"tally,omitempty"`
	Error string `json:"error,omitempty"`
}

// deck is the packets of a file, and which is next: an order goes on where the
// one before ended, so that nobody's cache knows all questions of a short one.
type deck struct {
	framed [][]byte
	next   int
}

// do does the order with files that were read already, or are now.
func (o *order) do(ctx context.Context, files map[string]*deck) (*tally, error) {
	d := files[o.File]
	if d == nil {
		framed, err := readPackets(o.File)
		if err != nil {
			return nil, err
		}
		d = &deck{framed: framed}
		files[o.File] = d
	}
	replaying := replay
	if o.TCP {
		replaying = replayTCP
	}
	before := used()
	t, err := replaying(ctx, o, d)
	if t != nil {
		t.CPU = used() - before
	}
	return t, err
}

// used is how much CPU time this process has used.
func used() time.Duration {
	var u unix.Rusage
	// It cannot fail: the process exists and the pointer is good.
	_ = unix.Getrusage(unix.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// agent is the load's process, seen from the run. Make it with startAgent. Used
// by one goroutine.
type agent struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *json.Decoder
}

// startAgent runs this program again, as the load, on a core.
func startAgent(core int) (*agent, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	a := &agent{cmd: exec.Command(self, word, "load")}
	a.cmd.Stderr = os.Stderr
	if a.in, a.out, err = talk.Start(a.cmd, func(cmd *exec.Cmd) error { return startPinned(cmd, core) }); err != nil {
		return nil, err
	}
	return a, nil
}

// do lets the load do an order.
func (a *agent) do(o order) (*tally, error) {
	if err := json.NewEncoder(a.in).Encode(o); err != nil {
		return nil, err
	}
	var done outcome
	if err := a.out.Decode(&done); err != nil {
		return nil, fmt.Errorf("the load ended: %w", err)
	}
	if done.Error != "" {
		return nil, fmt.Errorf("the load: %s", done.Error)
	}
	return done.Tally, nil
}

func (a *agent) close() error {
	a.in.Close()
	return a.cmd.Wait()
}
