package server

import (
	"context"
	"time"
)

// A publish that took at least litters leaves a megabyte of the plan before to
// the collector. If that waited for the next publish to fill the heap, it would
// run beside the renderers of that one, at the moment when everybody waits. So
// what is left is looked at between them.
const (
	litters = 500 * time.Microsecond
	// calm is how long nothing was published and finished before it is tidied
	// up. While publishes come faster, the collector's own pace holds.
	calm = 20 * time.Millisecond
)

// tidy runs the collector between publishes instead of during them, and has it
// leave room (headroom). Make it with newTidy; run belongs to one goroutine,
// littered may be called from any.
type tidy struct {
	litter  chan struct{} // capacity 1
	collect func()
}

func newTidy() *tidy { return &tidy{litter: make(chan struct{}, 1), collect: collectSoon} }

// littered says that publishes and what was finished behind them took so long. It never blocks.
func (t *tidy) littered(took time.Duration) {
	if took < litters {
		return
	}
	select {
	case t.litter <- struct{}{}:
	default:
	}
}

// run tidies up until ctx is done.
func (t *tidy) run(ctx context.Context) {
	defer keepHeadroom()()
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.litter:
			timer.Reset(calm)
		case <-timer.C:
			t.collect()
		}
	}
}
