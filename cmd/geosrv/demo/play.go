package demo

import (
	"context"
	"fmt"
	"time"
)

// play tells the story, up to the first step that goes wrong: what comes after
// one builds on it.
func (d *demo) play(ctx context.Context) error {
	if err := d.meet(ctx); err != nil {
		return err
	}
	answers := 0
	for i, s := range d.story {
		d.print.step(i+1, s)
		if err := d.step(ctx, s); err != nil {
			return fmt.Errorf("step %d, %s: %w", i+1, s.title, err)
		}
		answers += len(s.expect)
	}
	d.print.end(len(d.story), answers)
	return nil
}

// meet waits until every service was probed: a server that has never answered
// cannot be missed.
func (d *demo) meet(ctx context.Context) error {
	began, all := time.Now(), d.machines.count()
	ticker := time.NewTicker(d.every)
	defer ticker.Stop()
	for d.machines.asked() < all {
		if time.Since(began) > d.meeting {
			return fmt.Errorf("%w: %d of %d services were never probed", ErrWrong, all-d.machines.asked(), all)
		}
		d.print.progress("probing for the first time", began, d.machines.asked(), all)
		if err := tick(ctx, ticker); err != nil {
			return err
		}
	}
	d.print.clear()
	return nil
}

// tick waits for the ticker.
func tick(ctx context.Context, ticker *time.Ticker) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-ticker.C:
		return nil
	}
}

// awaited is an expectation and how its answers were up to now.
type awaited struct {
	expectation
	got    reply
	err    error
	row    int       // right answers in a row
	first  time.Time // when the first of that row came
	before bool      // it was right when it was first asked
}

// step does what the step says and waits until all its answers are right.
func (d *demo) step(ctx context.Context, s step) error {
	began := time.Now()
	if err := d.machines.set(s.mode, s.who...); err != nil {
		return err
	}
	all := make([]awaited, len(s.expect))
	for i, e := range s.expect {
		all[i].expectation = e
	}
	ticker := time.NewTicker(d.every)
	defer ticker.Stop()
	for shown, round := 0, 0; ; round++ {
		settled := d.round(all, round == 0)
		for shown < len(all) && all[shown].row >= d.steady {
			d.print.answer(d.asker.at, s, &all[shown], began)
			shown++
		}
		if settled == len(all) {
			d.print.right(s, all, began)
			return nil
		}
		if time.Since(began) > s.within {
			return d.wrong(s, all)
		}
		d.print.progress("waiting", began, settled, len(all))
		if err := tick(ctx, ticker); err != nil {
			return err
		}
	}
}

// round asks every question once and returns how many answers have been right
// for long enough.
func (d *demo) round(all []awaited, first bool) (settled int) {
	for i := range all {
		a := &all[i]
		a.got, a.err = d.asker.ask(a.ask)
		switch {
		case a.err != nil || !a.got.is(a.ask, a.want):
			a.row = 0
		case a.row == 0:
			a.row, a.first, a.before = 1, time.Now(), first
		default:
			a.row++
		}
		if a.row >= d.steady {
			settled++
		}
	}
	return settled
}

// wrong says which answers are not what they should be. One that is right just
// now has come too late, or does not stay.
func (d *demo) wrong(s step, all []awaited) error {
	n := 0
	for i := range all {
		if all[i].row < d.steady {
			d.print.wrong(d.asker.at, &all[i])
			n++
		}
	}
	d.print.early(n, len(all))
	return fmt.Errorf("%w: %d of %d answers after %v", ErrWrong, n, len(all), s.within)
}
