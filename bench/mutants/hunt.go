package mutants

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// hunt tries mutants until enough of them compiled. Make it with newHunt.
type hunt struct {
	root    string
	limits  map[string]time.Duration
	reasons []explanation
	said    io.Writer // progress

	mu    sync.Mutex
	order []place // not tried yet
	want  int     // how many are still to be begun
	fates []fate
	err   error
}

// calibrate runs the tests of every package that is needed on the tree as it
// is. They must pass, or else they would kill everyone; and they say how long
// they take.
func (h *hunt) calibrate(ctx context.Context, dir string, all []place) error {
	b := &bench{root: h.root, dir: dir, limits: map[string]time.Duration{}}
	for i := range all {
		for _, pkg := range all[i].stretch.tests {
			if _, done := b.limits[pkg]; done {
				continue
			}
			b.limits[pkg] = 5 * time.Minute
			if _, err := b.compile(ctx, pkg, ""); err != nil {
				return fmt.Errorf("%s: %w", pkg, err)
			}
			began := time.Now()
			by := b.run(ctx, pkg, filepath.Join(dir, "tests"))
			if by != "" {
				return fmt.Errorf("the tests of %s fail without any mutant: %s", pkg, by)
			}
			took := time.Since(began)
			b.limits[pkg] = 4*took + 10*time.Second // two run at a time, and a mutant may be slow without being wrong
			fmt.Fprintf(h.said, "the tests of %s take %.1f s\n", pkg, took.Seconds())
		}
	}
	h.limits = b.limits
	return nil
}

// run tries mutants, several at a time, each worker in a folder below dir.
func (h *hunt) run(ctx context.Context, dir string, workers int) error {
	var wait sync.WaitGroup
	for i := range workers {
		b := &bench{root: h.root, dir: filepath.Join(dir, fmt.Sprint(i)), limits: h.limits}
		if err := os.MkdirAll(b.dir, 0o700); err != nil {
			return err
		}
		wait.Go(func() { h.work(ctx, b) })
	}
	wait.Wait()
	slices.SortFunc(h.fates, func(a, b fate) int {
		return 2*compare(a.File, b.File) + compare(a.Line, b.Line)
	})
	return errors.Join(h.err, ctx.Err())
}

// work tries one mutant after the other.
func (h *hunt) work(ctx context.Context, b *bench) {
	for {
		p, ok := h.next()
		if !ok {
			return
		}
		f, err := b.try(ctx, p)
		if f.End == survived {
			if f.Why = why(h.reasons, &p); f.Why != "" {
				f.End = explained
			}
		}
		h.done(f, err)
	}
}

// next takes a place, unless enough are under way.
func (h *hunt) next() (p place, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err != nil || h.want == 0 || len(h.order) == 0 {
		return p, false
	}
	p, h.order = h.order[0], h.order[1:]
	h.want--
	return p, true
}

// done notes a fate. For a barren one another is tried.
func (h *hunt) done(f fate, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil {
		h.err = errors.Join(h.err, err)
		return
	}
	h.fates = append(h.fates, f)
	if f.End == barren {
		h.want++
		return
	}
	fmt.Fprintf(h.said, "%-9s %s:%d %s: %s ==> %s %s\n", f.End, f.File, f.Line, f.Func, f.Before, f.After, f.By)
}

// compare orders two values of one type.
func compare[T int | string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
