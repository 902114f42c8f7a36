package probe_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/health/probe"
	"geosrv/health/probe/edge"
)

// TestCancelledProbesLeaveNothing: whatever a probe is doing when nobody wants
// its result any more, it leaves no goroutine and no descriptor behind.
func TestCancelledProbesLeaveNothing(t *testing.T) {
	t.Run("once", cancelAll) // what is made once is made now
	_, before := held(t)
	t.Run("again", cancelAll)
	probes, files := held(t)
	if probes != 0 || files > before {
		t.Errorf("%d goroutines are left, and %d descriptors; before there were %d", probes, files, before)
	}
}

// cancelAll probes edges of every kind in every mode, and cancels the probes at
// any moment.
func cancelAll(t *testing.T) {
	var targets []health.Endpoint
	for _, kind := range edge.Kinds() {
		for _, m := range edge.Modes() {
			e := endpointOf(kind, edgeOf(t, kind, m).Addr())
			e.LegacyTLS = rand.IntN(2) == 0
			targets = append(targets, e)
		}
	}
	for _, line := range []string{"sleep 60", "sleep 60 & sleep 60", "yes", "exec 2>&1; (sleep 60 &) ; echo fine"} {
		targets = append(targets, command(line))
	}
	ask := probe.New(probe.Options{})
	var wait sync.WaitGroup
	for _, e := range targets {
		wait.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			time.AfterFunc(rand.N(100*time.Millisecond), cancel)
			began := time.Now()
			ask(ctx, e)
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("%s %v: returned %s after it began", e.Check, e.Command, took)
			}
		})
	}
	wait.Wait()
}

// held is how many goroutines work for probes, and how many descriptors are open.
func held(t *testing.T) (probes, files int) {
	t.Helper()
	// A goroutine that has said its last word may not have ended yet.
	for range 1000 {
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		if probes = bytes.Count(stacks, []byte("geosrv/health/probe.")); probes == 0 {
			break
		}
		runtime.Gosched()
	}
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("no list of descriptors here")
	}
	return probes, len(list)
}
