package swap

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A sentry looks every turn whether its core still runs anybody. It goes before
// all threads of ordinary priority (SCHED_FIFO), so when it comes late its core
// has stood still for them: who sells this machine had it do other work, or the
// kernel let nobody go.
const (
	turn  = time.Millisecond
	stood = 500 * time.Microsecond // what is shorter the sentry may have taken itself
	above = 50                     // its priority; ordinary threads have none
)

// sentries are the stops of all cores so far.
type sentries struct {
	mu    sync.Mutex
	stops []stop
}

// watch posts a sentry on each core and tells, for each line that comes in, all
// stops so far. What it says first is why it cannot, "" if it can.
func watch(in io.Reader, out io.Writer) error {
	debug.SetGCPercent(-1) // what a run leaves behind fits into memory
	var s sentries
	posted := make(chan error)
	cores, err := allowed()
	runtime.GOMAXPROCS(len(cores) + 2) // a place for each, so that nobody who wakes waits for one
	for _, core := range cores {
		go s.post(core, posted)
	}
	for range cores {
		err = cmp.Or(err, <-posted)
	}
	say, failed := json.NewEncoder(out), ""
	if err != nil {
		failed = err.Error()
	}
	if err := say.Encode(failed); err != nil {
		return err
	}
	for asked := json.NewDecoder(in); ; {
		if err := asked.Decode(new(struct{})); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := say.Encode(s.all()); err != nil {
			return err
		}
	}
}

// allowed are the cores on which the process may run.
func allowed() (cores []int, err error) {
	var mask unix.CPUSet
	if err := unix.SchedGetaffinity(0, &mask); err != nil {
		return nil, err
	}
	for core := 0; len(cores) < mask.Count(); core++ {
		if mask.IsSet(core) {
			cores = append(cores, core)
		}
	}
	return cores, nil
}

// first pins its thread to a core and sets it above all that have no priority.
func first(core int, priority uint32) error {
	var only unix.CPUSet
	only.Set(core)
	err := unix.SchedSetaffinity(0, &only)
	if err == nil {
		err = unix.SchedSetAttr(0, &unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_FIFO, Priority: priority}, 0)
	}
	if err != nil {
		return fmt.Errorf("core %d: %w", core, err)
	}
	return nil
}

// post stands on a core until the process ends.
func (s *sentries) post(core int, posted chan<- error) {
	runtime.LockOSThread()
	if err := first(core, above); err != nil {
		posted <- err
		return
	}
	posted <- nil
	pause := unix.NsecToTimespec(int64(turn))
	for {
		due := monotonic() + int64(turn)
		_ = unix.ClockNanosleep(unix.CLOCK_MONOTONIC, 0, &pause, nil) // woken early, it looks early
		if now := monotonic(); now-due > int64(stood) {
			s.mu.Lock()
			s.stops = append(s.stops, stop{due, now})
			s.mu.Unlock()
		}
	}
}

// all is a copy of the stops so far.
func (s *sentries) all() []stop {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.stops)
}

// sentinel is the watch's process; nil where the system gives it no priority.
type sentinel struct{ *helper }

// posted starts the watch.
func posted() (*sentinel, error) {
	h, err := start("watch")
	if err != nil {
		return nil, err
	}
	failed := ""
	if err := h.out.Decode(&failed); err != nil {
		return nil, errors.Join(fmt.Errorf("the watch ended: %w", err), h.stop())
	}
	if failed != "" {
		fmt.Fprintln(os.Stderr, "bench: nobody watches the cores: "+failed)
		return nil, h.stop()
	}
	return &sentinel{h}, nil
}

// stops are those of all cores so far.
func (s *sentinel) stops() (all []stop, err error) {
	if _, err := io.WriteString(s.in, "{}\n"); err != nil {
		return nil, err
	}
	if err := s.out.Decode(&all); err != nil {
		return nil, fmt.Errorf("the watch ended: %w", err)
	}
	return all, nil
}

// waits is how long those waited for any core, of all who came while a load sent;
// nil if nobody watched.
func (s *sentinel) waits(samples []sample) (*spread, error) {
	if s == nil || len(samples) == 0 {
		return nil, nil
	}
	stops, err := s.stops()
	if err != nil {
		return nil, err
	}
	from, to := samples[0].Due, samples[len(samples)-1].Due
	took := waits(together(stops, runtime.NumCPU(), from, to), to-from)
	return &took, nil
}

// stop ends it, if there is one.
func (s *sentinel) stop() error {
	if s == nil {
		return nil
	}
	return s.helper.stop()
}
