package server

import (
	"slices"
	"sync"
	"time"

	"geosrv/server/load"
	"geosrv/server/metrics"
)

// loadTally counts loads and notes when inputs changed. The zero value is ready;
// it must not be copied. Safe for concurrent use.
type loadTally struct {
	mu      sync.Mutex
	reloads metrics.Reloads
	inputs  []metrics.Input
}

// reloaded notes what an attempt came to: loaded is nil if it was refused.
func (t *loadTally) reloaded(loaded *load.Loaded, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := &t.reloads
	switch {
	case loaded == nil:
		r.Refused++
	case loaded.Refused != nil:
		r.Partial++
	default:
		r.Good++
	}
	r.Last = now
}

// changed notes which inputs differ from those before, which is nil for the first
// load. What is read the same is the same by pointer.
func (t *loadTally) changed(before, after *load.Loaded, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	same := func(is func(a, b *load.Loaded) bool) bool { return before != nil && is(before, after) }
	for _, in := range [...]struct {
		name string
		has  bool
		same bool
	}{
		{"config", true, same(func(a, b *load.Loaded) bool { return a.Config == b.Config })},
		{"zones", true, same(func(a, b *load.Loaded) bool { return slices.Equal(a.World.Roster.Sources, b.World.Roster.Sources) })},
		{"geo", after.Database != nil, same(func(a, b *load.Loaded) bool { return a.Database == b.Database })},
		{"overrides", after.Config.Overrides != "", same(func(a, b *load.Loaded) bool { return a.Ledger == b.Ledger })},
		{"cookies", after.Secrets != nil, same(func(a, b *load.Loaded) bool { return a.Secrets == b.Secrets })},
	} {
		at := slices.IndexFunc(t.inputs, func(i metrics.Input) bool { return i.Name == in.name })
		switch {
		case !in.has && at >= 0:
			t.inputs = slices.Delete(t.inputs, at, at+1)
		case in.has && at < 0:
			t.inputs = append(t.inputs, metrics.Input{Name: in.name, Loaded: now})
		case in.has && !in.same:
			t.inputs[at].Loaded = now
		}
	}
}

// all is a copy.
func (t *loadTally) all() (metrics.Reloads, []metrics.Input) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.reloads, slices.Clone(t.inputs)
}
