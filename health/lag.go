package health

import (
	"sync/atomic"
	"time"
)

// lagBuckets is how many bounds LagBounds has, and one for all beyond.
const lagBuckets = 14

// LagBounds are the upper bounds of the buckets of Lag, all but the last.
func LagBounds() [lagBuckets - 1]time.Duration {
	const ms = time.Millisecond
	return [...]time.Duration{
		ms, 2 * ms, 5 * ms, 10 * ms, 20 * ms, 50 * ms, 100 * ms, 200 * ms, 500 * ms,
		time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second,
	}
}

// Lag tells how much later than planned probes began: how busy the machine is,
// or how many wait for their turn (InFlight). The zero value has counted none.
type Lag struct {
	Counts [lagBuckets]uint64 // by LagBounds, not cumulative; the last has no bound
	Sum    time.Duration
}

// Within is the share of probes that began at most d late, where d is one of
// LagBounds; 1 if there were none.
func (l Lag) Within(d time.Duration) float64 {
	var all, within uint64
	bounds := LagBounds()
	for i, n := range l.Counts {
		if all += n; i < len(bounds) && bounds[i] <= d {
			within += n
		}
	}
	if all == 0 {
		return 1
	}
	return float64(within) / float64(all)
}

// Since is what was counted after before was taken.
func (l Lag) Since(before Lag) Lag {
	for i := range l.Counts {
		l.Counts[i] -= before.Counts[i]
	}
	l.Sum -= before.Sum
	return l
}

// Counters are what a Runner has counted since it was made. They only grow,
// but for InFlight and Hung.
type Counters struct {
	Probes   uint64 // begun
	Attempts uint64 // begun; more than Probes where a first one was not answered soon
	Panics   uint64 // of probes; each was a failure with ReasonInternal
	Stuck    uint64 // attempts that did not return by their deadline, nor long after
	Restarts uint64 // of an endpoint's goroutine that had panicked or hung
	Paused   uint64 // probes thrown away, because this process did not run meanwhile
	Dropped  uint64 // probes whose endpoint was gone or had changed when they ended
	InFlight int    // attempts under way
	Limit    int    // how many may be
	Hung     int    // attempts that are stuck now
	Lag      Lag
}

// tally is where a Runner counts. The zero value has counted nothing.
type tally struct {
	probes, attempts, panics, stuck, restarts, paused, dropped atomic.Uint64

	inFlight, hung atomic.Int64
	lag            [lagBuckets]atomic.Uint64
	sum            atomic.Int64
}

// late notes how late a probe began.
func (t *tally) late(d time.Duration) {
	d = max(d, 0)
	bucket := lagBuckets - 1
	for i, bound := range LagBounds() {
		if d <= bound {
			bucket = i
			break
		}
	}
	t.lag[bucket].Add(1)
	t.sum.Add(int64(d))
}

// Counters returns what was counted up to now. The figures are read one by
// one, while probes go on.
func (r *Runner) Counters() Counters {
	t := &r.tally
	c := Counters{
		Probes: t.probes.Load(), Attempts: t.attempts.Load(), Panics: t.panics.Load(), Stuck: t.stuck.Load(),
		Restarts: t.restarts.Load(), Paused: t.paused.Load(), Dropped: t.dropped.Load(),
		InFlight: int(t.inFlight.Load()), Limit: cap(r.room()), Hung: int(t.hung.Load()),
	}
	for i := range t.lag {
		c.Lag.Counts[i] = t.lag[i].Load()
	}
	c.Lag.Sum = time.Duration(t.sum.Load())
	return c
}

// Panics is how many probes have panicked since the start. Each was reported
// as a failure with ReasonInternal.
func (r *Runner) Panics() uint64 { return r.tally.panics.Load() }
