package chaos

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"syscall"
	"time"

	"geosrv/server/control"
)

// processName is the name of a nameserver's process.
func processName(k int) string { return fmt.Sprintf("ns%d process", k+1) }

// drainsName is the name of what people say to a nameserver.
func drainsName(k int) string { return fmt.Sprintf("ns%d drains", k+1) }

// revive starts a nameserver that was killed. What was on its disk then is due.
func (w *world) revive(k int) error {
	s := w.servers[k]
	due := s.onDisk()
	if err := s.start(); err != nil {
		return err
	}
	if due != 0 {
		w.truth.acknowledge(k, due)
	}
	return nil
}

// killFault: a nameserver is killed, and started again.
func killFault(w *world, random *rand.Rand) fault {
	k := random.IntN(servers)
	return fault{
		what: fmt.Sprintf("ns%d is killed (-9)", k+1), subjects: []string{processName(k)},
		begin: w.servers[k].kill, end: func() error { return w.revive(k) },
	}
}

// stopFault: a nameserver sleeps.
func stopFault(w *world, random *rand.Rand) fault {
	k := random.IntN(servers)
	return fault{
		what: fmt.Sprintf("ns%d is stopped", k+1), subjects: []string{processName(k)},
		begin: func() error { return w.servers[k].signal(syscall.SIGSTOP) },
		end:   func() error { return w.servers[k].signal(syscall.SIGCONT) },
	}
}

// drainFault: a person drains a pool on one nameserver, and takes it back.
func drainFault(w *world, random *rand.Rand) fault {
	k, p := random.IntN(servers), random.IntN(4)
	said := &w.truth.drains[k][p]
	order := control.Order{Words: []string{"pool:" + pools()[p]}, Force: true, Author: "chaos"}
	began := false
	return fault{
		what: fmt.Sprintf("ns%d: drain pool:%s", k+1, pools()[p]), subjects: []string{drainsName(k)},
		begin: func() error {
			w.truth.put(said, unclear)
			began = w.insist(k, "drain", order, time.Second) == nil
			if began {
				w.truth.put(said, bad)
			}
			return nil // the server may be down: then nothing is sure
		},
		end: func() error {
			w.truth.put(said, unclear)
			err := w.insist(k, "undrain", order, 20*time.Second)
			if !began {
				err = nil // there may have been nothing to take back
			}
			w.truth.put(said, good)
			return err
		},
	}
}

// insist asks for a verb until it is done, for so long at most: the server may be
// down or asleep.
func (w *world) insist(k int, verb string, order any, patience time.Duration) error {
	for end := w.truth.now() + patience; ; time.Sleep(100 * time.Millisecond) {
		err := w.servers[k].ask(verb, order)
		if err == nil {
			return nil
		}
		if _, said := errors.AsType[control.Problems](err); said || w.truth.now() > end {
			return err
		}
	}
}
