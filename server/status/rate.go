package status

import (
	"context"
	"slices"
	"sync"
	"time"
)

// seconds is how many figures the page has of the queries: three minutes.
const seconds = 180

// rate counts queries by the second. Make it with newRate; it must not be copied.
// Safe for concurrent use.
type rate struct {
	total func() uint64

	mu   sync.Mutex
	each []uint64 // queries of each second, oldest first
}

func newRate(total func() uint64) *rate { return &rate{total: total} }

// run counts until ctx is done.
func (r *rate) run(ctx context.Context) {
	if r.total == nil {
		return
	}
	every := time.NewTicker(time.Second)
	defer every.Stop()
	for before := r.total(); ; {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
		now := r.total()
		if now < before { // of workers that were replaced
			before = now
		}
		r.note(now - before)
		before = now
	}
}

func (r *rate) note(n uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.each = append(r.each, n)
	r.each = slices.Delete(r.each, 0, max(0, len(r.each)-seconds))
}

// last returns a copy of the figures, oldest first; never nil.
func (r *rate) last() []uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]uint64{}, r.each...)
}
