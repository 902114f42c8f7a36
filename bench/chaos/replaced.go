package chaos

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"geosrv/server/control"
)

// leaveTime is how long a process may take to end after another has taken over: it
// answers what it has begun.
const leaveTime = 20 * time.Second

// replaceFault: another process takes over from a nameserver. Truth has no word
// for it: nobody may notice. With bad files nobody takes over, and that is right.
func replaceFault(w *world, random *rand.Rand) fault {
	k := random.IntN(servers)
	return fault{
		what: fmt.Sprintf("ns%d is replaced", k+1), subjects: []string{processName(k)},
		begin: func() error { return w.replace(k) },
	}
}

// replace replaces a nameserver. What was on its disk before is due after it.
func (w *world) replace(k int) error {
	s := w.servers[k]
	due, spoilt := s.onDisk(), s.spoilt.Load()
	if err := s.replace(); err != nil {
		if spoilt%2 == 0 && s.spoilt.Load() == spoilt {
			return err
		}
		w.say("ns%d goes on, as its files are bad", k+1)
		return nil
	}
	switch g := s.onDisk(); {
	case g == 0:
	case g == due:
		w.truth.acknowledge(k, g)
	default:
		w.await(k, g) // it came meanwhile
	}
	return nil
}

// replace has another process take over, and returns when the one before has ended.
func (s *server) replace() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.mu.Lock()
	before := s.running
	s.lives++ // what is asked from now on may be asked of either
	s.mu.Unlock()
	if before == nil {
		return nil
	}
	out, err := exec.Command(s.program, "replace", "--json", "--socket", filepath.Join(s.dir, "control.sock")).CombinedOutput()
	if err != nil {
		return fmt.Errorf("geosrv replace: %w: %s", err, strings.TrimSpace(string(out)))
	}
	var said struct{ Result *control.Replaced }
	if err := json.Unmarshal(out, &said); err != nil || said.Result == nil {
		return errors.Join(err, fmt.Errorf("geosrv replace says %s", out))
	}
	next, err := watch(said.Result.Now.PID)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.running = next
	s.lives++
	s.mu.Unlock()
	select {
	case <-before.gone:
		return nil
	case <-time.After(leaveTime):
		return fmt.Errorf("ns%d: process %d has not ended %v after %d took over", s.k+1, before.pid, leaveTime, next.pid)
	}
}
