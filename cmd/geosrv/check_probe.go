package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"geosrv/health"
	"geosrv/health/probe"
	"geosrv/server/load"
)

// probesAtOnce bounds the probes of `geosrv check --probe` that are under way.
const probesAtOnce = 64

// probeAll probes every endpoint once and prints what it said, by key.
func probeAll(ctx context.Context, w, errs io.Writer, loaded *load.Loaded) error {
	endpoints := loaded.World.Roster.Endpoints
	seen := make([]health.Observation, len(endpoints))
	asks := probe.New(probe.Options{})
	var all sync.WaitGroup
	var done atomic.Int64
	word := newWaiting(errs, func() string { return fmt.Sprintf("probing: %d of %s", done.Load(), count(len(endpoints), "endpoint")) })
	defer word.end()
	slots := make(chan struct{}, probesAtOnce)
	for i, e := range endpoints {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			once, cancel := context.WithTimeout(ctx, timeoutOf(e))
			defer cancel()
			seen[i] = asks(once, e)
			done.Add(1)
		})
	}
	all.Wait()
	word.end()
	r := &reporter{out: w, Roster: loaded.World.Roster}
	rows := [][]string{{"ENDPOINT", "SEEN", "REASON", "TOOK", "DETAIL"}}
	counts := map[string]int{}
	for i, o := range seen {
		word := seenWord(o)
		counts[word]++
		rows = append(rows, []string{endpoints[i].Key(), word, o.Reason, tookWord(o.Took), detailOf(o)})
	}
	r.table(rows)
	r.warnings(r.unanswered(seen))
	var words []string
	for _, word := range []string{"answered", "degraded", "draining", "failed"} {
		if counts[word] > 0 {
			words = append(words, fmt.Sprintf("%d %s", counts[word], word))
		}
	}
	r.print("probed %s: %s\n", count(len(endpoints), "endpoint"), cmp.Or(strings.Join(words, ", "), "there is nothing to ask"))
	return r.err
}

// timeoutOf is the time that one probe of the endpoint has.
func timeoutOf(e health.Endpoint) time.Duration {
	if e.Timing.Timeout > 0 {
		return e.Timing.Timeout
	}
	return health.DefaultTiming().Timeout
}

// seenWord is an observation in one word.
func seenWord(o health.Observation) string {
	if o.Outcome == health.Answered && o.Degraded {
		return "degraded"
	}
	return o.Outcome.String()
}

// tookWord is a duration in milliseconds.
func tookWord(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }

// detailOf is what the peer said, and what wants a hand soon.
func detailOf(o health.Observation) string {
	if o.Warn != "" {
		return o.Detail + "; warning: " + o.Warn
	}
	return o.Detail
}
