package peers

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"syscall"
	"time"

	"geosrv/health"
	"geosrv/server/roster"
)

// patience is how long an answer is waited for, over all tries.
const patience = 2 * time.Second

// peer is one other nameserver. Its goroutine is that of run; a runner's probes
// come in through ask.
type peer struct {
	circle *Circle
	place  chan struct{} // capacity 1: whoever asks has put something in
	wake   chan struct{} // capacity 1: there is something else to ask

	mu   sync.Mutex
	at   roster.Nameserver
	book book
}

func newPeer(c *Circle, at roster.Nameserver) *peer {
	return &peer{circle: c, at: at, place: make(chan struct{}, 1), wake: make(chan struct{}, 1), book: book{tempo: c.tempo}}
}

// adopt takes over a roster.
func (p *peer) adopt(at roster.Nameserver, r *roster.Roster, questions []Question) {
	p.mu.Lock()
	p.at = at
	p.book.adopt(r, questions)
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// run asks what is due until ctx is done.
func (p *peer) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		case <-timer.C:
		}
		now := time.Now()
		due := p.due()
		if !due.IsZero() && !now.Before(due) {
			_ = p.ask(ctx, true) // that it is silent is noted
			due = p.due()
		}
		wait := time.Hour // until there is something to ask
		if !due.IsZero() {
			wait = max(time.Until(due), 0)
		}
		timer.Reset(wait)
	}
}

func (p *peer) due() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.book.due()
}

// ask asks the next question, alone, and notes what comes of it; or none if it
// is asked for what is due and somebody else was faster. The error says why
// nothing came.
func (p *peer) ask(ctx context.Context, due bool) error {
	select {
	case p.place <- struct{}{}:
		defer func() { <-p.place }()
	case <-ctx.Done():
		return ctx.Err()
	}
	q, to, ok := p.pick(due)
	if !ok {
		return errNothing
	}
	patient, end := context.WithTimeout(ctx, patience)
	defer end()
	there, here, err := p.circle.compare(patient, to, &q)
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		return err // we end, or somebody else heard it first: that says nothing
	}
	p.mu.Lock()
	if err != nil {
		p.book.silent(time.Now())
	} else {
		p.book.answered(q, here, there, time.Now())
	}
	events := p.book.events
	p.book.events = nil
	name := p.at.Name
	p.mu.Unlock()
	for _, e := range events {
		e.Peer = name
		p.circle.tell(e)
	}
	return err
}

// pick is the next question and whom to ask.
func (p *peer) pick(due bool) (q Question, to health.Endpoint, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if due && now.Before(p.book.due()) {
		return q, to, false
	}
	q, ok = p.book.pick(now)
	return q, p.at.Endpoint, ok
}

// errNothing is what a probe gets of a configuration without groups.
var errNothing = errors.New("there is nothing to ask for")

// compare asks one question there and here.
func (c *Circle) compare(ctx context.Context, to health.Endpoint, q *Question) (there, here answer, err error) {
	query := q.query(uint16(rand.Uint32()))
	var truncated bool
	accept := func(reply []byte) bool {
		var err error
		there, truncated, err = q.read(reply, query)
		return err == nil
	}
	from, err := c.exchange(ctx, to, false, query, accept)
	if err == nil && truncated {
		if from, err = c.exchange(ctx, to, true, query, accept); truncated && err == nil {
			err = errMalformed
		}
	}
	if err != nil {
		return there, here, err
	}
	here, truncated, err = q.read(c.own(from, query), query)
	if err != nil || truncated {
		here = there // we have nothing to compare with, and it did answer
	}
	return there, here, nil
}

// probe asks as a probe of a reference does: any reply is a sign of life.
func (p *peer) probe(ctx context.Context) health.Observation {
	err := p.ask(ctx, false)
	var number syscall.Errno
	o := health.Observation{Outcome: health.Failed}
	switch errors.As(err, &number); {
	case err == nil:
		return health.Observation{Outcome: health.Answered, Reason: health.ReasonOK}
	case errors.Is(err, context.DeadlineExceeded), number == syscall.ETIMEDOUT:
		o.Reason = health.ReasonTimeout
	case number == syscall.ECONNREFUSED:
		o.Reason = health.ReasonRefused
	case number == syscall.EHOSTUNREACH, number == syscall.ENETUNREACH, number == syscall.EHOSTDOWN, number == syscall.ENETDOWN:
		o.Reason = health.ReasonUnreachable
	case errors.Is(err, errMalformed), errors.Is(err, errNotOurs):
		o.Reason = health.ReasonProto
	default:
		o.Reason = health.ReasonLocal
	}
	if err != nil {
		o.Detail = err.Error()
	}
	return o
}
