package server

import (
	"runtime/debug"
	"time"

	"geosrv/server/answer"
)

// A plan is published of parts, because nobody may wait for blocks, and
// finished behind. Not at once: those who ask first for what changed would have
// to share their core with it. And not behind the collector: what a flip makes
// garbage is mostly blocks of before, and the heap that the collector finds
// sets when it runs next. If it ran between parts and blocks, it would find a
// heap without blocks, and the blocks, once made, would bring it back beside
// the next flip. So: parts, rest, blocks, calm, collector.
const (
	// rest is how long nothing was published before blocks are made.
	rest = 20 * time.Millisecond
	// longest is how long blocks wait for rest while publishes keep coming.
	longest = 250 * time.Millisecond
)

// finisher is what the publisher has to finish. The zero value is nothing. It
// belongs to the publisher's goroutine.
type finisher struct {
	work  *answer.Finishing // nil while not begun
	since time.Time         // the first publish that is not finished; zero for none
	due   time.Time
	took  time.Duration // by publishes and finishing since the collector was told
}

// published notes a publish: what was being finished is finished for another
// plan now.
func (f *finisher) published(now time.Time, took time.Duration) {
	if f.since.IsZero() {
		f.since = now
	}
	f.work, f.took = nil, f.took+took
	f.due = now.Add(rest)
	if last := f.since.Add(longest); f.due.After(last) {
		f.due = last
	}
}

// base is the plan to update: the current one, with what was finished of it.
func (p *Publisher) base() *answer.Plan {
	if w := p.finisher.work; w != nil {
		p.finisher.work = nil
		return w.Plan()
	}
	return p.plan.Load()
}

// finish makes blocks, a slice at a time, on this goroutine alone: other cores
// go on answering. It stops where a report waits or something is due at until,
// and goes on when it is called again. The finished plan is swapped in when all
// of it is there: it answers the same, and so it is the same generation.
func (p *Publisher) finish(until time.Time) {
	f := &p.finisher
	defer func() {
		if fault := recover(); fault != nil { // parts go on answering
			*f = finisher{}
			p.log.Error("no blocks were made: a fault in geosrv", "fault", fault, "stack", string(debug.Stack()))
		}
	}()
	began := time.Now()
	if f.work == nil {
		f.work = p.composer.Finishing(p.plan.Load())
	}
	for left := true; left; {
		if len(p.wake) > 0 || !time.Now().Before(until) {
			f.took += time.Since(began)
			return
		}
		left = f.work.Slice()
	}
	if f.work.Finished() > 0 {
		p.plan.Store(f.work.Plan())
	}
	p.tidy.littered(f.took + time.Since(began))
	*f = finisher{}
}
