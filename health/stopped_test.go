package health_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"geosrv/health"
)

// childWord makes this test binary the process that is stopped.
const childWord = "GEOSRV_TEST_STOPPED"

// TestStoppedProcess stops a real process for longer than its probes may take:
// no failure is counted, and it goes on.
func TestStoppedProcess(t *testing.T) {
	if os.Getenv(childWord) != "" {
		beStopped()
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestStoppedProcess$")
	cmd.Env = append(os.Environ(), childWord+"=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer in.Close()
	said := bufio.NewScanner(out)
	tell := func() (answered, failed, paused int) {
		fmt.Fprintln(in)
		if !said.Scan() {
			t.Fatal("the process is gone")
		}
		if _, err := fmt.Sscan(said.Text(), &answered, &failed, &paused); err != nil {
			t.Fatalf("%q: %v", said.Text(), err)
		}
		return answered, failed, paused
	}
	for n := 0; n < 5; n, _, _ = tell() {
	}
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	<-time.After(1500 * time.Millisecond)
	if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	before, _, _ := tell()
	answered, failed, paused := before, 0, 0
	for answered < before+5 {
		answered, failed, paused = tell()
	}
	if failed != 0 || paused == 0 {
		t.Errorf("%d failures counted, %d rounds thrown away", failed, paused)
	}
}

// beStopped probes ten endpoints that answer after 100 ms, if this process
// runs, and says for each line that it reads how it went.
func beStopped() {
	var answered, failed atomic.Int64
	probe := func(context.Context, health.Endpoint) health.Observation {
		began := time.Now()
		<-time.After(100 * time.Millisecond)
		if time.Since(began) > time.Second {
			return health.Observation{Outcome: health.Failed, Reason: health.ReasonTimeout}
		}
		return health.Observation{Reason: health.ReasonOK}
	}
	r := health.NewRunner(probe, func(_ string, _ health.State, o health.Observation) {
		if o.Outcome == health.Failed {
			failed.Add(1)
		} else {
			answered.Add(1)
		}
	})
	defer r.Close()
	var set []health.Endpoint
	for n := range 10 {
		e := endpoint(n)
		e.Timing.Interval, e.Timing.Timeout = 120*time.Millisecond, time.Second
		set = append(set, e)
	}
	r.Set(set)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fmt.Println(answered.Load(), failed.Load(), r.Counters().Paused)
	}
}
