package status

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// How often reports are made while somebody watches.
const (
	reportEvery = 250 * time.Millisecond
	reportTime  = 10 * time.Second // that one may take
	// leisure is how many times as long as a report took nothing is asked: making
	// them is never more than a tenth of what the server does.
	leisure      = 9
	mostWatchers = 32
)

// feed makes reports and remembers when each row changed. Make it with newFeed; it
// must not be copied. Safe for concurrent use.
type feed struct {
	report func(context.Context) (*Report, error)
	rate   *rate
	log    *slog.Logger
	wake   chan struct{} // capacity 1: somebody began to watch

	mu       sync.Mutex
	watchers int
	number   uint64 // of the last report; 0 before the first
	sections map[string]*tracked
	news     chan struct{} // closed at the next report that has any
}

// tracked is a section with the number of the report in which each part changed.
type tracked struct {
	section
	order   uint64
	changed map[string]uint64
}

func newFeed(o Options, r *rate) *feed {
	return &feed{
		report: o.Report, rate: r, log: o.Log, wake: make(chan struct{}, 1),
		sections: map[string]*tracked{}, news: make(chan struct{}),
	}
}

// run makes reports while somebody watches, until ctx is done.
func (f *feed) run(ctx context.Context) {
	if f.report == nil {
		return
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		if !f.watched() {
			select {
			case <-ctx.Done():
				return
			case <-f.wake:
				continue
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		timer.Reset(max(reportEvery, leisure*f.ask(ctx)))
	}
}

// ask makes one report and says how long that was work: from the moment that the
// report is of. Before it others were waited for, who are busy when much happens,
// and that is when people look.
func (f *feed) ask(ctx context.Context) (worked time.Duration) {
	ctx, end := context.WithTimeout(ctx, reportTime)
	defer end()
	began := time.Now()
	r, err := f.report(ctx)
	if err != nil {
		f.log.Debug("no report for the status page", "problem", err)
		return 0
	}
	f.take(sections(r, f.rate.last()))
	return min(time.Since(began), time.Since(r.At))
}

// take compares with the report before.
func (f *feed) take(next map[string]section) {
	f.mu.Lock()
	defer f.mu.Unlock()
	number, moved := f.number+1, false
	for name, s := range next {
		was := f.sections[name]
		is := &tracked{section: s, order: number, changed: make(map[string]uint64, len(s.rows))}
		if was != nil && slices.Equal(was.keys, s.keys) {
			is.order = was.order
		}
		moved = moved || is.order == number
		for key, row := range s.rows {
			is.changed[key] = number
			if was != nil && bytes.Equal(was.rows[key], row) {
				is.changed[key] = was.changed[key]
			}
			moved = moved || is.changed[key] == number
		}
		f.sections[name] = is
	}
	if moved {
		f.number = number
		close(f.news)
		f.news = make(chan struct{})
	}
}

// part is what an event has of a section: the keys if they or their order changed,
// and the rows that did.
type part struct {
	Keys []string                   `json:"keys,omitempty"`
	Rows map[string]json.RawMessage `json:"rows,omitempty"`
	None bool                       `json:"none,omitempty"` // there are no rows any more
}

// since is what changed behind a report, nil if nothing did; next is closed when
// there is more.
func (f *feed) since(number uint64) (parts map[string]part, now uint64, next <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for name, s := range f.sections {
		var p part
		if s.order > number {
			p.Keys, p.None = s.keys, len(s.keys) == 0
		}
		for key, at := range s.changed {
			if at > number {
				if p.Rows == nil {
					p.Rows = map[string]json.RawMessage{}
				}
				p.Rows[key] = s.rows[key]
			}
		}
		if p.Rows == nil && s.order <= number {
			continue
		}
		if parts == nil {
			parts = map[string]part{}
		}
		parts[name] = p
	}
	return parts, f.number, f.news
}

func (f *feed) watched() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.watchers > 0
}

// enter counts a watcher in, if there is room. The first one that comes is not
// shown what was when the last one left.
func (f *feed) enter() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.watchers >= mostWatchers {
		return false
	}
	if f.watchers++; f.watchers == 1 {
		f.sections = map[string]*tracked{}
	}
	select {
	case f.wake <- struct{}{}:
	default:
	}
	return true
}

func (f *feed) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.watchers--
}
