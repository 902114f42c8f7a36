package server

import (
	"context"
	"errors"
	"time"

	"geosrv/server/operator"
	"geosrv/server/picture"
)

// errand is something that is done on the publisher's goroutine for somebody who
// waits. done is closed when what came of it is published.
type errand struct {
	do   func(now time.Time) (spoke bool) // spoke: the ledger is another one
	done chan struct{}
}

// errNotYet is what an errand gets that comes before the first world.
var errNotYet = errors.New("nothing is served yet (wait for the start to end)")

// run does an errand and returns when what came of it is published.
func (p *Publisher) run(ctx context.Context, do func(now time.Time) (spoke bool)) error {
	e := &errand{do: do, done: make(chan struct{})}
	p.put(func(n *pending) { n.errands = append(n.errands, e) })
	select {
	case <-e.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// errands does those that wait and reports whether somebody spoke. They are done
// behind verdicts and in front of what follows from words, so that what they see
// is of one moment.
func (p *Publisher) errands(list []*errand, now time.Time) (spoke bool) {
	p.served = append(p.served, list...)
	for _, e := range list {
		spoke = e.do(now) || spoke
	}
	return spoke
}

// answered tells those whose errands were done, also where a fault kept a join
// from its end.
func (p *Publisher) answered() {
	for _, e := range p.served {
		close(e.done)
	}
	p.served = nil
}

// Picture returns what the publisher sees.
func (p *Publisher) Picture(ctx context.Context) (*picture.Picture, error) {
	var pic *picture.Picture
	err := p.run(ctx, func(now time.Time) bool {
		if p.world != nil {
			pic = p.picture(now)
		}
		return false
	})
	if err != nil {
		return nil, err // the errand may be under way still: what it fills is not ours
	}
	if pic == nil {
		return nil, errNotYet
	}
	return pic, nil
}

func (p *Publisher) picture(now time.Time) *picture.Picture {
	return &picture.Picture{
		At: now, World: p.world, Inputs: p.in.Clone(), Said: p.said, File: p.file, Ledger: p.ledger,
		States: p.opinions(), Marks: copied(p.marks), Unconfirmed: copied(p.unconfirmed), Homeward: p.homeward,
		Frozen: p.frozen, Isolated: p.isolated,
	}
}

// copied returns a copy of a map, never nil.
func copied[M ~map[K]V, K comparable, V any](m M) M {
	out := make(M, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// Say adds entries to what verbs said, in this order, and returns them as they
// were taken, when what follows from them is published.
func (p *Publisher) Say(ctx context.Context, entries ...operator.Entry) (said []operator.Entry, err error) {
	err = p.run(ctx, func(now time.Time) bool {
		for _, e := range entries {
			said = append(said, p.speak(e, now))
		}
		return true
	})
	if err != nil {
		return nil, err // as above
	}
	return said, nil
}

// speak adds one entry to what verbs said.
func (p *Publisher) speak(e operator.Entry, now time.Time) operator.Entry {
	if e.At.IsZero() {
		e.At = now
	}
	p.said, e = p.said.Say(e)
	p.news()
	return e
}
